"""Assessment -> plain data, for files, for other programs and for vignettes: ids and numbers only."""

from finder.core.assess import Assessment
from finder.core.knowledge import Ruleset
from finder.core.offers import Offer


def as_data(ruleset: Ruleset, assessment: Assessment) -> dict[str, object]:
    """The assessment as JSON holds it."""
    names = [background.id for background in ruleset.backgrounds]
    points = {rule.id: dict(zip(names, rule.points, strict=True)) for rule in ruleset.suggestions.rows}
    offers = assessment.offers
    every = [*(offer for step in offers.steps for offer in (*step.shown, *step.more)), *offers.later]
    return {
        "outcome": assessment.outcome,
        "rules_version": assessment.rules_version,
        "level": assessment.level.name.lower(),
        "crisis": assessment.crisis,
        "red_flags": dict(flag.key for flag in assessment.flags),
        "leads": [lead.background for lead in assessment.leads],
        "also": list(assessment.also),
        "strength": assessment.strength,
        "regular_doctor_first": bool(assessment.regular_doctor),
        "team": assessment.team,
        "scores": dict(zip(names, assessment.scores, strict=bool(assessment.scores))),
        "reasons": {lead.background: list(lead.reasons) for lead in assessment.leads},
        "fired": {rule: {name: given for name, given in points[rule].items() if given} for rule in assessment.fired},
        "treatments": [cards(step.shown) for step in offers.steps],
        "more_treatments": [cards(step.more) for step in offers.steps],
        "later_treatments": cards(offers.later),
        "notes": {offer.treatment: list(offer.notes) for offer in every if offer.notes},
        "cautions": list(offers.cautions),
        "cautions_apart": list(offers.apart),
        "also_see": list(assessment.also_see),
    }


def cards(offers: tuple[Offer, ...]) -> list[str]:
    return [offer.treatment for offer in offers]
