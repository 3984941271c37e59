"""The search for doctors nearby for staff, who may have a patient at the desk or on the
phone."""

from datetime import timedelta

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from finder.store.clinicians import all_clinicians
from finder.web.app import single_buttons
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinician_kinds import boards, choices, kinds_of, words_for
from finder.web.app.doctor_search import (
    asks,
    fields_of,
    half_typed,
    on_form,
    search_of,
)
from finder.web.app.doctors import search, source
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import held_for_staff

bp = Blueprint("directory", __name__)

SEARCH_SHOWN = timedelta(minutes=15)


@bp.route("/desk/directory", methods=["GET", "POST"])
def near() -> ResponseReturnValue:
    """Ask for a place and a kind, and list doctors near it. The search is held for the
    member who typed it, so that a reload works, and is not logged."""
    if request.method == "GET":
        return page()
    if not ButtonForm().validate_on_submit():
        flash(single_buttons.STALE)
        return redirect(url_for("directory.near"), 303)
    fields = fields_of(request.form)
    if is_chosen_here():
        fields = half_typed(held_for_staff.current().fields, request.form)
    return held_for_staff.show_once("directory.near", fields, SEARCH_SHOWN)


def page() -> ResponseReturnValue:
    """Show the form and the doctors found for the held search."""
    searched = held_for_staff.current()
    wanted = search_of(searched.fields) if asks(searched.fields) else None
    found = search(wanted) if wanted else None
    with state().reading() as transaction:
        on_roster = frozenset(each.npi for each in all_clinicians(transaction))
    shown = render_template(
        "desk/directory.html",
        found=found,
        wanted=wanted,
        typed=on_form(searched.fields),
        kind=searched.fields.get("kind", ""),
        choices=choices(),
        words=words_for(wanted.kinds if wanted else kinds_of("")),
        boards=boards(),
        source=source(),
        on_roster=on_roster,
        held=searched,
        notes=get_flashed_messages(),
    )
    return shown, 422 if found and found.error else 200
