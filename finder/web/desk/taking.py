"""The export of all intakes for admins, and the day sheet."""

from datetime import UTC, date, timedelta

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from finder.core.exchange.taking import Taking, as_json, table
from finder.core.rules.typed import clean
from finder.core.sharing.intake_content import content_from_json
from finder.core.sharing.reference import written
from finder.store import audit, taking
from finder.store.acts import Act
from finder.store.engine import reading, writing
from finder.store.intakes import Intake, Line
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import held, sessions
from finder.web.desk.queue import in_words
from finder.web.desk.signin import STALE

bp = Blueprint("taking", __name__, url_prefix="/desk")

SHORTEST_REASON, LONGEST_REASON = 10, 200
FORMATS = {"csv": "CSV, for a spreadsheet", "json": "JSON, for another program"}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FACTS = ("code", "shared", "state", "level", "crisis", "language", "taken", "rules_version", "note", "handled")
UNREADABLE = "(unreadable)"
WHY = f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} characters."
WHICH = "Choose a format."
FIRST_DAY = date(2000, 1, 1)


@bp.route("/export/", methods=["GET", "POST"])
def export() -> ResponseReturnValue:
    """Return every kept intake as a file, after recording who exported it and why."""
    if request.method == "GET":
        return render_template("desk/export.html", formats=FORMATS, held=held.current()), held.current().status
    reason, kind = clean(request.form.get("reason", "")), request.form.get("format", "")
    if errors := mistakes(reason, kind):
        return held.refuse(errors)
    with writing(state().engine) as connection:
        takings = [taken(line, found) for line, found in taking.every(connection, state().keys, state().now())]
        about = f"{len(takings)} as {kind}: {reason}"
        audit.record(connection, state().keys, state().now(), sessions.member().name, Act.EXPORTED, about)
    return as_file(takings, kind)


def mistakes(reason: str, kind: str) -> dict[str, str]:
    found = {} if ButtonForm().validate_on_submit() else {"reason": STALE}
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        found["reason"] = WHY
    if kind not in FORMATS:
        found["format-csv"] = WHICH
    return found


def taken(line: Line, found: Intake | None) -> Taking:
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
        return Taking({**facts, "note": "(this intake does not open)"}, None)
    handled = f"{found.handled.initials}: {found.handled.done}" if found.handled else ""
    known = {"rules_version": found.rules_version, "note": found.note, "handled": handled}
    known |= dict.fromkeys(found.unreadable, UNREADABLE)
    return Taking({**facts, **known}, content_from_json(found.payload))


def as_file(takings: list[Taking], kind: str) -> Response:
    """A neutral name, and nothing that a browser keeps."""
    questions = [question.id for page in state().ruleset.questionnaire.pages for question in page.questions]
    text = as_json(takings) if kind == "json" else table(takings, FACTS, questions)
    response = Response(text, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename=intakes.{kind}"
    return response


@bp.route("/day/")
def day() -> str:
    """Show what was shared on a day, with room to write; no answers."""
    local, today = state().local, state().today()
    shown = day_asked(today)
    since, until = local.bounds(shown)
    with reading(state().engine) as connection:
        lines = taking.between(connection, state().keys, since, until, state().now())
    return render_template(
        "desk/day.html",
        day=shown,
        local=local,
        rows=[in_words(line, state().now()) for line in lines],
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1) if shown < today else None,
    )


def day_asked(today: date) -> date:
    """The day in the address; today where it is none, or still to come, and never one before the first."""
    try:
        return max(FIRST_DAY, min(date.fromisoformat(request.args.get("day", "")), today))
    except ValueError:
        return today
