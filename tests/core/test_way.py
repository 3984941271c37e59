"""The way of answers through the pages."""

from finder.core.rules.knowledge import Ruleset
from finder.core.rules.way import PagePath


def test_pages_on_the_way_and_off_it(ruleset: Ruleset) -> None:
    first, second, third, offered, *_ = ruleset.questionnaire.pages
    way = PagePath((first, second, third), unanswered=(second, third))

    assert way.next_page is second
    assert way.reachable == (first, second)
    assert way.before(first) is None
    assert way.before(third) is second
    assert [way.left(page) for page in way.pages] == [2, 1, 1]

    answered = PagePath((first, second), (), (offered,), more=4)

    assert answered.next_page is None
    assert answered.reachable == (first, second, offered)
    assert answered.before(offered) is second
    assert answered.left(offered) == 4
    assert PagePath((), ()).before(first) is None
