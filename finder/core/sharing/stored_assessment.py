"""Serialize an assessment to JSON data, and read it back under newer rules."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from finder.core.deciding.assess import Assessment, Lead, Outcome, RegularFirst
from finder.core.deciding.treatments import Step, SuggestedTreatment, SuggestedTreatments
from finder.core.deciding.triage import RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset, Strength

Data = Mapping[str, Any]

STORED = {"treatments": "offers"}
"""Fields that are stored under an older name."""


def assessment_to_json(assessment: Assessment) -> dict[str, Any]:
    """Return what JSON can hold of it: ids and numbers, under stored names that never change, in their order."""
    return {STORED.get(name, name): value for name, value in asdict(assessment).items()}


def assessment_from_json(data: Data) -> Assessment:
    """The assessment that was kept."""
    named = ("fired", "scores", "also", "other_reasons", "also_see")
    levels = [(flag["flag"], flag["level"]) for flag in data["flags"]]
    return Assessment(
        outcome=Outcome(data["outcome"]),
        rules_version=data["rules_version"],
        level=Level(data["level"]),
        crisis=data["crisis"],
        flags=tuple(RedFlag(flag, None if level is None else Level(level)) for flag, level in levels),
        leads=tuple(Lead(lead["background"], tuple(lead["reasons"])) for lead in data["leads"]),
        strength=Strength(data["strength"]),
        more_counts=data["more_counts"],
        regular_doctor=RegularFirst(data["regular_doctor"]),
        team=data["team"],
        treatments=treatments_from_json(data["offers"]),
        **{name: tuple(data[name]) for name in named},
    )


def treatments_from_json(data: Data) -> SuggestedTreatments:
    steps = tuple(Step(each["number"], cards_from(each["shown"]), cards_from(each["more"])) for each in data["steps"])
    return SuggestedTreatments(steps, cards_from(data["later"]), tuple(data["cautions"]), tuple(data["apart"]))


def cards_from(data: list[Data]) -> tuple[SuggestedTreatment, ...]:
    return tuple(
        SuggestedTreatment(each["treatment"], each["under"], tuple(each["notes"]), tuple(each["cautions"]))
        for each in data
    )


def without_crisis(assessment: Assessment) -> Assessment:
    """For readers who are not told of a crisis."""
    return replace(assessment, crisis=False, flags=tuple(flag for flag in assessment.flags if flag.level is not None))


def known_part(ruleset: Ruleset, assessment: Assessment) -> Assessment:
    """What these rules still have words for; all of it where they are the ones it was made with."""
    if assessment.rules_version == ruleset.version:
        return assessment
    rules = {rule.id for rule in ruleset.suggestions.rows} & set(ruleset.reasons)
    backgrounds = {background.id for background in ruleset.backgrounds}
    leads = (Lead(lead.background, among(lead.reasons, rules)) for lead in assessment.leads)
    return replace(
        assessment,
        flags=tuple(flag for flag in assessment.flags if flag.flag in ruleset.reasons),
        fired=among(assessment.fired, rules),
        other_reasons=among(assessment.other_reasons, rules),
        leads=tuple(lead for lead in leads if lead.background in backgrounds),
        also=among(assessment.also, backgrounds),
        also_see=among(assessment.also_see, set(ruleset.reasons)),
        treatments=known_treatments(ruleset, assessment.treatments),
    )


def known_treatments(ruleset: Ruleset, treatments: SuggestedTreatments) -> SuggestedTreatments:
    reasons = set(ruleset.reasons)

    def cards(suggested: tuple[SuggestedTreatment, ...]) -> tuple[SuggestedTreatment, ...]:
        return tuple(
            replace(each, notes=among(each.notes, reasons), cautions=among(each.cautions, reasons))
            for each in suggested
            if each.treatment in ruleset.treatments
        )

    steps = tuple(replace(step, shown=cards(step.shown), more=cards(step.more)) for step in treatments.steps)
    return SuggestedTreatments(
        steps, cards(treatments.later), among(treatments.cautions, reasons), among(treatments.apart, reasons)
    )


def among(ids: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    return tuple(each for each in ids if each in known)
