"""FHIR R4: the Questionnaire, and a shared intake as a Bundle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from finder.core.deciding.assess import Lead
from finder.core.deciding.pain_sites import elsewhere
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
from finder.core.rules.second_pain import PREFIX
from finder.core.sharing.intake_content import IntakeContent
from finder.core.summarizing.reasons import anyway, reasons_for
from finder.core.summarizing.referral import flag_lines, taken_back_lines

NUCC = "http://nucc.org/provider-taxonomy"
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
    disclaimer = (
        f"{ruleset.advice.result.not_a_diagnosis} {ruleset.advice.result.honest}"
    )
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
        "description": f"{disclaimer}\n\n{' '.join(HOW_TO_READ.splitlines())}",
        "item": list(page_items(ruleset.questionnaire)),
    }


def page_items(asked: Questionnaire) -> Iterator[Resource]:
    """Yield each page as a group, shown unless the answers stop before it."""
    conditions = Conditions(asked)
    stops: list[Condition] = []
    for page in asked.pages:
        yield {
            "linkId": page_link(page.id),
            "type": "group",
            "text": page.heading,
            **conditions.enabling(page.ask_if, stops),
            "item": [
                question_item(page, question, conditions) for question in page.questions
            ],
        }
        stops += [question.stop_if for question in page.questions if question.stop_if]


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
        item["answerOption"] = [
            answer_option(question, option) for option in question.options
        ]
    if question.kind is Kind.TEXT:
        item["maxLength"] = question.most
    return item


def limits(question: Question) -> Iterator[Resource]:
    if question.kind is Kind.SCALE:
        yield {"url": f"{EXTENSION}minValue", "valueInteger": 0}
        yield {"url": f"{EXTENSION}maxValue", "valueInteger": HIGHEST}
    if question.kind is Kind.MANY and question.most:
        yield {
            "url": f"{EXTENSION}questionnaire-maxOccurs",
            "valueInteger": question.most,
        }


def answer_option(question: Question, option: Option) -> Resource:
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


def intake_bundle(
    ruleset: Ruleset,
    content: IntakeContent,
    reference: str,
    shared: datetime,
    others: Sequence[Ruleset] = (),
) -> Resource:
    """Return the FHIR Bundle of one intake, with translations into the languages of
    `others`.

    `ruleset` is the version of the rules that the intake has. Only the reference
    identifies the person.
    """
    translated = {
        other.language: bundle_alone(other, content, reference, shared)
        for other in others
    }
    return in_fhir(bundle_alone(ruleset, content, reference, shared), translated)


def bundle_alone(
    ruleset: Ruleset, content: IntakeContent, reference: str, shared: datetime
) -> Resource:
    """Return the Bundle in one language."""
    named = {"system": f"{OURS}:reference", "value": reference}
    resources = []
    for prefix, each in of_each_pain(ruleset, content):
        response = address(reference, f"{prefix}response")
        resources.append(
            (response, questionnaire_response(ruleset, each, named, shared))
        )
        for lead in each.assessment.leads:
            request = service_request(ruleset, each, lead, named, shared)
            request["supportingInfo"] = [{"reference": response}]
            resources.append(
                (address(reference, f"{prefix}{lead.background}"), request)
            )
    return {
        "resourceType": "Bundle",
        "identifier": named,
        "type": "collection",
        "timestamp": shared.isoformat(),
        "entry": [
            {"fullUrl": url, "resource": resource} for url, resource in resources
        ],
    }


def of_each_pain(
    ruleset: Ruleset, content: IntakeContent
) -> Iterator[tuple[str, IntakeContent]]:
    """Yield the content for each pain, with the prefix of its resources' addresses."""
    yield "", content
    second_answers = ruleset.questionnaire.pains(content.answers)[1:]
    if content.second and second_answers:
        yield (
            PREFIX,
            replace(content, answers=second_answers[0], assessment=content.second),
        )


def address(reference: str, part: str) -> str:
    """Return an address that is always the same for an intake, so that a record
    recognizes a second copy."""
    return uuid5(NAMESPACE_URL, f"{OURS}:{reference}:{part}").urn


