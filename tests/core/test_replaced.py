"""Options of older rules are read as the options that replaced them."""

from dataclasses import replace

from finder.core.deciding.acknowledged import Acknowledgement, How, under
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.up_to_date import translate_replaced
from finder.core.sharing.intake_content import content_for_clinic, reassessed
from tests.core.test_questionnaire import chosen_options
from tests.core.test_summarize import answers_of


def test_an_older_answer_is_read_as_its_current_option(ruleset: Ruleset) -> None:
    older = chosen_options(
        safety_now="rf_tear rf_chest",
        safety_area="rf_fever rf_no_urine rf_cauda",
        feel="ache_move burning",
    )

    assert translate_replaced(ruleset.questionnaire, older) == chosen_options(
        safety_now="rf_worst rf_faint rf_chest", safety_area="", safety_new="rf_fever rf_cauda", feel="burning",
        changes="ache_move",
    )  # fmt: skip


def test_current_answers_stay_unchanged(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, safety_new=["rf_fever"], changes=["ache_move"])

    assert translate_replaced(ruleset.questionnaire, answers) == answers


def test_what_was_checked_stays_checked_under_its_new_name(ruleset: Ruleset) -> None:
    checked = {
        Acknowledgement("rf_tear", "call_911", How.CHECKED),
        Acknowledgement("rf_cauda", "emergency_room", How.CHECKED),
    }

    now = under(ruleset.questionnaire, checked)

    assert {each.flag for each in now} == {"rf_worst", "rf_faint", "rf_cauda"}
    assert {each.how for each in now} == {How.CHECKED}


def test_every_line_that_was_replaced_is_as_urgent_as_before(ruleset: Ruleset) -> None:
    flags = {row.flag for row in ruleset.red_flags.rows}

    for (question, _), now in ruleset.questionnaire.replaced.items():
        if question.startswith("safety"):
            assert {option for _, option in now} <= flags


def test_an_intake_of_older_rules_is_worked_out_again_with_its_signs(
    ruleset: Ruleset,
) -> None:
    shared = content_for_clinic(
        ruleset, answers_of(ruleset), "", (), include_private=True, share_crisis=False
    )
    older = replace(
        shared,
        answers={
            **shared.answers,
            "safety_area": frozenset({"rf_cauda"}),
            "safety_new": frozenset[str](),
        },
        acknowledged=frozenset(
            {Acknowledgement("rf_cauda", "emergency_room", How.CHECKED)}
        ),
    )

    again = reassessed(ruleset, older)

    assert [flag.flag for flag in again.assessment.flags] == ["rf_cauda"]
    assert again.acknowledged == older.acknowledged
