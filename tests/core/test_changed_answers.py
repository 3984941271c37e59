"""A changed answer never empties a later one silently."""

import pytest

from finder.core.rules.changed_answers import asked_again, dropped
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.up_to_date import prune
from finder.core.rules.way import PagePath
from tests.core.test_questionnaire import HEAD, Answers, chosen_options, page

ANSWERS: Answers = {**HEAD, **chosen_options(safety_area="none", feel="throb_sick")}


def way(ruleset: Ruleset, answers: Answers) -> PagePath:
    questionnaire = ruleset.questionnaire
    return questionnaire.way(
        answers, questionnaire.shown_lines(page(ruleset, "safety_area"), answers)
    )


@pytest.mark.parametrize(
    ("expected", "changed", "emptied"),
    [
        (ANSWERS, chosen_options(where="low_back"), "feel"),
        (
            {**HEAD, **chosen_options(health="pregnant")},
            chosen_options(age="a65_79"),
            "health",
        ),
    ],
)
def test_an_answer_emptied_by_a_change_is_asked_again(
    ruleset: Ruleset, expected: Answers, changed: Answers, emptied: str
) -> None:
    pruned = prune(ruleset.questionnaire, {**expected, **changed})

    assert emptied not in pruned
    assert emptied not in prune(
        ruleset.questionnaire, {**pruned, **chosen_options(where="head", age="a50_64")}
    )


def test_what_the_person_skipped_stays_skipped(ruleset: Ruleset) -> None:
    skipped = {**ANSWERS, "feel": frozenset[str](), **chosen_options(where="low_back")}

    assert prune(ruleset.questionnaire, skipped)["feel"] == set()


def test_a_page_asked_again_names_the_changed_page(ruleset: Ruleset) -> None:
    where, age = page(ruleset, "where"), page(ruleset, "age")
    before = way(ruleset, ANSWERS)
    after = way(
        ruleset,
        prune(ruleset.questionnaire, {**ANSWERS, **chosen_options(where="low_back")}),
    )

    again = asked_again(before, after, where, {})

    assert again == {"feel": "where"}
    assert asked_again(after, after, age, again) == again, (
        "the first reason stays until it is answered"
    )
    assert asked_again(after, before, where, again) == {}


def test_dropped_choices_of_other_pages_are_known(ruleset: Ruleset) -> None:
    answers = {**ANSWERS, **chosen_options(feel="throb_sick burning", where="low_back")}
    pruned = prune(ruleset.questionnaire, answers)

    assert dropped(
        {**answers, **chosen_options(cause="illness")}, pruned, page(ruleset, "where")
    ) == {
        ("feel", "throb_sick"),
        ("cause", "illness"),
    }
    assert dropped(
        {**answers, **chosen_options(where="head")}, pruned, page(ruleset, "where")
    ) == {("feel", "throb_sick")}
