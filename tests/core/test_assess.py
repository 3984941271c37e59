"""From answers to a suggestion: properties that hold for everyone, and the single
steps."""

from dataclasses import replace
from random import Random

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import (
    Assessment,
    Outcome,
    RegularFirst,
    assess,
    assess_shareable,
)
from finder.core.deciding.triage import triage
from finder.core.rules.advice import Level
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.page import Kind
from finder.workbench.random_patients import Answers, random_patient, random_patients

TODAY = {"age": "a35_49", "where": ["low_back"], "how_long": "gt12"}


def answers_of(ruleset: Ruleset, **answers: object) -> Answers:
    return answers_from({**TODAY, **answers}, ruleset.questionnaire).answers


def assessed(ruleset: Ruleset, **answers: object) -> Assessment:
    return assess(ruleset, answers_of(ruleset, **answers))


def names(ruleset: Ruleset, assessment: Assessment) -> dict[str, int]:
    return dict(
        zip([each.id for each in ruleset.backgrounds], assessment.scores, strict=True)
    )


def test_nobody_gets_an_empty_result(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 20_000):
        found = assess(ruleset, answers)
        if found.outcome is Outcome.UNDER_18:
            assert found.also_see
            continue
        assert found.leads
        assert any(lead.reasons for lead in found.leads)
        assert any(step.shown for step in found.treatments.steps)
        assert {lead.background for lead in found.leads} != ruleset.scoring.never_alone


def test_one_more_answer_never_lowers_a_score_or_a_level(ruleset: Ruleset) -> None:
    random = Random(1)
    many = [
        each
        for page in ruleset.questionnaire.pages
        for each in page.questions
        if each.kind is Kind.MANY
    ]
    for _ in range(2_000):
        before = random_patient(ruleset.questionnaire, random, sure=True)
        question = random.choice(many)
        option = random.choice(
            [option.id for option in question.options if not option.alone]
        )
        after = {**before, question.id: before[question.id] | {option}}

        old, new = assess(ruleset, before), assess(ruleset, after)

        assert all(
            later >= earlier
            for earlier, later in zip(old.scores, new.scores, strict=True)
        )
        assert new.level >= old.level
        assert set(new.fired) >= set(old.fired)


def test_the_order_of_ticking_never_matters(ruleset: Ruleset) -> None:
    random = Random(2)
    for answers in random_patients(ruleset.questionnaire, 200):
        shuffled = dict(random.sample(sorted(answers.items()), len(answers)))
        assert assess(ruleset, shuffled) == assess(ruleset, answers)


def test_the_order_of_rows_never_matters_to_a_red_flag(ruleset: Ruleset) -> None:
    """Check that a flag has its highest level, wherever its row is."""
    turned = replace(
        ruleset,
        red_flags=Table(ruleset.red_flags.rows[::-1], ruleset.questionnaire.findings),
    )
    for answers in random_patients(ruleset.questionnaire, 500):
        found, other = triage(ruleset, answers), triage(turned, answers)
        assert (found.level, found.crisis, set(found.flags)) == (
            other.level,
            other.crisis,
            set(other.flags),
        )


def test_a_red_flag_keeps_its_level_whatever_else_is_answered(ruleset: Ruleset) -> None:
    """Check that a row's own terms are enough: no other answer can lower its level."""
    random = Random(4)
    for _ in range(2_000):
        answers = random_patient(ruleset.questionnaire, random)
        found = triage(ruleset, answers)
        findings = ruleset.questionnaire.findings
        levels = [
            row.level
            for row in ruleset.red_flags.rows
            if row.when.holds(answers, findings)
        ]
        assert found.level == max(
            [level for level in levels if level is not None], default=Level.NONE
        )
        assert found.crisis is (None in levels)


def test_no_background_gets_more_than_its_cap_from_one_group(ruleset: Ruleset) -> None:
    everything = [
        "cause",
        "feel",
        "where",
        "tried",
        "health",
        "medicines",
        "goals",
        "prefer",
    ]
    answers = answers_of(ruleset) | {
        question: frozenset(
            option.id for option in ruleset.questionnaire.question(question).options
        )
        for question in everything
    }
    fired = ruleset.suggestions.match(answers)

    scores = assess(ruleset, answers).scores

    for index, score in enumerate(scores):
        groups: dict[str, int] = {}
        for rule in fired:
            groups[rule.group] = groups.get(rule.group, 0) + rule.points[index]
        assert score == sum(
            min(total, ruleset.scoring.caps[group]) for group, total in groups.items()
        )


