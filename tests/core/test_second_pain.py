"""A second pain: which pages ask about it, what counts for both, and that no red flag
of either is ever lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import (
    Assessment,
    Lead,
    assess,
    assess_second,
    assess_shareable,
)
from finder.core.deciding.taken_back import TakenBack, page_to_change
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import prune, translate_replaced
from finder.core.sharing.audiences import Audience, Consent
from finder.core.sharing.intake_content import (
    IntakeContent,
    content_for_clinic,
    content_from_json,
    content_to_json,
    reassessed,
)
from finder.core.sharing.views import triage_for, view
from finder.core.summarizing.narrative import advice_blocks
from finder.core.summarizing.summarize import summarize
from finder.core.visiting.progress import Progress
from finder.core.visiting.stored import from_json, to_json
from tests.core.test_visit import answer, answer_all, begun, page_of
from tests.core.two_pains import random_visits, second_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
KNEE_AND_HEAD: dict[str, str | list[str]] = {
    "who": "me",
    "safety_now": "none",
    "age": "a35_49",
    "safety_new": "none",
    "where": ["knee_l", "head"],
    "main_pain": "knee",
    "how_long": "gt12",
    "feel": "dull_steady",
    "changes": "ache_move",
}
HEAD: dict[str, str | list[str]] = {
    "second_main_pain": "head",
    "second_how_long": "gt12",
    "second_feel": "throb_sick",
}
POUNDING: dict[str, str | list[str]] = {
    "second_main_pain": "head",
    "second_how_long": "lt1w",
    "second_feel": "pounding_flush",
}


def one_pain(ruleset: Ruleset, **others: str | list[str]) -> Progress:
    """Return the progress of a person whose knee hurts most, with every page answered
    or skipped."""
    return answer_all(answer(begun(ruleset), KNEE_AND_HEAD | others))


def two_pains(ruleset: Ruleset, **others: str | list[str]) -> Progress:
    return answer_all(answer(one_pain(ruleset), HEAD | others))


def about(questionnaire: Questionnaire) -> list[str]:
    return [page.id for page in questionnaire.pages if page.about == "pain"]


def test_nobody_is_asked_about_a_second_pain_without_asking_for_it(
    ruleset: Ruleset,
) -> None:
    progress = one_pain(ruleset)

    assert progress.is_whole
    assert progress.way.pages[-1].id == "own_words"
    assert [page.id for page in progress.way.offered] == ["second_main_pain"]
    assert progress.way.left(progress.way.offered[0]) == progress.way.more > 1
    assert progress.way.reachable[-1].id == "second_main_pain"
    assert progress.questionnaire.pains(progress.visit.answers) == (
        progress.visit.answers,
    )
    assert assess_second(ruleset, progress.visit.answers) is None


def test_the_offer_comes_after_the_last_page(ruleset: Ruleset) -> None:
    progress = answer(begun(ruleset), KNEE_AND_HEAD)

    assert "second_main_pain" not in {page.id for page in progress.way.reachable}


@pytest.mark.parametrize(
    ("others", "offered"),
    [
        ({"main_pain": "one_pain"}, set()),
        ({"main_pain": "all_same"}, {"knee", "head"}),
        ({"main_pain": []}, set()),
        ({"main_pain": "head"}, {"knee"}),
        ({"where": ["knee_l", "knee_r"]}, set()),
        ({"where": ["knee_l", "knee_r", "head", "hip_r"]}, {"head", "hip"}),
    ],
)
def test_another_pain_is_offered_after_the_first(
    ruleset: Ruleset, others: dict[str, str | list[str]], offered: set[str]
) -> None:
    answers = one_pain(ruleset, **others).visit.answers

    assert second_of(ruleset.questionnaire).others(answers) == offered


def test_two_pages_name_a_pain_and_one_where_older_rules_know_no_second(
    ruleset: Ruleset,
) -> None:
    asked = ruleset.questionnaire
    older = replace(asked, second=None)

    naming = [
        page for page in (*asked.pages, *asked.second_pages) if asked.names_pain(page)
    ]

    assert [
        page.question_ids & {"main_pain", "second_main_pain"} for page in naming
    ] == [
        {"main_pain"},
        {"second_main_pain"},
    ]
    assert not any(older.names_pain(page) for page in older.pages)


def test_a_person_under_18_is_offered_no_second_pain(ruleset: Ruleset) -> None:
    progress = answer(one_pain(ruleset), {"age": "under18"})

    assert progress.is_stopped
    assert progress.way.offered == ()
    assert (
        assess_second(
            ruleset, answer(two_pains(ruleset), {"age": "under18"}).visit.answers
        )
        is None
    )


def test_the_page_that_names_the_second_pain_shows_the_other_places(
    ruleset: Ruleset,
) -> None:
    progress = one_pain(ruleset, where=["knee_l", "head", "hip_r"])
    [question] = page_of(ruleset, "second_main_pain").questions

    shown = progress.questionnaire.shown(question, progress.visit.answers)

    assert [option.id for option in shown] == ["head", "hip", "none"]
    assert question.words == "Which other pain shall we ask about?"


def test_once_named_exactly_the_pages_about_a_pain_are_asked_again(
    ruleset: Ruleset,
) -> None:
    progress = answer(one_pain(ruleset), {"second_main_pain": "head"})

    assert not progress.is_whole
    assert [page.id for page in progress.way.unanswered] == [
        f"second_{page}" for page in about(ruleset.questionnaire) if page != "main_pain"
    ]
    assert progress.way.next_page is page_of(ruleset, "second_how_long")
    assert (
        page_of(ruleset, "second_feel").heading
        == "Second pain: How does it feel or act?"
    )
    assert page_of(ruleset, "second_how_long").title == "Second pain: Pain over time"


def test_the_second_pain_is_asked_what_fits_its_own_place(ruleset: Ruleset) -> None:
    progress = answer(one_pain(ruleset), {"second_main_pain": "head"})
    questionnaire, answers = ruleset.questionnaire, progress.visit.answers
    changes = [questionnaire.question(name) for name in ("changes", "second_changes")]

    first, second = (
        {option.id for option in questionnaire.shown(each, answers)} for each in changes
    )

    assert "lie_on" in first
    assert "lie_on" not in second
    assert "upright" in second


def test_the_view_of_the_second_pain_holds_its_own_answers_and_all_about_the_person(
    ruleset: Ruleset,
) -> None:
    answers = two_pains(ruleset, second_cause="injury").visit.answers

    first, second = ruleset.questionnaire.pains(answers)

    assert first is answers
    assert second["where"] == second["main_pain"] == {"head"}
    assert second["cause"] == {"injury"}
    assert second["feel"] == {"throb_sick"}
    assert second["age"] == {"a35_49"}
    assert not any(question.startswith("second_") for question in second)


def test_a_second_pain_can_be_left_out_again(ruleset: Ruleset) -> None:
    progress = answer(two_pains(ruleset), {"second_main_pain": "none"})

    assert progress.is_whole
    assert not {
        question
        for question in progress.visit.answers
        if question.startswith("second_")
    } - {"second_main_pain"}
    assert assess_second(ruleset, progress.visit.answers) is None


def test_a_pain_is_removed_when_its_place_no_longer_hurts(ruleset: Ruleset) -> None:
    progress = answer(two_pains(ruleset), {"where": "knee_l"})

    assert not any(
        question.startswith("second_") for question in progress.visit.answers
    )
    assert ("second_feel", "throb_sick") in progress.visit.dropped


def test_the_second_pain_cannot_become_the_first_too(ruleset: Ruleset) -> None:
    progress = answer(two_pains(ruleset), {"main_pain": "head"})

    assert not any(
        question.startswith("second_") for question in progress.visit.answers
    )
    assert [page.id for page in progress.way.offered] == ["second_main_pain"]


def test_a_cause_of_the_second_pain_opens_its_warning_line(ruleset: Ruleset) -> None:
    progress = answer(
        one_pain(ruleset), {"second_main_pain": "head", "second_how_long": "gt12"}
    )
    progress = answer(progress, {"second_cause": "sickle"})
    safety = page_of(ruleset, "safety_area")
    [question] = safety.questions

    assert progress.way.next_page is safety
    assert progress.visit.again == {"safety_area": "second_cause"}
    assert "rf_sickle" in {
        option.id
        for option in ruleset.questionnaire.shown(question, progress.visit.answers)
    }

    ticked = answer(progress, {"safety_area": "rf_sickle"})

    assert ticked.way.next_page is page_of(ruleset, "second_feel")
    assert "rf_sickle" in {flag.flag for flag in ticked.unacknowledged}


def test_a_flag_of_the_second_pain_counts_and_leads_back_to_its_page(
    ruleset: Ruleset,
) -> None:
    injured: dict[str, str | list[str]] = {"told": "spinal_cord"}
    progress = answer_all(answer(one_pain(ruleset), injured))
    flag = RedFlag("rf_cord_head", Level.EMERGENCY_ROOM)

    raised = answer(progress, POUNDING)

    assert progress.flags == ()
    assert raised.unacknowledged == (flag,)
    assert page_to_change(ruleset, raised.visit.answers, [flag]) is page_of(
        ruleset, "health"
    )

    back = answer(raised, {"second_how_long": "gt12"}, LATER)

    assert back.flags == ()
    assert back.visit.taken_back == (TakenBack(*flag.key, NOON, LATER),)


def test_a_checked_flag_of_the_second_pain_stays_checked(ruleset: Ruleset) -> None:
    progress = answer_all(answer(one_pain(ruleset), {"told": "spinal_cord"}))
    raised = answer(progress, POUNDING)
    [flag] = raised.unacknowledged
    checked = Acknowledgement(*flag.key, How.CHECKED, NOON)

    said = raised.with_visit(raised.visit.with_said(frozenset({checked})))
    left_out = answer(said, {"second_main_pain": "none"}, LATER)

    assert said.unacknowledged == ()
    assert answer(said, {"second_tried": "otc"}).unacknowledged == ()
    assert left_out.visit.acknowledged == frozenset()
    assert [each.flag for each in left_out.visit.taken_back] == ["rf_cord_head"]


def test_the_advice_names_what_makes_a_line_urgent_for_the_second_pain(
    ruleset: Ruleset,
) -> None:
    answers = {
        **two_pains(ruleset, second_course="worse").visit.answers,
        "where": frozenset({"knee_l", "head", "shoulder_l"}),
        "second_main_pain": frozenset({"shoulder"}),
        "safety_area": frozenset({"rf_clumsy"}),
    }

    [block] = advice_blocks(ruleset, answers, triage(ruleset, answers).flags)

    assert block.level is Level.TODAY
    assert any("together with" in line for line in block.ticked)


def test_a_visit_with_two_pains_is_read_back_unchanged(ruleset: Ruleset) -> None:
    visit = two_pains(ruleset).visit

    assert from_json(to_json(visit)) == visit


def test_answers_of_older_rules_are_read_for_the_second_pain_too(
    ruleset: Ruleset,
) -> None:
    old = {("feel", "old"): (("feel", "sharp"), ("safety_new", "rf_skin"))}
    questionnaire = replace(ruleset.questionnaire, replaced=old)
    answers = {
        "feel": frozenset({"burning"}),
        "second_feel": frozenset({"old"}),
        "safety_new": frozenset({"none"}),
    }

    now = translate_replaced(questionnaire, answers)

    assert now["second_feel"] == {"sharp"}
    assert now["feel"] == {"burning"}
    assert now["safety_new"] == {"none", "rf_skin"}


def test_older_rules_have_only_one_pain(ruleset: Ruleset) -> None:
    older = replace(ruleset.questionnaire, second=None, second_pages=())
    answers = two_pains(ruleset).visit.answers

    assert older.pains(answers) == (answers,)
    assert older.way(one_pain(ruleset).visit.answers).offered == ()
    assert "second_feel" not in prune(older, answers)


# Random visits


def same_but_for_levels(one: Assessment, other: Assessment) -> bool:
    """Return whether two assessments are equal apart from the reasons, which may depend
    on the level."""
    return unlevelled(one) == unlevelled(other)


def unlevelled(assessment: Assessment) -> Assessment:
    leads = tuple(Lead(lead.background, ()) for lead in assessment.leads)
    return replace(
        assessment,
        level=Level.NONE,
        crisis=False,
        flags=(),
        leads=leads,
        other_reasons=(),
    )


def test_no_flag_of_either_pain_is_lost_by_any_reader(ruleset: Ruleset) -> None:
    both = Consent(include_private=True, share_crisis=True)
    for alone, answers in random_visits(ruleset, 400):
        view_of_second = ruleset.questionnaire.pains(answers)[-1]
        expected = {
            *triage(ruleset, alone).flags,
            *flags_alone(ruleset, view_of_second),
        }
        highest = max(
            (flag.level for flag in expected if flag.level is not None),
            default=Level.NONE,
        )
        for audience in (
            Audience.PERSON,
            Audience.HELPER,
            Audience.PAPER,
            Audience.CLINIC,
            Audience.API,
        ):
            seen = view(ruleset, answers, audience, both)
            assert seen.second
            for assessment in (seen.assessment, seen.second):
                assert named(assessment.flags) >= named(
                    each for each in expected if each.level is not None
                )
                assert assessment.level == highest
            assert triage_for(ruleset, answers, audience, both).level == highest


def flags_alone(ruleset: Ruleset, answers: Answers) -> tuple[RedFlag, ...]:
    return triage(ruleset, answers).flags


def named(flags: object) -> set[str]:
    return {flag.flag for flag in flags}  # type: ignore[attr-defined]


def test_the_second_pain_does_not_change_the_result_of_the_first(
    ruleset: Ruleset,
) -> None:
    for alone, answers in random_visits(ruleset, 400, seed=2):
        before, after = assess(ruleset, alone), assess(ruleset, answers)

        assert same_but_for_levels(before, after)
        assert same_but_for_levels(
            assess_shareable(ruleset, alone), assess_shareable(ruleset, answers)
        )
        if before.level == after.level:
            assert before.leads == after.leads
            assert before.other_reasons == after.other_reasons


def test_the_second_pain_gets_what_it_would_get_alone(ruleset: Ruleset) -> None:
    for _, answers in random_visits(ruleset, 400, seed=3):
        second = assess_second(ruleset, answers)

        assert second
        assert same_but_for_levels(
            second, assess(ruleset, ruleset.questionnaire.pains(answers)[-1])
        )


def test_what_is_about_the_person_is_the_same_for_both(ruleset: Ruleset) -> None:
    shared = [
        each.id
        for page in ruleset.questionnaire.pages
        if page.about == "person"
        for each in page.questions
    ]
    shared.remove("where")
    for _, answers in random_visits(ruleset, 400, seed=4):
        first, second = ruleset.questionnaire.pains(answers)

        assert {each: first.get(each) for each in shared} == {
            each: second.get(each) for each in shared
        }
        assert second["where"] < first["where"]


def test_pruning_keeps_all_answers_about_two_pains(ruleset: Ruleset) -> None:
    for _, answers in random_visits(ruleset, 400, seed=5):
        pruned = prune(ruleset.questionnaire, answers)

        assert pruned == answers
        assert prune(ruleset.questionnaire, pruned) == pruned


def shared(ruleset: Ruleset, answers: Answers) -> IntakeContent:
    return content_for_clinic(
        ruleset, answers, "", (), include_private=False, share_crisis=False
    )


def test_an_intake_holds_both_pains(ruleset: Ruleset) -> None:
    for alone, both in random_visits(ruleset, 100, seed=6):
        content = shared(ruleset, both)

        assert content.second
        assert content_from_json(content_to_json(content)) == content
        assert b'"second"' not in content_to_json(shared(ruleset, alone))
        again = reassessed(ruleset, content)
        assert again.second
        assert again.second.flags == again.assessment.flags
        assert reassessed(ruleset, shared(ruleset, alone)).second is None


def test_statements_about_both_pains_appear_once_and_reasons_are_few(
    ruleset: Ruleset,
) -> None:
    said_once = 0
    for _, both in random_visits(ruleset, 40):
        found = summarize(
            ruleset, both, assess(ruleset, both), second=assess_second(ruleset, both)
        )
        alone = summarize(ruleset, both, assess(ruleset, both))
        assert found.second
        for mine, other in (
            (found.sure, found.second.sure),
            (found.regular_doctor, found.second.regular_doctor),
        ):
            assert not mine or mine != other
            said_once += bool(mine) and not other
        assert found.shares_page
        assert found.second.shares_page
        assert (found.sure, found.regular_doctor) == (alone.sure, alone.regular_doctor)
        assert all(
            len(line.reasons) <= 1
            for each in (found, found.second)
            for line in each.why
        )
    assert said_once
