"""The view of a visit that each audience gets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from finder.core.deciding.acknowledged import (
    Acknowledgement,
    Acknowledgements,
    kind_of,
)
from finder.core.deciding.assess import (
    Assessment,
    Lead,
    Outcome,
    assess,
    assess_second,
    assess_shareable,
)
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.treatments import NO_TREATMENTS
from finder.core.deciding.triage import CRISIS, RedFlag, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import NO_CONSENT, Audience, Consent, Fact
from finder.core.sharing.stored_assessment import without_crisis


@dataclass(frozen=True, slots=True)
class View:
    """What an audience learns about a visit.

    `crisis` says whether help in a crisis was shown. `second` is the assessment of a
    second pain. `own_words_language` is the language of the own words, "" if unknown.
    """

    answers: Answers
    own_words: str
    acknowledged: frozenset[Acknowledgement]
    assessment: Assessment
    crisis: bool
    taken_back: tuple[TakenBack, ...]
    second: Assessment | None = None
    own_words_language: str = ""


def view(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
    *,
    own_words: str = "",
    own_words_language: str = "",
    acknowledged: Acknowledgements = (),
    taken_back: Iterable[TakenBack] = (),
) -> View:
    """Return what this audience learns about a visit whose pages are all answered."""
    raised = triage(ruleset, answers)
    assessment = assessment_for(ruleset, answers, audience, consent)
    visible_flags = [flag for flag in assessment.flags if flag in raised.flags]
    if not own_words or not consent.allows(audience, Fact.OWN_WORDS):
        own_words = own_words_language = ""
    if not consent.allows(audience, Fact.ACKNOWLEDGED):
        acknowledged = ()
    return View(
        answers=answers_for(ruleset, answers, audience, consent),
        own_words=own_words,
        own_words_language=own_words_language,
        acknowledged=about_flags(acknowledged, visible_flags),
        assessment=assessment,
        crisis=raised.crisis and consent.allows(audience, Fact.CRISIS),
        taken_back=tuple(taken_back_for(taken_back, audience, consent)),
        second=second_for(ruleset, answers, audience, consent),
    )


def about_flags(
    acknowledged: Acknowledgements, flags: Iterable[RedFlag]
) -> frozenset[Acknowledgement]:
    """Return those of the acknowledgements that are about these flags."""
    known = set(map(kind_of, flags))
    return frozenset(each for each in acknowledged if each.kind in known)


def answers_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Answers:
    """Return the answers that this audience may see."""
    if not consent.allows(audience, Fact.ANSWERS):
        return {}
    if consent.allows(audience, Fact.PRIVATE_ANSWERS):
        return answers
    return ruleset.questionnaire.without_private(answers)


def triage_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Triage:
    """Return the red flags that this audience may see, of a visit that may still go on.

    They are those of the public answers if the audience may not see the private ones.
    """
    if not consent.allows(audience, Fact.RED_FLAGS):
        return Triage(Level.NONE, crisis=False, flags=())
    if not consent.allows(audience, Fact.PRIVATE_ANSWERS):
        answers = ruleset.questionnaire.without_private(answers)
    raised = triage(ruleset, answers)
    if consent.allows(audience, Fact.CRISIS_SIGN):
        return raised
    other_flags = [flag for flag in raised.flags if flag.level is not None]
    return Triage(raised.level, crisis=False, flags=tuple(other_flags))


def assessment_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Assessment:
    """Return the assessment that this audience may see.

    If the audience may not see the answers, everything that names one is left out.
    """
    if not consent.allows(audience, Fact.FIT):
        return Assessment(
            Outcome.SUGGESTION, ruleset.version, Level.NONE, crisis=False, flags=()
        )
    if consent.allows(audience, Fact.PRIVATE_ANSWERS):
        found = assess(ruleset, answers)
    else:
        found = assess_shareable(ruleset, answers)
    return without_undisclosed(found, audience, consent)


def second_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Assessment | None:
    """Return the assessment of the second pain that this audience may see, or None if
    there is none."""
    if not consent.allows(audience, Fact.FIT):
        return None
    sees_private = consent.allows(audience, Fact.PRIVATE_ANSWERS)
    found = assess_second(ruleset, answers, shareable=not sees_private)
    if found is None:
        return None
    return without_undisclosed(found, audience, consent)


def without_undisclosed(
    found: Assessment, audience: Audience, consent: Consent
) -> Assessment:
    """Return the assessment without what this audience may not see."""
    if not consent.allows(audience, Fact.CRISIS_SIGN):
        found = without_crisis(found)
    if consent.allows(audience, Fact.ANSWERS):
        return found
    leads = tuple(Lead(lead.background, ()) for lead in found.leads)
    return replace(
        found,
        flags=(),
        leads=leads,
        fired=(),
        other_reasons=(),
        treatments=NO_TREATMENTS,
        also_see=(),
    )


def taken_back_for(
    taken_back: Iterable[TakenBack], audience: Audience, consent: Consent = NO_CONSENT
) -> Iterator[TakenBack]:
    """Yield the flags that were taken back and that this audience may see.

    A private crisis does not say which sign was ticked if the audience may not see
    private signs.
    """
    sees_private = consent.allows(audience, Fact.PRIVATE_TAKEN_BACK)
    for each in taken_back:
        if not consent.allows(audience, fact_of(each)):
            continue
        if each.private and not sees_private:
            yield replace(each, flag="")
        else:
            yield each


def fact_of(taken_back: TakenBack) -> Fact:
    """Return the fact that a flag is about."""
    if taken_back.level == CRISIS:
        return Fact.CRISIS_TAKEN_BACK
    if taken_back.private:
        return Fact.PRIVATE_TAKEN_BACK
    return Fact.TAKEN_BACK
