"""How long the questions take is counted, not guessed."""

from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import ALOUD, SILENTLY, Length, length, length_of

KNEE = {"age": frozenset({"a50_64"}), "where": frozenset({"knee_l"})}


def test_pages_and_words_are_those_that_people_see(ruleset: Ruleset) -> None:
    questionnaire = ruleset.questionnaire
    found, one = length(questionnaire), length_of(questionnaire, KNEE)

    assert one.pages == len(list(questionnaire.path(KNEE)))
    assert abs(found.pages - one.pages) <= 1
    assert 0.8 * one.words < found.words < 1.2 * one.words


def test_an_option_that_is_not_shown_is_not_read(ruleset: Ruleset) -> None:
    assert (
        length_of(ruleset.questionnaire, {}).words
        < length_of(ruleset.questionnaire, KNEE).words
    )


def test_minutes_follow_from_words_and_reading_aloud_takes_longer() -> None:
    assert Length(1, 1).minutes == Length(1, 1).minutes_aloud == 1
    assert Length(20, 10 * SILENTLY).minutes == 10
    assert Length(20, 10 * ALOUD).minutes_aloud == 10
    assert Length(20, 2000).minutes_aloud > Length(20, 2000).minutes


def test_the_first_page_says_so(ruleset: Ruleset) -> None:
    first = ruleset.questionnaire.pages[0]
    said = length(ruleset.questionnaire).put_into(first.intro)

    assert said.startswith(f"{length(ruleset.questionnaire).pages} short pages, about ")
    assert "{" not in said