def test_two_backgrounds_within_one_point_lead_together(ruleset: Ruleset) -> None:
    found = assessed(
        ruleset,
        cause=["arthritis"],
        changes=["ache_move", "lean_back"],
        tried=["otc", "pt", "rx_nonopioid"],
    )

    assert [lead.background for lead in found.leads] == ["pm_r", "anesthesiology"]
    assert found.strength is Strength.CLOSE
    assert found.scores[2] - found.scores[0] == 1


MOOD = {
    "low": "every",
    "worry": "every",
    "health": ["mental"],
    "goals": ["mood_cope", "learn_self"],
}


@pytest.mark.parametrize(("first_from", "place"), [(2, 0), (100, -1), (0, -1)])
def test_a_lead_that_never_stands_alone_comes_first_only_with_enough_points(
    ruleset: Ruleset, first_from: int, place: int
) -> None:
    scoring = replace(ruleset.scoring, never_alone_first_from=first_from)
    found = assessed(replace(ruleset, scoring=scoring), **MOOD)

    assert [lead.background for lead in found.leads][place] == "psychiatry"
    assert len(found.leads) > 1
    assert found.strength is Strength.PAIR


def test_it_comes_first_from_exactly_that_many_points(ruleset: Ruleset) -> None:
    found = assessed(ruleset, **MOOD)
    others = [
        score
        for score, each in zip(found.scores, ruleset.backgrounds, strict=True)
        if each.id != "psychiatry"
    ]
    ahead = max(found.scores) - max(others)

    for first_from, first in ((ahead, True), (ahead + 1, False)):
        scoring = replace(ruleset.scoring, never_alone_first_from=first_from)
        leads = assessed(replace(ruleset, scoring=scoring), **MOOD).leads
        assert (leads[0].background == "psychiatry") is first


def test_among_close_backgrounds_the_body_comes_first(ruleset: Ruleset) -> None:
    """Check that one more point is no reason to begin with the mind. Older rules
    without this number go by points alone."""
    older = replace(ruleset, scoring=replace(ruleset.scoring, never_alone_first_from=0))
    close = [
        (now, before)
        for answers in random_patients(ruleset.questionnaire, 1000)
        if (now := assess(ruleset, answers)).strength is Strength.CLOSE
        and (before := assess(older, answers)).leads[0].background == "psychiatry"
    ]

    assert close
    for now, before in close:
        assert now.leads[-1].background == "psychiatry"
        assert {lead.background for lead in now.leads} == {
            lead.background for lead in before.leads
        }


def test_an_unsure_pair_starts_with_the_body(ruleset: Ruleset) -> None:
    """Check this because only a pair has the sentence that the pain is real. Nobody
    should read about the mind without it."""
    scoring = replace(ruleset.scoring, low_under=100)
    found = assessed(replace(ruleset, scoring=scoring), **MOOD)

    assert found.strength is Strength.LOW
    assert found.leads[-1].background == "psychiatry"


def test_one_lead_has_at_most_five_reasons_and_two_leads_three_each(
    ruleset: Ruleset,
) -> None:
    limits = ruleset.scoring.reasons_shown
    for answers in random_patients(ruleset.questionnaire, 500):
        leads = assess(ruleset, answers).leads
        assert all(
            len(lead.reasons) <= limits[min(len(leads), 3) - 1] for lead in leads
        )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"how_long": "w1_4"}, RegularFirst.NEW),
        ({"how_long": "w1_4", "cause": ["surgery_past"]}, RegularFirst.NO),
        (
            {"how_long": "m1_3", "feel": ["runs_down"], "cause": ["work_strain"]},
            RegularFirst.NO,
        ),
        (
            {"how_long": "m1_3", "feel": ["runs_down", "tingling_numb"]},
            RegularFirst.NEW,
        ),
        (
            {
                "how_long": "m1_3",
                "feel": ["runs_down", "tingling_numb"],
                "tried": ["saw_pcp"],
            },
            RegularFirst.NO,
        ),
        ({"how_long": "m1_3", "feel": ["stiff_morning", "runs_down"]}, RegularFirst.NO),
        ({"how_long": []}, RegularFirst.LONGER),
    ],
)
def test_when_the_regular_doctor_comes_first(
    ruleset: Ruleset, answers: dict[str, object], expected: RegularFirst
) -> None:
    assert assessed(ruleset, **answers).regular_doctor is expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"tried": ["home", "otc", "pt", "injections", "surgery"]}, True),
        ({"tried": ["home", "otc", "pt", "injections"]}, False),
        (
            {
                "tried": ["home", "otc", "pt", "injections", "surgery"],
                "how_long": "lt1w",
            },
            False,
        ),
        ({"pain_avg": 7, "enjoyment": 7, "daily_tasks": 7, "worry": "most"}, True),
        ({"pain_avg": 7, "enjoyment": 7, "daily_tasks": 6, "worry": "most"}, False),
    ],
)
def test_when_a_team_is_asked_for(
    ruleset: Ruleset, answers: dict[str, object], *, expected: bool
) -> None:
    assert assessed(ruleset, **answers).team is expected


