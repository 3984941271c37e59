"""The export of all intakes, for admins."""

from datetime import UTC

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.exchange.intake_export import ExportRow, as_json, table
from finder.core.rules.clean_text import clean
from finder.core.rules.page import questions_of
from finder.core.sharing.intake_content import content_from_json
from finder.core.sharing.reference import written
from finder.store import audit, intake_export
from finder.store.acts import Act
from finder.store.intakes import Intake, IntakeLine
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.signin import STALE

bp = Blueprint("intake_export", __name__, url_prefix="/desk")

SHORTEST_REASON, LONGEST_REASON = 10, 200
FORMATS = {
    "csv": lazy_gettext("CSV, for a spreadsheet"),
    "json": lazy_gettext("JSON, for another program"),
}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FACTS = (
    "code",
    "shared",
    "state",
    "level",
    "crisis",
    "language",
    "taken",
    "rules_version",
    "note",
    "handled",
)
UNREADABLE = "(unreadable)"
WHY = lazy_gettext(
    "Say why, in %(shortest)s to %(longest)s characters.",
    shortest=SHORTEST_REASON,
    longest=LONGEST_REASON,
)
WHICH = lazy_gettext("Choose a format.")


@bp.route("/export/", methods=["GET", "POST"])
def export() -> ResponseReturnValue:
    """Return all intakes as a file, after recording who exported them and why."""
    if request.method == "GET":
        held = held_for_staff.current()
        page = render_template("desk/export.html", formats=FORMATS, held=held)
        return page, held.status
    reason = clean(request.form.get("reason", ""))
    kind = request.form.get("format", "")
    if errors := mistakes(reason, kind):
        return held_for_staff.refuse(errors)
    with state().writing() as transaction:
        intakes = intake_export.all_intakes(transaction)
        rows = [export_row(line, found) for line, found in intakes]
        about = f"{len(rows)} as {kind}: {reason}"
        audit.record(transaction, sessions.member().name, Act.EXPORTED, about)
    return as_file(rows, kind)


def mistakes(reason: str, kind: str) -> dict[str, object]:
    """Return what is wrong with the form, by field."""
    found: dict[str, object] = {}
    if not ButtonForm().validate_on_submit():
        found["reason"] = STALE
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        found["reason"] = WHY
    if kind not in FORMATS:
        found["format-csv"] = WHICH
    return found


def export_row(line: IntakeLine, found: Intake | None) -> ExportRow:
    """Return the row of an intake, which is None if it cannot be decrypted."""
    facts = {
        "code": written(line.reference) if line.reference else "",
        "shared": line.created.astimezone(UTC).isoformat(timespec="seconds"),
        "state": line.state,
        "level": line.level.id,
        "crisis": "yes" if line.crisis else "no",
        "language": line.language,
        "taken": line.taken,
    }
    if found is None:
        return ExportRow({**facts, "note": "(this intake does not open)"}, None)
    handled = f"{found.handled.initials}: {found.handled.done}" if found.handled else ""
    known = {
        "rules_version": found.rules_version,
        "note": found.note,
        "handled": handled,
    }
    known |= dict.fromkeys(found.unreadable, UNREADABLE)
    return ExportRow({**facts, **known}, content_from_json(found.payload))


def as_file(rows: list[ExportRow], kind: str) -> Response:
    """Return the rows as a download with a neutral file name."""
    pages = state().ruleset.questionnaire.all_pages
    questions = [question.id for question in questions_of(pages)]
    text = as_json(rows) if kind == "json" else table(rows, FACTS, questions)
    response = Response(text, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename=intakes.{kind}"
    return response
