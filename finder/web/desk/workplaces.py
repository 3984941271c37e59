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


def load_links(member: Member) -> tuple[DeskLink, ...]:
    """Return the clinics where a member works, and put links to them on the pages of
    this request."""
    with state().reading() as transaction:
        found = memberships.workplaces(transaction, member)
    links = tuple(link_to(each.clinic) for each in found)
    works_here = any(link.here for link in links)
    if works_here and len(links) > 1:
        g.workplaces = links
    else:
        g.workplaces = ()
    return links


def link_to(clinic: Clinic) -> DeskLink:
    """Return the link to the front desk of a clinic."""
    name = name_of_clinic(clinic)
    desk = address_at(clinic, url_for("desk.home"))
    is_here = clinic.id == state().clinic
    return DeskLink(name, desk, is_here)


def redirect_to_workplace(member: Member) -> ResponseReturnValue:
    """Redirect a member who does not work at this clinic to one where they do, or show
    their clinics."""
    links = load_links(member)
    if request.endpoint == "desk.home" and links:
        return redirect(links[0].desk, 303)
    attempts.page_refused(member, request.endpoint or "")
    if not links:
        abort(403)
    return render_template("desk/elsewhere.html", places=links), 403
