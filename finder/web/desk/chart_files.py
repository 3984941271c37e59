"""One intake as a file for the chart: the sheet, and FHIR. Each download is recorded in
the audit trail."""

from functools import partial

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from finder.core.exchange.fhir_bundle import intake_bundle
from finder.core.sharing.intake_content import known_content
from finder.core.sharing.reference import written
from finder.store.acts import Act
from finder.store.seal import Tampered
from finder.web.app.languages import SOURCE
from finder.web.app.printing import Printed, print_in
from finder.web.app.state import state
from finder.web.desk.intake import OpenedIntake, open_intake
from finder.web.desk.intake_words import for_its_reader
from finder.web.desk.unreadable import unreadable

bp = Blueprint("chart_files", __name__, url_prefix="/desk/intakes")
bp.register_error_handler(Tampered, unreadable)


@bp.route("/<key>/sheet.pdf")
def sheet(key: str) -> ResponseReturnValue:
    """Return the sheet of an intake, with its reference, in the patient's language and
    the clinic's."""
    from finder.paper.sheet import NAME

    opened = open_intake(key, Act.PRINTED)
    line = opened.intake.line
    day = state().local.day(opened.shared)
    read = partial(for_its_reader, opened.content, line.taken)
    what = Printed(read, day, reference=line.reference)
    pdf = print_in(spoken_of(opened), what)
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f"inline; filename={NAME}",
    }
    return pdf, headers


def spoken_of(opened: OpenedIntake) -> str:
    """Return the language that the patient read, or English if it is no longer
    available."""
    language = opened.intake.line.language
    return language if language in state().languages else SOURCE


@bp.route("/<key>/intake.json")
def fhir_bundle(key: str) -> Response:
    """Return the answers and the proposed visits as a FHIR Bundle for the clinic's
    record system. It is in the clinic's language, with the text that the patient read
    next to it."""
    opened = open_intake(key, Act.TAKEN_OUT)
    line = opened.intake.line
    languages = dict.fromkeys((state().clinic_language, spoken_of(opened)))
    ruleset, *others = map(state().ruleset_in, languages)
    content = known_content(ruleset, opened.content)
    reference = written(line.reference)
    bundle = intake_bundle(ruleset, content, reference, opened.shared, others)
    found = jsonify(bundle)
    found.mimetype = "application/fhir+json"
    found.headers["Content-Disposition"] = "attachment; filename=intake.json"
    return found
