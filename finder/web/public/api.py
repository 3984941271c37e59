"""The API for clinics' own sites and records. It stores nothing and logs no answer."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from finder.core.deciding.answers import BadAnswers, answers_from
from finder.core.deciding.strict_json import Unreadable, read_json
from finder.core.exchange import fhir_questionnaire as fhir
from finder.core.exchange.plain_data import as_data, questionnaire_data
from finder.core.exchange.plain_texts import texts
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import voice_of
from finder.core.sharing.audiences import Audience
from finder.core.sharing.views import assessment_for
from finder.web.app.languages import language
from finder.web.app.problem_details import problem_details
from finder.web.app.state import state
from finder.web.public.openapi import document

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.route("/version")
def version() -> Response:
    """Return the version of the rules, and whether a clinician has signed it."""
    ruleset = state().ruleset
    review = ruleset.review
    return jsonify(
        rules_version=ruleset.version,
        reviewed=ruleset.is_signed,
        reviewed_by=review.reviewed_by if ruleset.is_signed else None,
        review_by=review.review_by.isoformat() if review.review_by else None,
    )


@bp.route("/questionnaire")
def questionnaire() -> Response:
    """Return every page, question and option, with the conditions and findings."""
    return jsonify(questionnaire_data(state().ruleset, in_other_languages()))


@bp.route("/assess", methods=["POST"])
def assess_answers() -> ResponseReturnValue:
    """Assess the answers in the body like `finder assess`, and return the result with
    texts in each language."""
    if request.mimetype != "application/json":
        return problem_details(415, "send the answers as application/json")
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        return problem_details(415, "send the answers in UTF-8")
    try:
        data = read_json(request.get_data())
        patient = answers_from(data, state().ruleset.questionnaire)
    except BadAnswers as error:
        return problem_details(422, "these answers cannot be assessed", error.mistakes)
    except Unreadable as error:
        return problem_details(400, f"the body {error}")
    state().speak_to(voice_of(state().ruleset.questionnaire, patient.answers))
    ruleset, others = state().ruleset, in_other_languages()
    found = assessment_for(ruleset, patient.answers, Audience.API)
    words = {
        each.language: texts(each, patient.answers, found)
        for each in (ruleset, *others)
    }
    return jsonify(
        {**as_data(ruleset, found), "language": ruleset.language, "texts": words}
    )


def in_other_languages() -> list[Ruleset]:
    """Return the rules in each language except the one of this request."""
    return [
        state().ruleset_in(each) for each in state().languages if each != language()
    ]


@bp.route("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI 3.1 description of this API."""
    return jsonify(document(state().ruleset))


@bp.route("/fhir/Questionnaire")
def fhir_questionnaire() -> Response:
    """Return the questionnaire as a FHIR R4 resource."""
    found = jsonify(fhir.questionnaire(state().ruleset, in_other_languages()))
    found.mimetype = "application/fhir+json"
    return found