def questionnaire_response(
    ruleset: Ruleset, content: IntakeContent, named: Mapping[str, str], shared: datetime
) -> Resource:
    """Return the answers as a QuestionnaireResponse."""
    items = [
        item
        for page in ruleset.questionnaire.pages
        if (item := page_answers(page, content))["item"]
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "language": ruleset.language,
        "identifier": dict(named),
        "questionnaire": f"{OURS}:questionnaire|{ruleset.version}",
        "status": "completed",
        "subject": {"identifier": dict(named)},
        "authored": shared.isoformat(),
        "item": items,
    }


def page_answers(page: Page, content: IntakeContent) -> Resource:
    answered = [
        item
        for question in page.questions
        if (item := question_answers(question, content))["answer"]
    ]
    return {"linkId": page_link(page.id), "text": page.heading, "item": answered}


def question_answers(question: Question, content: IntakeContent) -> Resource:
    return {
        "linkId": question.id,
        "text": question.words,
        "answer": list(answers(question, content)),
    }


def answers(question: Question, content: IntakeContent) -> Iterator[Resource]:
    chosen = content.answers.get(question.id, frozenset())
    if question.kind is Kind.SCALE:
        yield from ({"valueInteger": int(number)} for number in chosen)
    elif question.kind is Kind.TEXT:
        yield from [own_words(content)] if content.own_words else []
    else:
        yield from (
            {"valueCoding": coding(question, each.id)}
            for each in question.options
            if each.id in chosen
        )


def own_words(content: IntakeContent) -> Resource:
    """Return the own words as they were typed, with their language if it is known."""
    found: Resource = {"valueString": content.own_words}
    if content.own_words_language:
        extension = {
            "url": f"{EXTENSION}language",
            "valueCode": content.own_words_language,
        }
        found["_valueString"] = {"extension": [extension]}
    return found


def service_request(
    ruleset: Ruleset,
    content: IntakeContent,
    lead: Lead,
    named: Mapping[str, str],
    shared: datetime,
) -> Resource:
    """Return a proposal, not an order: nobody has signed it, and it asks for no
    priority."""
    background = ruleset.background(lead.background)
    codes = background.taxonomy_pain or background.taxonomy_base
    return {
        "resourceType": "ServiceRequest",
        "language": ruleset.language,
        "requisition": dict(named),
        "status": "draft",
        "intent": "proposal",
        "code": {"text": ruleset.advice.certification.ask_for},
        "subject": {"identifier": dict(named)},
        "authoredOn": shared.isoformat(),
        "performerType": {
            "coding": [{"system": NUCC, "code": code} for code in codes],
            "text": background.name,
        },
        **body_site(ruleset, content, lead),
        "reasonCode": [{"text": said} for said in lead_reasons(ruleset, lead)],
        "note": [
            {"text": text}
            for text in (*notes(ruleset, content), *said_of_flags(ruleset, content))
        ],
    }


def body_site(ruleset: Ruleset, content: IntakeContent, lead: Lead) -> Resource:
    """Return the pain that the lead is for, if it has a name: the main one, unless
    another place fits better."""
    second, others = (
        ruleset.questionnaire.second,
        elsewhere(ruleset, content.answers, content.assessment),
    )
    named = (
        {each.background: second.names[each.pain] for each in others} if second else {}
    )
    pain = named.get(lead.background) or (
        second.name(content.answers) if second else ""
    )
    return {"bodySite": [{"text": pain}]} if pain else {}


def lead_reasons(ruleset: Ruleset, lead: Lead) -> tuple[str, ...]:
    """Return what argues for a lead, or what holds for everyone if no answer does."""
    earned = reasons_for(ruleset, lead.background, lead.reasons)
    return earned or anyway(ruleset, lead.background, lead.reasons)


def notes(ruleset: Ruleset, content: IntakeContent) -> Iterator[str]:
    """Yield what a reader must know before anything else."""
    if content.assessment.level:
        yield ruleset.advice.level[content.assessment.level].heading
    yield ruleset.advice.result.not_a_diagnosis
    if not ruleset.is_signed:
        yield ruleset.advice.result.not_reviewed


def said_of_flags(ruleset: Ruleset, content: IntakeContent) -> Iterator[str]:
    """Yield what the person answered to urgent advice, and what was taken back. Times
    are in UTC."""
    for line in flag_lines(
        ruleset, content.assessment, content.answers, content.acknowledged
    ):
        if line.note:
            yield f"{line.level}: {line.words} ({line.note})"
    for text in taken_back_lines(ruleset, content.taken_back, UTC):
        yield f"{ruleset.sheet.clinic.taken_back_label} (UTC): {text}"
