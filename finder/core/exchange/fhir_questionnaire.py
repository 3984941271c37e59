"""The FHIR R4 Questionnaire: each page, question and option, and when it is asked."""

from collections.abc import Iterator, Sequence

from finder.core.exchange.fhir_conditions import (
    OURS,
    Conditions,
    Resource,
    page_link,
    system_of,
)
from finder.core.exchange.translations import in_fhir
from finder.core.rules.conditions import Condition
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
TYPES = {
    Kind.ONE: "choice",
    Kind.MANY: "choice",
    Kind.SCALE: "integer",
    Kind.TEXT: "text",
}
HIGHEST = 10
HOW_TO_READ = """Answers to this Questionnaire are answers for POST /api/v1/assess: a linkId is the id of a question, a
code the id of an option, and a question that repeats is a list. The group of a page is not a question; leave out what
was not asked. Where enableWhen cannot say a condition, FHIRPath says it in two extensions of FHIR SDC:
enableWhenExpression, and answerOptionsToggleExpression for options that are shown to some people only. Options that
stand alone carry questionnaire-optionExclusive, and questionnaire-maxOccurs caps how many may be chosen. A form that
does not read these extensions asks too much; answers that do not fit are then refused, each named. FHIR R4 cannot say
which advice must be shown at once: send the answers to /assess after each page of warning signs, before the next page
is shown."""


def questionnaire(ruleset: Ruleset, others: Sequence[Ruleset] = ()) -> Resource:
    """Return the FHIR Questionnaire: every page, question and option, and when each is
    asked.

    Translations come from `others`, the same rules in other languages. `answers_from`
    reads answers that fit it.
    """
    translated = {other.language: questionnaire_alone(other) for other in others}
    return in_fhir(questionnaire_alone(ruleset), translated)


def questionnaire_alone(ruleset: Ruleset) -> Resource:
    """Return the Questionnaire in one language."""
    words = ruleset.advice.result
    how_to_read = " ".join(HOW_TO_READ.splitlines())
    return {
        "resourceType": "Questionnaire",
        "language": ruleset.language,
        "id": "pain-specialist-finder",
        "url": f"{OURS}:questionnaire",
        "version": ruleset.version,
        "name": "PainSpecialistFinder",
        "title": ruleset.questionnaire.pages[0].heading,
        "status": "active" if ruleset.is_signed else "draft",
        "subjectType": ["Patient"],
        "description": f"{words.not_a_diagnosis} {words.honest}\n\n{how_to_read}",
        "item": list(page_items(ruleset.questionnaire)),
    }


def page_items(asked: Questionnaire) -> Iterator[Resource]:
    """Yield each page as a group, shown unless the answers stop before it."""
    conditions = Conditions(asked)
    stops: list[Condition] = []
    for page in asked.pages:
        items = [question_item(page, each, conditions) for each in page.questions]
        yield {
            "linkId": page_link(page.id),
            "type": "group",
            "text": page.heading,
            **conditions.enabling(page.ask_if, stops),
            "item": items,
        }
        stops += page.stop_conditions


def question_item(page: Page, question: Question, conditions: Conditions) -> Resource:
    """Return a question as an item, with its options and limits."""
    item: Resource = {
        "linkId": question.id,
        "type": TYPES[question.kind],
        "text": question.words,
    }
    item |= conditions.enabling(question.ask_if)
    item["required"] = page.required
    extensions = [
        *item.get("extension", []),
        *limits(question),
        *conditions.toggles(question),
    ]
    if extensions:
        item["extension"] = extensions
    if question.options:
        item["repeats"] = question.kind is Kind.MANY
        options = [answer_option(question, option) for option in question.options]
        item["answerOption"] = options
    if question.kind is Kind.TEXT:
        item["maxLength"] = question.most
    return item


def limits(question: Question) -> Iterator[Resource]:
    """Yield the extensions for the lowest and highest number, or the most options."""
    if question.kind is Kind.SCALE:
        yield {"url": f"{EXTENSION}minValue", "valueInteger": 0}
        yield {"url": f"{EXTENSION}maxValue", "valueInteger": HIGHEST}
    if question.kind is Kind.MANY and question.most:
        yield {
            "url": f"{EXTENSION}questionnaire-maxOccurs",
            "valueInteger": question.most,
        }


def answer_option(question: Question, option: Option) -> Resource:
    """Return an option of a question."""
    found: Resource = {"valueCoding": coding(question, option.id)}
    if option.alone:
        found["extension"] = [
            {"url": f"{EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}
        ]
    return found


def coding(question: Question, option_id: str) -> Resource:
    """Return an option as a Coding."""
    option = question.option(option_id)
    return {
        "system": system_of(question),
        "code": option_id,
        "display": option.words if option else option_id,
    }
