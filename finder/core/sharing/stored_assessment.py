"""Serialize an assessment to JSON data, and read it back under newer rules."""

from collections.abc import Mapping, Set
from dataclasses import asdict, replace
from typing import Any

from finder.core.deciding.assess import Assessment, Lead, Outcome, RegularFirst
from finder.core.deciding.treatments import (
    Step,
    SuggestedTreatment,
    SuggestedTreatments,
)
from finder.core.deciding.triage import RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset, Strength

Data = Mapping[str, Any]
OrderedIds = tuple[str, ...]
Cards = tuple[SuggestedTreatment, ...]

STORED = {"treatments": "offers"}
"""Fields that are stored under an older name."""


def assessment_to_json(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment as data for JSON: ids and numbers, under stored names that
    never change."""
    stored = {}
    for name, value in asdict(assessment).items():
        stored_name = STORED.get(name, name)
        stored[stored_name] = value
    return stored


def assessment_from_json(data: Data) -> Assessment:
    """Return the assessment that was stored."""
    flags = map(flag_from, data["flags"])
    leads = map(lead_from, data["leads"])
    treatments = treatments_from_json(data["offers"])
    lists = {name: tuple(data[name]) for name in LISTS}
    return Assessment(
        outcome=Outcome(data["outcome"]),
        rules_version=data["rules_version"],
        level=Level(data["level"]),
        crisis=data["crisis"],
        flags=tuple(flags),
        leads=tuple(leads),
        strength=Strength(data["strength"]),
        more_counts=data["more_counts"],
        regular_doctor=RegularFirst(data["regular_doctor"]),
        team=data["team"],
        treatments=treatments,
        **lists,
    )


LISTS = ("fired", "scores", "also", "other_reasons", "also_see")
"""Fields that are lists of ids or numbers."""


def flag_from(data: Data) -> RedFlag:
    level = data["level"]
    known = None if level is None else Level(level)
    return RedFlag(data["flag"], known)


def lead_from(data: Data) -> Lead:
    reasons = tuple(data["reasons"])
    return Lead(data["background"], reasons)


def treatments_from_json(data: Data) -> SuggestedTreatments:
    steps = map(step_from, data["steps"])
    return SuggestedTreatments(
        steps=tuple(steps),
        later=cards_from(data["later"]),
        cautions=tuple(data["cautions"]),
        apart=tuple(data["apart"]),
    )


def step_from(data: Data) -> Step:
    return Step(
        number=data["number"],
        shown=cards_from(data["shown"]),
        more=cards_from(data["more"]),
    )


def cards_from(data: list[Data]) -> Cards:
    cards = map(card_from, data)
    return tuple(cards)


def card_from(data: Data) -> SuggestedTreatment:
    return SuggestedTreatment(
        treatment=data["treatment"],
        under=data["under"],
        notes=tuple(data["notes"]),
        cautions=tuple(data["cautions"]),
    )


def without_crisis(assessment: Assessment) -> Assessment:
    """Return the assessment for readers who may not learn of a crisis."""
    flags = [flag for flag in assessment.flags if flag.level is not None]
    return replace(assessment, crisis=False, flags=tuple(flags))


def known_part(ruleset: Ruleset, assessment: Assessment) -> Assessment:
    """Return the part of the assessment that these rules have words for, which is all
    if they made it."""
    if assessment.rules_version == ruleset.version:
        return assessment
    reasons = ruleset.reasons.keys()
    rows = {rule.id for rule in ruleset.suggestions.rows}
    rules = rows & reasons
    backgrounds = {each.id for each in ruleset.backgrounds}
    flags = [flag for flag in assessment.flags if flag.flag in reasons]
    leads = []
    for lead in assessment.leads:
        if lead.background in backgrounds:
            known = known_lead(lead, rules)
            leads.append(known)
    treatments = known_treatments(ruleset, assessment.treatments)
    return replace(
        assessment,
        flags=tuple(flags),
        fired=known_ids(assessment.fired, rules),
        other_reasons=known_ids(assessment.other_reasons, rules),
        leads=tuple(leads),
        also=known_ids(assessment.also, backgrounds),
        also_see=known_ids(assessment.also_see, reasons),
        treatments=treatments,
    )


def known_lead(lead: Lead, rules: Set[str]) -> Lead:
    """Return the lead with the reasons that these rules have."""
    reasons = known_ids(lead.reasons, rules)
    return Lead(lead.background, reasons)


def known_treatments(
    ruleset: Ruleset, treatments: SuggestedTreatments
) -> SuggestedTreatments:
    """Return the treatments, notes and cautions that these rules have words for."""
    reasons = ruleset.reasons.keys()

    def card(suggested: SuggestedTreatment) -> SuggestedTreatment:
        return replace(
            suggested,
            notes=known_ids(suggested.notes, reasons),
            cautions=known_ids(suggested.cautions, reasons),
        )

    def cards(suggested: Cards) -> Cards:
        found = []
        for each in suggested:
            if each.treatment in ruleset.treatments:
                known = card(each)
                found.append(known)
        return tuple(found)

    def step(suggested: Step) -> Step:
        return replace(
            suggested,
            shown=cards(suggested.shown),
            more=cards(suggested.more),
        )

    steps = map(step, treatments.steps)
    return SuggestedTreatments(
        steps=tuple(steps),
        later=cards(treatments.later),
        cautions=known_ids(treatments.cautions, reasons),
        apart=known_ids(treatments.apart, reasons),
    )


def known_ids(ids: OrderedIds, known: Set[str]) -> OrderedIds:
    """Return the ids that are known."""
    found = [each for each in ids if each in known]
    return tuple(found)