def test_three_backgrounds_near_a_high_score_suggest_a_team(ruleset: Ruleset) -> None:
    spread = [
        answers
        for answers in random_patients(ruleset.questionnaire, 500)
        if "how_long" in answers
    ]
    for answers in spread:
        found = assess(ruleset, answers)
        chronic = not answers["how_long"].isdisjoint({"m3_12", "gt12"})
        close = [score for score in found.scores if 10 * score >= 7 * max(found.scores)]
        if chronic and max(found.scores, default=0) >= 10 and len(close) >= 3:
            assert found.team


def test_unwanted_cards_come_last_under_their_heading(ruleset: Ruleset) -> None:
    found = assessed(
        ruleset,
        feel=["burning"],
        cause=["shingles"],
        where=["chest_wall"],
        prefer=["avoid_needles"],
    )
    treatments = [
        suggestion
        for step in found.treatments.steps
        for suggestion in (*step.shown, *step.more)
    ]

    assert {
        suggestion.under
        for suggestion in treatments
        if suggestion.treatment == "nerve_block"
    } == {"if-you-change-your-mind"}
    assert ruleset.scoring.cards_shown == (4, 4, 3)


def test_in_a_crisis_only_a_few_cards_come_first(ruleset: Ruleset) -> None:
    found = assessed(
        ruleset, safety_mood="now", changes=["ache_move"], goals=["learn_self"]
    )
    front = {
        suggestion.treatment
        for step in found.treatments.steps
        for suggestion in (*step.shown, *step.more)
    }

    assert front <= {"mood_treatment", "cbt_act", "pain_education"}
    assert "physical_therapy" in {
        suggestion.treatment for suggestion in found.treatments.later
    }


def test_a_caution_without_its_card_is_listed_separately(ruleset: Ruleset) -> None:
    found = assessed(ruleset, how_long="lt1w", medicines=["blood_thinner", "unsure"])

    assert "blood-thinner" in found.treatments.apart
    assert "bring-all-pills" in found.treatments.apart


def test_a_caution_is_on_every_card_that_it_names(ruleset: Ruleset) -> None:
    found = assessed(
        ruleset, health=["kidney_liver"], how_long="lt1w", tried=["nothing"]
    )
    cards = {
        suggestion.treatment: suggestion.cautions
        for step in found.treatments.steps
        for suggestion in step.shown
    }

    assert set(cards["simple_relievers"]) == {"ibuprofen-type-risks", "kidney-or-liver"}
    assert not found.treatments.apart


def test_what_is_shared_keeps_the_suggestion_and_leaves_out_private_reasons(
    ruleset: Ruleset,
) -> None:
    answers = answers_of(
        ruleset,
        safety_mood="past",
        low="most",
        health=["substance"],
        safety_now=["rf_harm_now"],
    )

    whole, shared = assess(ruleset, answers), assess_shareable(ruleset, answers)

    assert (shared.scores, shared.strength, shared.team) == (
        whole.scores,
        whole.strength,
        whole.team,
    )
    assert [lead.background for lead in shared.leads] == [
        lead.background for lead in whole.leads
    ]
    assert shared.more_counts
    assert not shared.crisis
    assert shared.level is Level.NONE
    assert not {"dark-thoughts", "substance-use", "may-act-on-thoughts"} & set(
        shared.fired
    )
    assert "see-addiction-medicine" not in shared.also_see
    assert "substance-open-talk" not in shared.treatments.cautions


def test_everything_is_shared_if_nothing_is_private(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, safety_mood="no")

    assert assess_shareable(ruleset, answers) == assess(ruleset, answers)


def test_a_likely_fit_has_another_close_behind(ruleset: Ruleset) -> None:
    found = assessed(
        ruleset,
        where=["chest_wall"],
        cause=["shingles"],
        feel=["burning", "touch_hurts"],
        how_long="m3_12",
    )

    assert found.strength is Strength.LIKELY
    assert found.also


def test_every_assessment_has_the_version_of_the_rules(ruleset: Ruleset) -> None:
    other = replace(ruleset, version="another")

    assert assess(other, answers_of(ruleset)).rules_version == "another"
