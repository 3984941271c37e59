"""A shared intake as a FHIR R4 Bundle: the answers, and a proposal for each lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from finder.core.deciding.assess import Lead
from finder.core.deciding.pain_sites import elsewhere
from finder.core.exchange.fhir_conditions import OURS, Resource, page_link
from finder.core.exchange.fhir_questionnaire import EXTENSION, coding
from finder.core.exchange.translations import in_fhir
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Page, Question
from finder.core.rules.second_pain import PREFIX
from finder.core.sharing.intake_content import IntakeContent
from finder.core.summarizing.reasons import reasons_for, sentences_for_everyone
from finder.core.summarizing.referral import flag_lines, taken_back_lines

NUCC = "http://nucc.org/provider-taxonomy"


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
    identifier = {"system": f"{OURS}:reference", "value": reference}
    entries = []
    for prefix, each in of_each_pain(ruleset, content):
        response_url = address(reference, f"{prefix}response")
        response = questionnaire_response(ruleset, each, identifier, shared)
        entries.append({"fullUrl": response_url, "resource": response})
        for lead in each.assessment.leads:
            request_url = address(reference, f"{prefix}{lead.background}")
            request = service_request(ruleset, each, lead, identifier, shared)
            request["supportingInfo"] = [{"reference": response_url}]
            entries.append({"fullUrl": request_url, "resource": request})
    return {
        "resourceType": "Bundle",
        "identifier": identifier,
        "type": "collection",
        "timestamp": shared.isoformat(),
        "entry": entries,
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
    ruleset: Ruleset,
    content: IntakeContent,
    identifier: Mapping[str, str],
    shared: datetime,
) -> Resource:
    """Return the answers as a QuestionnaireResponse."""
    pages = [page_answers(page, content) for page in ruleset.questionnaire.pages]
    return {
        "resourceType": "QuestionnaireResponse",
        "language": ruleset.language,
        "identifier": dict(identifier),
        "questionnaire": f"{OURS}:questionnaire|{ruleset.version}",
        "status": "completed",
        "subject": {"identifier": dict(identifier)},
        "authored": shared.isoformat(),
        "item": [page for page in pages if page["item"]],
    }


def page_answers(page: Page, content: IntakeContent) -> Resource:
    """Return the answered questions of a page, if any, under its heading."""
    items = [question_answers(question, content) for question in page.questions]
    answered = [item for item in items if item["answer"]]
    return {"linkId": page_link(page.id), "text": page.heading, "item": answered}


def question_answers(question: Question, content: IntakeContent) -> Resource:
    return {
        "linkId": question.id,
        "text": question.words,
        "answer": list(answers(question, content)),
    }


def answers(question: Question, content: IntakeContent) -> Iterator[Resource]:
    """Yield the answers to a question: a number, words, or options."""
    chosen = content.answers.get(question.id, frozenset())
    if question.kind is Kind.TEXT:
        if content.own_words:
            yield own_words(content)
    elif question.kind is Kind.SCALE:
        for number in chosen:
            yield {"valueInteger": int(number)}
    else:
        for option in question.options:
            if option.id in chosen:
                yield {"valueCoding": coding(question, option.id)}


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
    identifier: Mapping[str, str],
    shared: datetime,
) -> Resource:
    """Return a proposal, not an order: nobody has signed it, and it asks for no
    priority."""
    background = ruleset.background(lead.background)
    codes = background.taxonomy_pain or background.taxonomy_base
    reasons = lead_reasons(ruleset, lead)
    texts = [*notes(ruleset, content), *flag_notes(ruleset, content)]
    return {
        "resourceType": "ServiceRequest",
        "language": ruleset.language,
        "requisition": dict(identifier),
        "status": "draft",
        "intent": "proposal",
        "code": {"text": ruleset.advice.certification.ask_for},
        "subject": {"identifier": dict(identifier)},
        "authoredOn": shared.isoformat(),
        "performerType": {
            "coding": [{"system": NUCC, "code": code} for code in codes],
            "text": background.name,
        },
        **body_site(ruleset, content, lead),
        "reasonCode": [{"text": reason} for reason in reasons],
        "note": [{"text": text} for text in texts],
    }


def body_site(ruleset: Ruleset, content: IntakeContent, lead: Lead) -> Resource:
    """Return the pain that the lead is for, if it has a name: the main one, unless
    another place fits better."""
    second = ruleset.questionnaire.second
    if second is None:
        return {}
    pain = second.name(content.answers)
    for each in elsewhere(ruleset, content.answers, content.assessment):
        if each.background == lead.background:
            pain = second.names[each.pain] or pain
    return {"bodySite": [{"text": pain}]} if pain else {}


def lead_reasons(ruleset: Ruleset, lead: Lead) -> tuple[str, ...]:
    """Return what argues for a lead, or what holds for everyone if no answer does."""
    earned = reasons_for(ruleset, lead.background, lead.reasons)
    return earned or sentences_for_everyone(ruleset, lead.background, lead.reasons)


def notes(ruleset: Ruleset, content: IntakeContent) -> Iterator[str]:
    """Yield what a reader must know before anything else."""
    if content.assessment.level:
        yield ruleset.advice.level[content.assessment.level].heading
    yield ruleset.advice.result.not_a_diagnosis
    if not ruleset.is_signed:
        yield ruleset.advice.result.not_reviewed


def flag_notes(ruleset: Ruleset, content: IntakeContent) -> Iterator[str]:
    """Yield what the person answered to urgent advice, and what was taken back. Times
    are in UTC."""
    for line in flag_lines(
        ruleset, content.assessment, content.answers, content.acknowledged
    ):
        if line.note:
            yield f"{line.level}: {line.words} ({line.note})"
    for text in taken_back_lines(ruleset, content.taken_back, UTC):
        yield f"{ruleset.sheet.clinic.taken_back_label} (UTC): {text}"
