"""Every listed change of an answer comes true, and none involves a protected answer."""

from collections.abc import Iterator

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess
from finder.core.deciding.change import changes, leading
from finder.core.deciding.triage import triage
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind
from finder.core.rules.up_to_date import prune
from finder.core.summarizing.change_sentence import change_sentence
from finder.workbench.random_patients import random_patients


def everything(ruleset: Ruleset) -> list[str]:
    """Return the ids of all questions."""
    return [
        question.id
        for page in ruleset.questionnaire.pages
        for question in page.questions
    ]


def leads(ruleset: Ruleset, answers: Answers) -> frozenset[str]:
    return frozenset(lead.background for lead in assess(ruleset, answers).leads)


def test_every_listed_change_comes_true(ruleset: Ruleset) -> None:
    questionnaire = ruleset.questionnaire
    for answers in random_patients(questionnaire, 150):
        for change in leading(ruleset, answers, everything(ruleset)):
            chosen = (answers[change.question] | {change.added}) - {change.removed, ""}
            found = assess(
                ruleset, prune(questionnaire, {**answers, change.question: chosen})
            )

            assert tuple(lead.background for lead in found.leads) == change.leads
            assert found.strength == change.strength
            assert frozenset(change.leads) != leads(ruleset, answers)
            assert set(found.flags) == set(triage(ruleset, answers).flags)


def one_tick_apart(
    ruleset: Ruleset, answers: Answers, question_id: str
) -> Iterator[Answers]:
    """Yield all answers that differ in one tick of a multiple-choice question."""
    question = ruleset.questionnaire.question(question_id)
    for option in ruleset.questionnaire.shown(question, answers):
        if option.alone or option.private:
            continue
        chosen = answers[question_id] ^ {option.id}
        if not any(each.alone and each.id in chosen for each in question.options):
            yield {**answers, question_id: chosen}


@pytest.mark.parametrize("question", ["feel", "prefer", "health"])
def test_no_other_lead_within_one_tick_is_missed(
    ruleset: Ruleset, question: str
) -> None:
    for answers in random_patients(ruleset.questionnaire, 60):
        if ruleset.questionnaire.stops(answers):
            continue
        flags = set(triage(ruleset, answers).flags)
        near = {
            leads(ruleset, other)
            for other in one_tick_apart(ruleset, answers, question)
            if set(triage(ruleset, other).flags) == flags
        }

        reported = {
            frozenset(change.leads) for change in leading(ruleset, answers, [question])
        }

        assert near - {leads(ruleset, answers)} <= reported


def test_no_private_answer_is_mentioned(ruleset: Ruleset) -> None:
    asked = {
        question.id: question
        for page in ruleset.questionnaire.pages
        for question in page.questions
    }
    for answers in random_patients(ruleset.questionnaire, 150):
        for change in leading(ruleset, answers, everything(ruleset)):
            question = asked[change.question]
            assert not question.private
            assert not [
                o
                for o in question.options
                if o.private and o.id in {change.added, change.removed}
            ]


def test_only_the_questions_that_the_rules_allow_are_mentioned(
    ruleset: Ruleset,
) -> None:
    for answers in random_patients(ruleset.questionnaire, 150):
        reported = changes(ruleset, answers)

        assert len(reported) <= ruleset.scoring.changes_shown
        assert {change.question for change in reported} <= set(
            ruleset.scoring.changeable
        )


def test_a_new_answer_replaces_one_if_no_more_may_be_ticked(ruleset: Ruleset) -> None:
    given = {
        "age": "a35_49",
        "where": ["low_back"],
        "goals": ["less_pain", "move_more", "sleep_better"],
    }
    answers = answers_from(given, ruleset.questionnaire).answers

    swapped = [
        change for change in leading(ruleset, answers, ["goals"]) if change.added
    ]

    assert swapped
    assert all(change.removed in given["goals"] for change in swapped)


def test_an_exclusive_answer_is_replaced(ruleset: Ruleset) -> None:
    answers = answers_from(
        {"age": "a35_49", "where": ["knee_l"], "feel": "none"}, ruleset.questionnaire
    ).answers

    assert {change.removed for change in leading(ruleset, answers, ["feel"])} == {
        "none"
    }


