"""The clinic's roster in the browser: download a template, preview every row, then
replace the roster."""

from collections.abc import Sequence
from hashlib import sha256

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, ngettext

from finder.core.exchange.spreadsheet import as_csv
from finder.core.roster.header import PLAIN_HEADER
from finder.core.roster.reading import RosterFile, RosterRow, read_table
from finder.core.roster.roster import Clinician
from finder.core.roster.writing import TITLES, example, replacement, table_of
from finder.core.rules.knowledge import Ruleset
from finder.store import audit
from finder.store.acts import Act
from finder.store.clinicians import all_clinicians, replace_all
from finder.web.app import form_messages
from finder.web.app.forms import ButtonForm
from finder.web.app.languages import SOURCE
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.posted_form import typed_fields
from finder.web.desk.signin import STALE

bp = Blueprint("roster", __name__, url_prefix="/desk/roster")

NAME = "roster.csv"
NAMED = PLAIN_HEADER["name"]
NOTHING = lazy_gettext("Choose a file first.")
NO_DOCTORS = lazy_gettext(
    "There is no doctor in this file. Write a row for each doctor under the first line."
)
MISTAKES = lazy_gettext(
    "Nothing was changed. Correct the rows with a mistake first, in the text below or in your file."
)
UNCHANGED = lazy_gettext("Nothing is changed yet.")
CHANGED = lazy_gettext(
    "You changed the text. Check the rows again, then replace the roster."
)


@bp.route("/")
def show() -> ResponseReturnValue:
    """Show the roster, and every row of an uploaded file."""
    page = held_for_staff.current()
    text = page.fields.get("text", "")
    with state().reading() as transaction:
        roster = all_clinicians(transaction)
    found = read_text(text) if text else None
    shown = found.roster if found else ()
    html = render_template(
        "desk/roster/page.html",
        roster=table_of(file_rules(), roster),
        titles=TITLES,
        found=found,
        rows=in_cells(found) if found else [],
        change=replacement(roster, shown),
        text=text,
        shown=fingerprint(text),
        held=page,
        backgrounds=file_rules().backgrounds,
        treatments=list(file_rules().treatments.values()),
    )
    return html, page.status


@bp.route("/template.csv")
def template() -> Response:
    """Return an empty roster with an example row."""
    doctor = example(file_rules(), state().today())
    return as_file([doctor], "roster-template.csv")


@bp.route("/roster.csv")
def current() -> Response:
    """Return the current roster, to be edited and uploaded again."""
    with state().reading() as transaction:
        roster = list(all_clinicians(transaction))
    return as_file(roster, NAME)


@bp.route("/read", methods=["POST"])
def read() -> ResponseReturnValue:
    """Read an uploaded file, or its edited text, and show a preview. The roster does
    not change."""
    if not ButtonForm().validate_on_submit():
        return held_for_staff.refuse({"file": STALE})
    text = typed_fields().get("text")
    if text:
        return preview(text)
    file = request.files.get("file")
    if not file:
        return held_for_staff.refuse({"file": NOTHING})
    found = read_content(file.read())
    if not found.general_errors:
        return held_for_staff.refuse({"file": NO_DOCTORS})
    messages = [form_messages.lazily(error.text) for error in found.general_errors]
    together = form_messages.together(messages)
    return held_for_staff.refuse({"file": together})


@bp.route("/replace", methods=["POST"])
def replace() -> ResponseReturnValue:
    """Replace the roster with the previewed rows, and record who did it. If a row has
    an error, nothing changes."""
    if not ButtonForm().validate_on_submit():
        return held_for_staff.refuse({"text": STALE})
    text = request.form.get("text", "")
    if request.form.get("shown") != fingerprint(text):
        return preview(text, CHANGED)
    found = read_text(text)
    if found.errors:
        return held_for_staff.refuse({"text": MISTAKES})
    if not found.rows:
        return held_for_staff.refuse({"text": NO_DOCTORS})
    who = sessions.member().name
    many = len(found.roster)
    with state().writing() as transaction:
        replace_all(transaction, found.roster)
        audit.record(transaction, who, Act.ROSTER_REPLACED, f"{many} doctors")
    message = ngettext(
        "%(num)d doctor is on the roster now.",
        "%(num)d doctors are on the roster now.",
        many,
    )
    flash(message)
    return redirect(url_for("roster.show"), 303)


def file_rules() -> Ruleset:
    """Return the rules for a roster file. Its words are English in every language of
    the desk."""
    return state().ruleset_in(SOURCE)


def preview(text: str, why: object = UNCHANGED) -> ResponseReturnValue:
    """Redirect to the page that shows every row of this text."""
    address = url_for("roster.show")
    page = held_for_staff.Held(address, {"text": text}, why=why)
    return held_for_staff.redirect_to(page)


TitledCells = list[tuple[str, str]]


def in_cells(found: RosterFile) -> list[tuple[RosterRow, TitledCells]]:
    """Return each row with its titled cells. The name is left out, because it is the
    heading."""
    table = table_of(file_rules(), found.roster)
    titled_rows = map(titled_cells, table)
    return list(zip(found.rows, titled_rows, strict=True))


def titled_cells(row: Sequence[str]) -> TitledCells:
    """Return the cells of a row with their titles, without the name."""
    cells = zip(TITLES, row, strict=True)
    return [(title, cell) for title, cell in cells if title != NAMED]


def read_text(text: str) -> RosterFile:
    return read_content(text.encode())


def read_content(content: bytes) -> RosterFile:
    """Return the doctors and the errors of a file."""
    return read_table(NAME, content, file_rules(), state().today())


def fingerprint(text: str) -> str:
    """Return a hash of the text, regardless of line endings. It binds a confirmation to
    the rows that were shown."""
    plain = text.replace("\r\n", "\n").strip()
    return sha256(plain.encode()).hexdigest()


def as_file(roster: list[Clinician], name: str) -> Response:
    """Return a roster as a download."""
    rows = table_of(file_rules(), roster)
    text = as_csv(TITLES, rows)
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
