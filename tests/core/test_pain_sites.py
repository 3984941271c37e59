"""Who fits another place than the main pain, and what a person with several pains
reads."""

from dataclasses import replace

import pytest

from finder.core.deciding.assess import assess, assess_second
from finder.core.deciding.pain_sites import (
    BetterForOtherPain,
    about_main_pain,
    elsewhere,
    points_due,
)
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from tests.core.test_second_pain import one_pain, two_pains
from tests.core.test_visit import answer
from tests.core.two_pains import random_visits, second_of


def found(ruleset: Ruleset, answers: Answers) -> list[BetterForOtherPain]:
    return list(elsewhere(ruleset, answers, assess(ruleset, answers)))


ACTIVE: dict[str, str | list[str]] = {
    "function": "walk_stand",
    "goals": "move_more",
    "prefer": "movement",
}


def summary_of(ruleset: Ruleset, answers: Answers) -> Summary:
    return summarize(
        ruleset,
        answers,
        assess(ruleset, answers),
        second=assess_second(ruleset, answers),
    )


def test_points_are_due_to_a_place_where_a_rule_holds_because_of_it(
    ruleset: Ruleset,
) -> None:
    answers = one_pain(ruleset).visit.answers
    second = second_of(ruleset.questionnaire)
    order = [background.id for background in ruleset.backgrounds]

    fired = ruleset.suggestions.match(answers)
    head = dict(
        zip(order, points_due(ruleset, second, answers, "head", fired), strict=True)
    )
    knee = dict(
        zip(order, points_due(ruleset, second, answers, "knee", fired), strict=True)
    )

    assert head["neurology"] == 4
    assert head["pm_r"] == 0
    assert knee["neurology"] == 0
    assert knee["pm_r"] == 4


def test_a_runner_up_that_fits_another_place_is_named_in_the_headline(
    ruleset: Ruleset,
) -> None:
    answers = one_pain(ruleset, **ACTIVE).visit.answers

    assert found(ruleset, answers) == [BetterForOtherPain("neurology", "head")]
    assert summary_of(ruleset, answers).pain == "knee pain"
    assert summary_of(ruleset, answers).sure == "What follows is about your knee pain."
    assert summary_of(ruleset, answers).headline == (
        "For your knee pain, a doctor trained in rehabilitation (PM&R) is likely a good first call; "
        "for your head pain, a doctor trained in nerve, brain and headache care (neurology)"
    )


def test_leads_for_two_places_are_separated(ruleset: Ruleset) -> None:
    answers = one_pain(
        ruleset, told="migraine", goals="move_more", function="walk_stand"
    ).visit.answers

    both = assess(ruleset, answers)
    own = about_main_pain(both, found(ruleset, answers))

    assert ([lead.background for lead in both.leads], both.strength) == (
        ["neurology", "pm_r"],
        "close",
    )
    assert ([lead.background for lead in own.leads], own.also[0], own.strength) == (
        ["pm_r"],
        "neurology",
        "likely",
    )
    assert summary_of(ruleset, answers).headline == (
        "For your knee pain, a doctor trained in rehabilitation (PM&R) is likely a good first call; "
        "for your head pain, a doctor trained in nerve, brain and headache care (neurology)"
    )


def test_leads_that_work_best_together_stay_together(ruleset: Ruleset) -> None:
    answers = one_pain(
        ruleset, low="every", told="migraine", feel="throb_sick", changes=[]
    ).visit.answers
    pair = replace(assess(ruleset, answers), strength=Strength.PAIR)

    assert about_main_pain(pair, found(ruleset, answers)) == pair


def test_an_unsure_answer_stays_unsure(ruleset: Ruleset) -> None:
    answers = one_pain(ruleset).visit.answers

    own = about_main_pain(assess(ruleset, answers), found(ruleset, answers))

    assert ([lead.background for lead in own.leads], own.strength) == (["pm_r"], "low")


def test_a_lead_that_fits_another_place_is_marked(ruleset: Ruleset) -> None:
    answers = one_pain(
        ruleset, changes=[], told="migraine", feel="throb_sick"
    ).visit.answers
    summary = summary_of(ruleset, answers)

    assert found(ruleset, answers)[0] == BetterForOtherPain("neurology", "head")
    assert (
        "Your answers point to your head pain more than to your knee pain."
        in summary.sure
    )


