"""Who may know what about a visit: one table, and the view of a visit that each
audience gets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from finder.core.deciding.acknowledged import Acknowledgement, Acknowledgements
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
from finder.core.deciding.triage import CRISIS, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.stored_assessment import without_crisis


class Audience(StrEnum):
    """A person, a group or a program that may learn something about a visit."""

    PERSON = "person"
    HELPER = "helper"
    PAPER = "paper"
    CALLER = "caller"
    CLINIC = "clinic"
    EXPORT = "export"
    API = "api"
    COUNTS = "counts"
    AUDIT = "audit"
    LOG = "log"


class Fact(StrEnum):
    """A fact about a visit.

    A private answer stands for everything that only it caused: reasons, treatments, red
    flags. `FIT` is which backgrounds fit and how sure that is; it always counts all
    answers.
    """

    ANSWERS = "answers"
    PRIVATE_ANSWERS = "private_answers"
    OWN_WORDS = "own_words"
    FIT = "fit"
    RED_FLAGS = "red_flags"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_BACK = "taken_back"
    PRIVATE_TAKEN_BACK = "private_taken_back"
    CRISIS = "crisis"
    CRISIS_SIGN = "crisis_sign"
    CRISIS_TAKEN_BACK = "crisis_taken_back"
    REFERENCE = "reference"
    CALL_BACK = "call_back"
    PICKED = "picked"


class May(StrEnum):
    """When an audience learns a fact. `AS_NUMBER`: only in a count of many visits."""

    ALWAYS = "always"
    IF_WISHED = "if_wished"
    IF_CLINIC_AGREED = "if_clinic_agreed"
    AS_NUMBER = "as_number"
    NEVER = "never"


def row(
    *,
    screen: May = May.ALWAYS,
    paper: May,
    caller: May,
    clinic: May,
    export: May | None = None,
    api: May = May.NEVER,
    counts: May = May.NEVER,
) -> Mapping[Audience, May]:
    """Return a row of the table.

    A helper sees the same screen as the person. An export holds what the clinic has,
    unless it says otherwise. The audit trail and the log learn nothing.
    """
    return {
        Audience.PERSON: screen,
        Audience.HELPER: screen,
        Audience.PAPER: paper,
        Audience.CALLER: caller,
        Audience.CLINIC: clinic,
        Audience.EXPORT: clinic if export is None else export,
        Audience.API: api,
        Audience.COUNTS: counts,
        Audience.AUDIT: May.NEVER,
        Audience.LOG: May.NEVER,
    }


ALWAYS, IF_WISHED, IF_AGREED, AS_NUMBER, NEVER = May

TABLE: Mapping[Fact, Mapping[Audience, May]] = {
    Fact.ANSWERS: row(paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS, api=ALWAYS),
    Fact.PRIVATE_ANSWERS: row(
        paper=IF_WISHED, caller=NEVER, clinic=IF_WISHED, api=ALWAYS
    ),
    Fact.OWN_WORDS: row(paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS),
    Fact.FIT: row(
        paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS, api=ALWAYS, counts=AS_NUMBER
    ),
    Fact.RED_FLAGS: row(
        paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS, api=ALWAYS, counts=AS_NUMBER
    ),
    Fact.ACKNOWLEDGED: row(paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS),
    Fact.TAKEN_BACK: row(paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS),
    Fact.PRIVATE_TAKEN_BACK: row(paper=IF_WISHED, caller=NEVER, clinic=IF_WISHED),
    Fact.CRISIS: row(paper=IF_WISHED, caller=NEVER, clinic=IF_AGREED, api=ALWAYS),
    Fact.CRISIS_SIGN: row(paper=IF_WISHED, caller=NEVER, clinic=NEVER, api=ALWAYS),
    Fact.CRISIS_TAKEN_BACK: row(paper=IF_WISHED, caller=NEVER, clinic=IF_AGREED),
    Fact.REFERENCE: row(paper=ALWAYS, caller=ALWAYS, clinic=ALWAYS),
    Fact.CALL_BACK: row(paper=NEVER, caller=NEVER, clinic=ALWAYS, export=NEVER),
    Fact.PICKED: row(paper=ALWAYS, caller=NEVER, clinic=NEVER),
}
"""Fact -> audience -> when the audience learns the fact.

A visit that was never shared has no reference, and no clinic knows of it. A call-back
number appears only on the page of its intake. `PICKED` are the doctors that the person
put on the sheet; sharing does not send them.
"""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person and the clinic have agreed to.

    `wished`: the person wants to share the private answers. `agreed`: the clinic has
    agreed how to respond to a crisis.
    """

    wished: bool = False
    agreed: bool = False

    def lets(self, audience: Audience, fact: Fact) -> bool:
        """Return whether this audience may learn this fact."""
        match TABLE[fact][audience]:
            case May.IF_WISHED:
                return self.wished
            case May.IF_CLINIC_AGREED:
                return self.agreed
            case cell:
                return cell is not May.NEVER


