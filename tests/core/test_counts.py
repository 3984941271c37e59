"""The counts of a visit: how far it came, only the first time, and nothing that
identifies a person."""

from datetime import date

from finder.core.counting.counts import (
    bars,
    language_codes,
    lead_names,
    level_names,
    page_names,
    reached,
    total,
    week_of,
    what_to_count,
)
from finder.core.deciding.triage import triage
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset

NOTHING: Answers = {}
NO_LINES: frozenset[str] = frozenset()
WHO: Answers = {"who": frozenset({"me"})}
CALM: Answers = {**WHO, "safety_now": frozenset({"none"})}
CHEST: Answers = {**WHO, "safety_now": frozenset({"rf_chest"})}
CHILD: Answers = {**CALM, "age": frozenset({"under18"})}


def whole(ruleset: Ruleset) -> Answers:
    """Return answers with every question answered or skipped."""
    suppress_small: dict[str, frozenset[str]] = {
        **CALM,
        "age": frozenset({"a35_49"}),
        "where": frozenset({"low_back"}),
    }
    for page in ruleset.questionnaire.path(suppress_small):
        for question in ruleset.questionnaire.asked(page, suppress_small):
            suppress_small.setdefault(question.id, frozenset())
    return suppress_small


def how_far(
    ruleset: Ruleset, suppress_small: Answers, lines: frozenset[str] = NO_LINES
) -> int:
    return reached(
        ruleset.questionnaire, ruleset.questionnaire.way(suppress_small, lines)
    )


def counted(
    ruleset: Ruleset, before: Answers, after: Answers, counted: int, reached: int
) -> list[str]:
    """Return the counts of a visit that moves from page number `counted` to
    `reached`."""
    asked = tuple(ruleset.questionnaire.path(after))
    rise = triage(ruleset, before), triage(ruleset, after)
    return list(
        what_to_count(
            ruleset, after, asked=asked, rise=rise, counted=counted, reached=reached
        )
    )


def test_a_week_begins_on_monday() -> None:
    assert (
        week_of(date(2026, 11, 23)) == week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    )
    assert week_of(date(2026, 11, 30)) == date(2026, 11, 30)


def test_a_visit_that_begins_is_counted_with_its_language(ruleset: Ruleset) -> None:
    assert counted(ruleset, NOTHING, NOTHING, -1, 0) == ["started", "language:en"]


def test_each_page_is_counted_when_it_is_first_answered(ruleset: Ruleset) -> None:
    number = how_far(ruleset, CALM)

    assert number == 2
    assert counted(ruleset, WHO, CALM, 1, number) == ["page:safety_now"]


def test_the_level_that_a_page_shows_is_counted(ruleset: Ruleset) -> None:
    assert counted(ruleset, WHO, CHEST, 1, 2) == ["page:safety_now", "level:call_911"]


def test_a_crisis_is_never_counted(ruleset: Ruleset) -> None:
    crisis = {**WHO, "safety_now": frozenset({"rf_harm_now"})}

    assert counted(ruleset, WHO, crisis, 1, 2) == ["page:safety_now"]


def test_the_end_is_counted_with_what_leads(ruleset: Ruleset) -> None:
    suppress_small = whole(ruleset)
    lines = frozenset[str]().union(
        *(
            ruleset.questionnaire.shown_lines(page, suppress_small)
            for page in ruleset.questionnaire.pages
        )
    )
    number = how_far(ruleset, suppress_small, lines)
    last = len(ruleset.questionnaire.pages)

    found = counted(ruleset, suppress_small, suppress_small, last - 1, last)

    assert number == last
    assert found[:2] == ["page:own_words", "finished"]
    assert all(each.startswith("lead:") for each in found[2:])
    assert len(found) > 2


def test_a_stop_counts_the_pages_before_it_alone(ruleset: Ruleset) -> None:
    number = how_far(ruleset, CHILD)

    assert counted(ruleset, CALM, CHILD, 2, number) == [
        "page:age",
        "finished",
        "lead:under_18",
    ]


def test_numbers_under_five_are_hidden() -> None:
    found = bars(
        {"a": 20, "b": 9, "c": 4, "e": 5},
        {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"},
    )

    assert [(bar.name, str(bar.words), bar.percent) for bar in found] == [
        ("A", "20", 100),
        ("B", "9", 45),
        ("C", "under 5", 0),
        ("D", "under 5", 0),
        ("E", "5", 25),
    ]
    assert bars({}, {}) == ()


def test_languages_have_the_codes_that_were_counted() -> None:
    assert language_codes({"language:es": 7, "started": 9, "language:en": 2}) == {
        "language:en": "en",
        "language:es": "es",
    }


def test_weeks_add_up() -> None:
    assert total(
        {date(2026, 11, 23): {"a": 1, "b": 2}, date(2026, 11, 30): {"b": 3}}
    ) == {"a": 1, "b": 5}


def test_every_count_has_a_name(ruleset: Ruleset) -> None:
    assert next(iter(level_names(ruleset).values())) == "Call 911 now"
    assert page_names(ruleset)["page:where"] == "Where does it hurt?"
    assert lead_names(ruleset)["lead:pm_r"].startswith("Physical medicine")
    assert len(lead_names(ruleset)) == 6