@pytest.mark.parametrize("main", ["one_pain", "all_same", []])
def test_without_a_single_main_pain_nothing_is_separated(
    ruleset: Ruleset, main: str | list[str]
) -> None:
    answers = one_pain(ruleset, main_pain=main).visit.answers

    assert found(ruleset, answers) == []
    assert summary_of(ruleset, answers).pain == ""
    assert not summary_of(ruleset, answers).headline.startswith("For your")


def test_the_regular_doctor_comes_first_for_a_pain_too(ruleset: Ruleset) -> None:
    answers = one_pain(ruleset, **ACTIVE, how_long="lt1w").visit.answers
    summary = summary_of(ruleset, answers)

    assert summary.headline == "For your knee pain, start with your regular doctor"
    assert summary.sure.startswith(
        "After that, a doctor trained in rehabilitation (PM&R) is likely a good next call."
    )


def test_a_second_pain_has_its_own_headline_and_its_own_lines(ruleset: Ruleset) -> None:
    answers = answer(two_pains(ruleset, health="kidney_liver"), ACTIVE).visit.answers
    summary = summary_of(ruleset, answers)

    assert summary.headline == (
        "For your knee pain, a doctor trained in rehabilitation (PM&R) is likely a good first call"
    )
    assert summary.second
    assert summary.second.pain == "head pain"
    assert summary.second.headline == (
        "For your head pain, a doctor trained in nerve, brain and headache care (neurology) is likely a good first call"
    )
    assert [fact.id for fact in summary.second.facts] == ["since", "feels"]
    assert [fact.id for fact in summary.second.referral.facts] == ["since", "feels"]
    assert not set(summary.second.tell_clinic) & set(summary.tell_clinic)
    assert any(
        line.question == "Second pain: How does it feel or act?"
        for line in summary.answers
    )


def test_a_second_pain_is_named_even_if_all_pains_are_equal(ruleset: Ruleset) -> None:
    summary = summary_of(
        ruleset,
        two_pains(ruleset, main_pain="all_same", second_main_pain="head").visit.answers,
    )

    assert summary.pain == ""
    assert summary.second
    assert summary.second.pain == "head pain"


def test_both_pains_can_be_put_into_words_for_everybody(ruleset: Ruleset) -> None:
    for alone, both in random_visits(ruleset, 150, seed=7):
        for answers in (alone, both):
            summary = summary_of(ruleset, answers)
            for each in filter(None, [summary, summary.second]):
                assert each.headline
                assert "{" not in f"{each.headline}{each.sure}"
        assert summary_of(ruleset, both).second


def test_every_caution_of_either_pain_is_listed(ruleset: Ruleset) -> None:
    for _, answers in random_visits(ruleset, 150, seed=8):
        summary, second = summary_of(ruleset, answers), assess_second(ruleset, answers)
        assert second
        cautions = {
            ruleset.reasons[each].words
            for each in (
                *assess(ruleset, answers).treatments.cautions,
                *second.treatments.cautions,
            )
        }
        assert {
            *summary.ask_today,
            *summary.be_careful,
            *summary.tell_doctors,
        } >= cautions


def test_the_steps_include_a_call_for_each_pain(ruleset: Ruleset) -> None:
    summary = summary_of(
        ruleset,
        answer(two_pains(ruleset), {**ACTIVE, "told": "migraine"}).visit.answers,
    )
    steps = [step.text for step in summary.next_steps.steps]

    assert [step.kind for step in summary.next_steps.steps] == ["call", "call", "sheet"]
    assert steps[0].startswith("For your knee pain: Call a pain clinic.")
    assert "rehabilitation (PM&R)" in steps[0]
    assert steps[1].startswith("For your head pain: Call a pain clinic.")
    assert "neurology" in steps[1]
    assert [call.whom for call in summary.next_steps.calls] == [
        "specialist",
        "regular",
        "second-specialist",
    ]
    assert (
        summary.next_steps.calls[-1].heading
        == "For your head pain: Calling a pain clinic"
    )
    assert any("in the head" in text for text in summary.next_steps.calls[-1].say)


def test_a_step_for_both_pains_appears_once(ruleset: Ruleset) -> None:
    answers = answer(
        two_pains(ruleset), {**ACTIVE, "how_long": "lt1w", "second_how_long": "lt1w"}
    ).visit.answers
    steps = [step.text for step in summary_of(ruleset, answers).next_steps.steps]

    assert len(steps) == len(set(steps))
    assert steps.count("Call your regular doctor and ask for a visit.") == 1
