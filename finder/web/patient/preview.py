"""The preview: load a made-up patient into the app for someone who changes the rules
(`finder run --answers FILE`). The address holds a random token that works once and
becomes the visit's cookie. It holds no answer."""

import secrets

from flask import Blueprint, Flask, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from finder.core.counting.counts import reached
from finder.core.deciding.answers import PatientAnswers
from finder.core.rules.knowledge import Ruleset
from finder.core.visiting.visit import Visit
from finder.web.app import visits
from finder.web.app.state import state

PREPARED = "preview"

bp = Blueprint("preview", __name__)


def prepare_preview(app: Flask, patient: PatientAnswers) -> str:
    """Store the answers, and return the path that opens them once."""
    token = secrets.token_urlsafe(visits.TOKEN_BYTES)
    app.extensions[PREPARED] = {token: patient}
    return f"try/{token}"


@bp.route("/try/<token>")
def begin(token: str) -> ResponseReturnValue:
    """Begin a visit with the answers of the preview, and show them before the
    result."""
    patient: PatientAnswers = current_app.extensions.get(PREPARED, {}).pop(
        token, None
    ) or abort(404)
    visits.end()
    visits.change(
        lambda progress: progress.with_visit(visit_of(state().ruleset, patient))
    )
    return redirect(url_for("patient.check"))


def visit_of(ruleset: Ruleset, patient: PatientAnswers) -> Visit:
    """Return a visit as if every page had been answered. The clinic's counts do not
    include it."""
    pages = ruleset.questionnaire.pages
    lines = frozenset().union(
        *(ruleset.questionnaire.shown_lines(page, patient.answers) for page in pages)
    )
    counted = reached(
        ruleset.questionnaire, ruleset.questionnaire.way(patient.answers, lines)
    )
    return Visit(patient.answers, patient.own_words, lines=lines, counted=counted)