def test_the_nearest_other_choice_is_listed(ruleset: Ruleset) -> None:
    given = {
        "age": "a35_49",
        "where": ["low_back"],
        "changes": ["lean_back"],
        "how_long": "m3_12",
    }
    answers = answers_from(given, ruleset.questionnaire).answers

    assert next(leading(ruleset, answers, ["how_long"])).added == "m1_3"


def test_a_skipped_single_choice_is_filled_and_never_emptied(ruleset: Ruleset) -> None:
    answers = answers_from(
        {"age": "a35_49", "where": ["low_back"]}, ruleset.questionnaire
    ).answers

    found = list(leading(ruleset, answers, ["how_long", "pain_avg"]))

    assert found
    assert {change.removed for change in found} == {""}
    assert ruleset.questionnaire.question("how_long").kind is Kind.ONE


def test_a_question_that_was_not_asked_changes_nothing(ruleset: Ruleset) -> None:
    assert list(leading(ruleset, {"age": frozenset({"a35_49"})}, ["feel"])) == []


def test_a_child_sees_no_changes(ruleset: Ruleset) -> None:
    answers = answers_from({"age": "under18"}, ruleset.questionnaire).answers

    assert changes(ruleset, answers) == ()


def test_no_change_of_age_is_listed_that_would_stop_the_questions(
    ruleset: Ruleset,
) -> None:
    answers = answers_from(
        {"age": "a35_49", "where": ["low_back"]}, ruleset.questionnaire
    ).answers

    assert "under18" not in {
        change.added for change in leading(ruleset, answers, ["age"])
    }


def test_questions_that_control_other_questions_are_known(ruleset: Ruleset) -> None:
    assert ruleset.questionnaire.steering == {
        "who", "age", "births", "where", "cause", "course", "tried", "health", "medicines",
    }  # fmt: skip


ILLNESSES = "adult illnesses (internal medicine)"


def in_words(ruleset: Ruleset, **expected: object) -> tuple[str, ...]:
    answers = answers_from(
        {"age": "a35_49", "where": ["low_back"], **expected}, ruleset.questionnaire
    ).answers
    found = changes(ruleset, answers)
    return tuple(change_sentence(ruleset, change) for change in found)


def test_a_change_is_described_in_the_persons_words(ruleset: Ruleset) -> None:
    facet = {
        "how_long": "gt12",
        "changes": ["ache_move", "lean_back"],
        "prefer": ["procedures"],
        "tried": ["pt"],
    }

    one_more, a_tie, one_lead = in_words(
        ruleset, **facet, cause=["arthritis"], goals=["less_pain"]
    )

    fits = "a doctor trained in anesthesia (anesthesiology) or in rehabilitation (PM&R) would fit about equally well."
    assert (
        one_more == f"If you also told us “Tight, knotted, or cramping muscles”, {fits}"
    )
    fits = f"a doctor trained in rehabilitation (PM&R) or in {ILLNESSES} would fit about equally well."
    assert (
        a_tie
        == f"With “Over 1 month, up to 3 months” in place of “Over 1 year”, {fits}"
    )
    fits = f"a doctor trained in {ILLNESSES} would fit best."
    assert one_lead == f"With “1 week up to 1 month” in place of “Over 1 year”, {fits}"


def test_an_answer_that_decides_the_lead_is_described(ruleset: Ruleset) -> None:
    assert in_words(ruleset, how_long="m1_3", feel=["burning"], tried=["pt"])[0] == (
        f"Without “Burning”, a doctor trained in {ILLNESSES} or in rehabilitation (PM&R) would fit about equally well."
    )


def test_a_pair_of_leads_is_described(ruleset: Ruleset) -> None:
    heavy = {
        "low": "every",
        "worry": "every",
        "goals": ["mood_cope"],
        "how_long": "gt12",
    }

    assert in_words(ruleset, **heavy)[1] == (
        "If you also told us “Worse leaning back, twisting or turning”, doctors trained in mental health care "
        "(psychiatry) and in rehabilitation (PM&R) and in anesthesia (anesthesiology) would work best together."
    )