NO_CONSENT = Consent()


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
    assessment = assessment_for(ruleset, answers, audience, consent)
    raised = triage(ruleset, answers)
    lets_acknowledged = consent.lets(audience, Fact.ACKNOWLEDGED)
    lets_words = bool(own_words) and consent.lets(audience, Fact.OWN_WORDS)
    still_raised = {
        (flag.flag, flag.level is None)
        for flag in assessment.flags
        if flag in raised.flags
    }
    return View(
        answers=answers_for(ruleset, answers, audience, consent),
        own_words=own_words if lets_words else "",
        own_words_language=own_words_language if lets_words else "",
        acknowledged=frozenset(
            each
            for each in acknowledged
            if lets_acknowledged and (each.flag, each.level == CRISIS) in still_raised
        ),
        assessment=assessment,
        crisis=consent.lets(audience, Fact.CRISIS) and raised.crisis,
        taken_back=tuple(taken_back_for(taken_back, audience, consent)),
        second=second_for(ruleset, answers, audience, consent),
    )


def answers_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Answers:
    """Return the answers that this audience may see."""
    if not consent.lets(audience, Fact.ANSWERS):
        return {}
    return (
        answers
        if consent.lets(audience, Fact.PRIVATE_ANSWERS)
        else ruleset.questionnaire.without_private(answers)
    )


def triage_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Triage:
    """Return the red flags that this audience may see, of a visit that may still go on.

    They are those of the public answers if the audience may not see the private ones.
    """
    if not consent.lets(audience, Fact.RED_FLAGS):
        return Triage(Level.NONE, crisis=False, flags=())
    lets_private = consent.lets(audience, Fact.PRIVATE_ANSWERS)
    raised = triage(
        ruleset,
        answers if lets_private else ruleset.questionnaire.without_private(answers),
    )
    if consent.lets(audience, Fact.CRISIS_SIGN):
        return raised
    return Triage(
        raised.level,
        crisis=False,
        flags=tuple(flag for flag in raised.flags if flag.level is not None),
    )


def assessment_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Assessment:
    """Return the assessment that this audience may see.

    If the audience may not see the answers, everything that names one is left out.
    """
    if not consent.lets(audience, Fact.FIT):
        return Assessment(
            Outcome.SUGGESTION, ruleset.version, Level.NONE, crisis=False, flags=()
        )
    lets_private = consent.lets(audience, Fact.PRIVATE_ANSWERS)
    return as_disclosed(
        (assess if lets_private else assess_shareable)(ruleset, answers),
        audience,
        consent,
    )


def second_for(
    ruleset: Ruleset,
    answers: Answers,
    audience: Audience,
    consent: Consent = NO_CONSENT,
) -> Assessment | None:
    """Return the assessment of the second pain that this audience may see, or None if
    there is none."""
    found = assess_second(
        ruleset, answers, shareable=not consent.lets(audience, Fact.PRIVATE_ANSWERS)
    )
    return (
        as_disclosed(found, audience, consent)
        if found and consent.lets(audience, Fact.FIT)
        else None
    )


def as_disclosed(found: Assessment, audience: Audience, consent: Consent) -> Assessment:
    """Return the assessment without what this audience may not see."""
    if not consent.lets(audience, Fact.CRISIS_SIGN):
        found = without_crisis(found)
    if consent.lets(audience, Fact.ANSWERS):
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
    lets_private = consent.lets(audience, Fact.PRIVATE_TAKEN_BACK)
    for each in taken_back:
        if consent.lets(audience, fact_of(each)):
            yield each if lets_private or not each.private else replace(each, flag="")


def fact_of(taken_back: TakenBack) -> Fact:
    """Return the fact that a flag is about."""
    if taken_back.level == CRISIS:
        return Fact.CRISIS_TAKEN_BACK
    return Fact.PRIVATE_TAKEN_BACK if taken_back.private else Fact.TAKEN_BACK


def has_private(
    ruleset: Ruleset, answers: Answers, taken_back: Iterable[TakenBack]
) -> bool:
    """Return whether the visit holds a private answer, including one that was taken
    back."""
    return ruleset.questionnaire.holds_private(answers) or any(
        each.private for each in taken_back
    )


@dataclass(frozen=True, slots=True)
class DisclosureColumn:
    """Audiences that learn the same: when they learn some facts, and when they learn
    all others."""

    audiences: tuple[Audience, ...]
    facts: Mapping[May, tuple[Fact, ...]]
    rest: May


def in_groups() -> tuple[DisclosureColumn, ...]:
    """Return the table as a page shows it: by audience, with those that learn the same
    in one column."""
    groups: dict[tuple[May, ...], list[Audience]] = {}
    for audience in Audience:
        groups.setdefault(tuple(TABLE[fact][audience] for fact in Fact), []).append(
            audience
        )
    return tuple(
        disclosure_column(cells, audiences) for cells, audiences in groups.items()
    )


def disclosure_column(
    cells: tuple[May, ...], audiences: Iterable[Audience]
) -> DisclosureColumn:
    """Return a column of the table. `rest` is the most frequent case."""
    rest = max(May, key=cells.count)
    cases = {
        may: tuple(fact for fact, cell in zip(Fact, cells, strict=True) if cell is may)
        for may in May
    }
    return DisclosureColumn(
        tuple(audiences),
        {may: facts for may, facts in cases.items() if facts and may is not rest},
        rest,
    )
