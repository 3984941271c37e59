"""An assessment and the questionnaire as plain data for files and other programs."""

from collections.abc import Sequence

from finder.core.deciding.assess import Assessment
from finder.core.deciding.treatments import SuggestedTreatment, SuggestedTreatments
from finder.core.exchange.translations import in_json
from finder.core.rules.findings import AnyOf, Count, Finding, Sum
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import Length, length
from finder.core.rules.page import Page, Question
from finder.core.summarizing.wording import as_written


def as_data(ruleset: Ruleset, assessment: Assessment) -> dict[str, object]:
    """Return the assessment as data for JSON."""
    names = [background.id for background in ruleset.backgrounds]
    points = {
        rule.id: dict(zip(names, rule.points, strict=True))
        for rule in ruleset.suggestions.rows
    }
    treatments = assessment.treatments
    return {
        "outcome": assessment.outcome,
        "rules_version": assessment.rules_version,
        "level": assessment.level.id,
        "crisis": assessment.crisis,
        "red_flags": dict(flag.key for flag in assessment.flags),
        "leads": [lead.background for lead in assessment.leads],
        "also": list(assessment.also),
        "strength": assessment.strength,
        "regular_doctor_first": bool(assessment.regular_doctor),
        "team": assessment.team,
        "scores": dict(zip(names, assessment.scores, strict=bool(assessment.scores))),
        "reasons": {lead.background: list(lead.reasons) for lead in assessment.leads},
        "fired": {
            rule: {name: number for name, number in points[rule].items() if number}
            for rule in assessment.fired
        },
        "treatments": [cards(step.shown) for step in treatments.steps],
        "more_treatments": [cards(step.more) for step in treatments.steps],
        "later_treatments": cards(treatments.later),
        "notes": notes(treatments),
        "cautions": list(treatments.cautions),
        "cautions_apart": list(treatments.apart),
        "also_see": list(assessment.also_see),
    }


def notes(treatments: SuggestedTreatments) -> dict[str, list[str]]:
    """Return the notes of each card that has any, in the order of the cards."""
    every: list[SuggestedTreatment] = []
    for step in treatments.steps:
        every += step.shown
        every += step.more
    every += treatments.later
    return {card.treatment: list(card.notes) for card in every if card.notes}


def cards(treatments: tuple[SuggestedTreatment, ...]) -> list[str]:
    return [suggestion.treatment for suggestion in treatments]


TEXTS = frozenset(
    {"heading", "intro", "why", "words", "hint", "low", "high", "section"}
)
"""The keys of the questionnaire that hold texts for people."""


def questionnaire_data(
    ruleset: Ruleset, others: Sequence[Ruleset] = ()
) -> dict[str, object]:
    """Return what is asked, and when, as data for JSON.

    Conditions are in the grammar of the rules, and the findings that they use are
    included. Translations come from `others`, the same rules in other languages.
    """
    translated = {other.language: questionnaire_alone(other) for other in others}
    return in_json(questionnaire_alone(ruleset), translated, TEXTS)


def questionnaire_alone(ruleset: Ruleset) -> dict[str, object]:
    """Return the questionnaire in one language."""
    found, long = ruleset.questionnaire.findings.by_name, length(ruleset.questionnaire)
    return {
        "rules_version": ruleset.version,
        "language": ruleset.language,
        "findings": {name: finding_data(finding) for name, finding in found.items()},
        "pages": [page_data(page, long) for page in ruleset.questionnaire.pages],
    }


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as findings.toml writes it. Options with the same name count
    once."""
    match finding:
        case Sum(names):
            return {"sum": list(names)}
        case Count(question, name_of):
            return {"count": question, "names": dict(name_of)}
        case AnyOf(conditions):
            return {"any": [as_written(condition) for condition in conditions]}
        case scale:
            return {"scale": scale.question}


def page_data(page: Page, long: Length) -> dict[str, object]:
    return {
        "id": page.id,
        "heading": page.heading,
        "intro": long.put_into(page.intro),
        "why": page.why,
        "required": page.required,
        "about": page.about,
        "ask_if": as_written(page.ask_if),
        "questions": [question_data(question) for question in page.questions],
    }


def question_data(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "kind": question.kind,
        "words": question.words,
        "hint": question.hint,
        "most": question.most,
        "low": question.low,
        "high": question.high,
        "private": question.private,
        "assumed": question.assumed,
        "ask_if": as_written(question.ask_if),
        "stop_if": as_written(question.stop_if) if question.stop_if else "",
        "options": [
            {
                "id": option.id,
                "words": option.words,
                "hint": option.hint,
                "section": (question.sections or {}).get(option.section, ""),
                "alone": option.alone,
                "private": option.private,
                "ask_if": as_written(option.ask_if),
            }
            for option in question.options
        ],
    }
