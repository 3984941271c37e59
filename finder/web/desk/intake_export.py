"""The export of all intakes, for admins."""

from datetime import UTC

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.exchange.intake_export import ExportRow, as_json, table
from finder.core.rules.clean_text import clean
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
        return render_template(
            "desk/export.html", formats=FORMATS, held=held_for_staff.current()
        ), held_for_staff.current().status
    reason, kind = clean(request.form.get("reason", "")), request.form.get("format", "")
    if errors := mistakes(reason, kind):
        return held_for_staff.refuse(errors)
    with state().writing() as transaction:
        rows = [
            taken(line, found) for line, found in intake_export.all_intakes(transaction)
        ]
        about = f"{len(rows)} as {kind}: {reason}"
        audit.record(transaction, sessions.member().name, Act.EXPORTED, about)
    return as_file(rows, kind)


def mistakes(reason: str, kind: str) -> dict[str, object]:
    found: dict[str, object] = (
        {} if ButtonForm().validate_on_submit() else {"reason": STALE}
    )
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        found["reason"] = WHY
    if kind not in FORMATS:
        found["format-csv"] = WHICH
    return found


def taken(line: IntakeLine, found: Intake | None) -> ExportRow:
    facts = {
        "code": written(line.reference) if line.reference else "",
        "shared": line.created.astimezone(UTC).isoformat(timespec="seconds"),
        "state": line.state,
        "level": line.level.name.lower(),
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
    questions = [
        question.id
        for page in state().ruleset.questionnaire.all_pages
        for question in page.questions
    ]
    text = as_json(rows) if kind == "json" else table(rows, FACTS, questions)
    response = Response(text, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename=intakes.{kind}"
    return response
