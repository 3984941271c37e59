"""The same look-up of doctors nearby for staff, who may have a patient at the desk or on the phone."""

from flask import Blueprint, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from finder.store.clinicians import everyone
from finder.web.app import pressing
from finder.web.app.doctors import DoctorSearch, posted_search, search, source
from finder.web.app.forms import ButtonForm
from finder.web.app.kinds import boards, choices, kinds_of, words_for
from finder.web.app.state import state

bp = Blueprint("directory", __name__)


@bp.route("/desk/directory", methods=["GET", "POST"])
def near() -> ResponseReturnValue:
    """Ask for a place and a kind, and show who is near; nothing of it is kept or logged."""
    if request.method == "GET":
        return page()
    if not ButtonForm().validate_on_submit():
        flash(pressing.STALE)
        return redirect(url_for("directory.near"), 303)
    return page(posted_search())


def page(wanted: DoctorSearch | None = None) -> ResponseReturnValue:
    """Show the form, and what was found."""
    found = search(wanted) if wanted else None
    with state().reading() as transaction:
        on_roster = frozenset(each.npi for each in everyone(transaction))
    shown = render_template(
        "desk/directory.html",
        found=found,
        wanted=wanted,
        kind=request.form.get("kind", ""),
        choices=choices(),
        words=words_for(wanted.kinds if wanted else kinds_of("")),
        boards=boards(),
        source=source(),
        on_roster=on_roster,
        notes=get_flashed_messages(),
    )
    return shown, 422 if found and found.error else 200
