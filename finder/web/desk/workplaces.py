"""The clinics where the signed-in staff member works, and the links between them."""

from dataclasses import dataclass

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from finder.store import memberships
from finder.store.clinics import Clinic
from finder.store.staff import Member
from finder.web.app.clinics import address_at, name_of_clinic
from finder.web.app.state import state
from finder.web.desk import attempts


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A clinic's name and the address of its front desk. `here` is true for the clinic
    of this request."""

    name: str
    desk: str
    here: bool


def look(member: Member) -> tuple[DeskLink, ...]:
    """Return the clinics where a member works, and put links to them on the pages of
    this request."""
    with state().reading() as transaction:
        found = memberships.workplaces(transaction, member)
    places = tuple(link_to(each.clinic) for each in found)
    works_here = any(each.here for each in places)
    g.workplaces = places if works_here and len(places) > 1 else ()
    return places


def link_to(clinic: Clinic) -> DeskLink:
    """Return the link to the front desk of a clinic."""
    name = name_of_clinic(clinic)
    desk = address_at(clinic, url_for("desk.home"))
    is_here = clinic.id == state().clinic
    return DeskLink(name, desk, is_here)


def elsewhere(member: Member) -> ResponseReturnValue:
    """Redirect a member who does not work at this clinic to one where they do, or show
    their clinics."""
    places = look(member)
    if request.endpoint == "desk.home" and places:
        return redirect(places[0].desk, 303)
    attempts.page_refused(member, request.endpoint or "")
    if not places:
        abort(403)
    return render_template("desk/elsewhere.html", places=places), 403
