"""Every row in words, for people who review the rules."""

from datetime import date

from finder.core.reviewing.check import Vignette
from finder.core.reviewing.handbook import (
    also_see_lines,
    is_overdue,
    line,
    red_flag_lines,
    suggestion_lines,
    treatment_lines,
    worked_patients,
)
from finder.core.rules.conditions import Condition
from finder.core.rules.knowledge import Ruleset
from tests.core.test_summarize import answers_of


def test_every_row_of_every_table_has_its_line(ruleset: Ruleset) -> None:
    made = (
        suggestion_lines(ruleset),
        red_flag_lines(ruleset),
        treatment_lines(ruleset),
        also_see_lines(ruleset),
    )
    tables = (
        ruleset.suggestions,
        ruleset.red_flags,
        ruleset.treatment_rows,
        ruleset.also_see,
    )

    for lines, table in zip(made, tables, strict=True):
        assert [each.id for each in lines] == [row.id for row in table.rows]  # type: ignore[attr-defined]


def test_a_red_flag_says_what_it_may_mean_and_what_is_advised(ruleset: Ruleset) -> None:
    lines = {each.id: each for each in red_flag_lines(ruleset)}

    assert lines["chest-now"].reason == "heart attack, lung clot"
    assert lines["chest-now"].does == "Call 911 now"
    assert lines["harm-now"].does == "You are not alone. Help is here now"


def test_a_row_about_treatments_names_its_cards_and_its_exception(
    ruleset: Ruleset,
) -> None:
    found = next(
        each
        for each in treatment_lines(ruleset)
        if each.id == "no-nerve-pills-for-spine"
    )

    assert found.does == "Left out"
    assert found.cards == (
        "Nerve-calming medicine (gabapentin, pregabalin; carbamazepine for face pain)",
    )
    assert found.unless == ("nerve pain of another kind than from the spine",)
    assert {"feel", "where", "cause", "health", "told"} == found.questions


def test_a_row_without_a_reason_has_no_source(ruleset: Ruleset) -> None:
    found = line(ruleset, "no-such-row", Condition())

    assert (found.reason, found.strength, found.sources) == ("", "", ())


def test_a_review_is_overdue_after_its_day(ruleset: Ruleset) -> None:
    due = date(2027, 11, 22)

    assert not is_overdue(due, due)
    assert is_overdue(due, date(2027, 11, 23))
    assert not is_overdue(None, due)


def test_worked_patients_are_shown_with_their_results(ruleset: Ruleset) -> None:
    crisis = Vignette(
        "in crisis",
        answers_of(ruleset, safety_now=["rf_harm_now"]),
        {"crisis": True},
        1,
    )
    chest = Vignette(
        "chest", answers_of(ruleset, safety_now=["rf_chest"]), {"crisis": True}, 2
    )
    child = Vignette(
        "a child", {"age": frozenset({"under18"})}, {"outcome": "under_18"}, 3
    )

    first, second, third = worked_patients(ruleset, (crisis, chest, child))

    assert (first.advice, first.as_expected) == (
        "You are not alone. Help is here now",
        True,
    )
    assert (second.advice, second.as_expected) == ("Call 911 now", False)
    assert second.leads
    assert (third.leads, third.sure) == ((), ruleset.advice.stop.heading)
