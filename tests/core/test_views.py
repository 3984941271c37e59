"""Each audience gets its own view of a visit."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from finder.core.counting.progress_counts import count
from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import Assessment, Lead, assess
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import triage
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import Audience, Consent
from finder.core.sharing.views import View, answers_for, triage_for, view
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.paths import RULES
from finder.workbench.random_patients import Answers, random_patients, realistic_patient
from tests.core.test_summarize import answers_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DARK = {
    "safety_now": ["rf_harm_now"],
    "safety_mood": "now",
    "health": ["substance", "diabetes"],
}
SAFE = Acknowledgement("rf_harm_now", "crisis", How.SAFE, NOON)
CHECKED = Acknowledgement("rf_chest", "call_911", How.CHECKED, NOON)
BACK = TakenBack("rf_stroke", "call_911", NOON, NOON)
SILENT = (Audience.AUDIT, Audience.LOG)


def whole_view(
    ruleset: Ruleset, audience: Audience, consent: Consent, **answers: object
) -> View:
    return view(
        ruleset,
        answers_of(ruleset, **answers),
        audience,
        consent,
        own_words="words",
        acknowledged={SAFE, CHECKED},
        taken_back=(BACK,),
    )


def without_fit(found: Assessment) -> Assessment:
    """Return the assessment without the parts that count all answers."""
    reasons = tuple(Lead("", lead.reasons) for lead in found.leads)
    return replace(found, scores=(), leads=reasons, also=(), more_counts=False)


@pytest.mark.parametrize("audience", SILENT)
def test_the_audit_trail_and_the_log_never_get_answers(
    ruleset: Ruleset, audience: Audience
) -> None:
    consent = Consent(include_private=True, share_crisis=True)
    seen = whole_view(ruleset, audience, consent, **DARK)

    assert seen == view(ruleset, answers_of(ruleset), audience)
    assert (
        triage_for(ruleset, answers_of(ruleset, **DARK), audience, consent).flags == ()
    )


def test_the_person_sees_everything(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, **DARK)
    seen = whole_view(ruleset, Audience.PERSON, Consent(), **DARK)

    assert seen.answers == answers
    assert seen.assessment == assess(ruleset, answers)
    assert seen.acknowledged == {SAFE}
    assert seen.taken_back == (BACK,)
    assert seen.crisis
    assert triage_for(ruleset, answers, Audience.PERSON) == triage(ruleset, answers)


def test_paper_mentions_a_crisis_only_if_the_person_wants_that(
    ruleset: Ruleset,
) -> None:
    wished = whole_view(ruleset, Audience.PAPER, Consent(include_private=True), **DARK)
    unwished = whole_view(ruleset, Audience.PAPER, Consent(share_crisis=True), **DARK)

    assert (wished.crisis, wished.assessment.crisis, wished.acknowledged) == (
        True,
        True,
        frozenset({SAFE}),
    )
    assert (unwished.crisis, unwished.assessment.crisis, unwished.acknowledged) == (
        False,
        False,
        frozenset(),
    )


def test_a_caller_never_hears_a_private_answer(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, **DARK)

    assert answers_for(
        ruleset,
        answers,
        Audience.CALLER,
        Consent(include_private=True, share_crisis=True),
    ) == (ruleset.questionnaire.without_private(answers))
    assert not whole_view(
        ruleset,
        Audience.CALLER,
        Consent(include_private=True, share_crisis=True),
        **DARK,
    ).crisis


def test_counts_get_numbers_and_no_answers(ruleset: Ruleset) -> None:
    seen = whole_view(
        ruleset,
        Audience.COUNTS,
        Consent(include_private=True),
        **DARK,
        safety_new=["rf_rash"],
    )

    assert (seen.answers, seen.own_words, seen.acknowledged, seen.taken_back) == (
        {},
        "",
        frozenset(),
        (),
    )
    assert seen.assessment.level is Level.TODAY
    assert seen.assessment.leads
    assert not seen.assessment.fired
    assert all(not lead.reasons for lead in seen.assessment.leads)


def test_a_private_sign_raises_no_level_for_a_count(ruleset: Ruleset) -> None:
    past = answers_of(ruleset, safety_mood="past")

    assert triage(ruleset, past).level is Level.TODAY
    assert triage_for(ruleset, past, Audience.COUNTS).level is Level.NONE


@pytest.mark.parametrize(
    "audience", [Audience.PAPER, Audience.CALLER, Audience.CLINIC, Audience.COUNTS]
)
def test_private_answers_affect_only_who_fits(
    ruleset: Ruleset, audience: Audience
) -> None:
    compared = 0
    for answers in random_patients(ruleset.questionnaire, 100):
        for other in with_other_private_answers(ruleset, answers):
            one, another = (
                view(ruleset, answers, audience),
                view(ruleset, other, audience),
            )
            assert one.answers == another.answers
            assert (one.crisis, one.assessment.level) == (
                another.crisis,
                another.assessment.level,
            )
            if [lead.background for lead in one.assessment.leads] == [
                lead.background for lead in another.assessment.leads
            ]:
                compared += 1
                alike = replace(
                    another.assessment,
                    strength=one.assessment.strength,
                    regular_doctor=one.assessment.regular_doctor,
                    team=one.assessment.team,
                )
                assert without_fit(one.assessment) == without_fit(alike)
    assert compared


def test_private_answers_change_only_the_counted_leads(ruleset: Ruleset) -> None:
    """Check that weekly counts contain leads, and nothing else that a private answer
    could change."""
    worked = [vignette.answers for vignette in load_vignettes(RULES, ruleset)]
    random, compared = Random(1), 0
    for _ in range(200):
        answers = realistic_patient(ruleset.questionnaire, worked, random)
        for other in with_other_private_answers(ruleset, answers):
            one, another = (counted(ruleset, each) for each in (answers, other))
            compared += (
                triage(ruleset, answers).level is not triage(ruleset, other).level
            )
            assert [each for each in one if not each.startswith("lead:")] == [
                each for each in another if not each.startswith("lead:")
            ]
    assert compared


def counted(ruleset: Ruleset, answers: Answers) -> list[str]:
    """Return the counts of a visit that answers everything at once."""
    shown = (
        ruleset.questionnaire.shown_lines(page, answers)
        for page in ruleset.questionnaire.pages
    )
    whole = Visit(answers=answers, lines=frozenset[str]().union(*shown))
    return list(count(Progress.of(ruleset, Visit()), Progress.of(ruleset, whole))[1])


def with_other_private_answers(ruleset: Ruleset, answers: Answers) -> list[Answers]:
    """Return variants of the answers, each with one private question answered
    differently or one private option toggled."""
    found: list[Answers] = []
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            chosen = answers.get(question.id)
            if chosen is None or ruleset.questionnaire.stops(answers):
                continue
            for option in question.options:
                if question.private:
                    found.append({**answers, question.id: frozenset({option.id})})
                elif option.private and not chosen & {
                    each.id for each in question.options if each.alone
                }:
                    found.append({**answers, question.id: chosen ^ {option.id}})
    return found
