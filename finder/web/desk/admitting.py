"""Which staff may open a page of the desk, and where everyone else is sent."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from finder.store.staff import Role
from finder.web.desk import attempts, held_for_staff, sessions, workplaces


def admit(roles: frozenset[Role]) -> ResponseReturnValue | None:
    """Let in a signed-in staff member with one of these roles. Otherwise return a
    redirect or a refusal."""
    session = sessions.current()
    if session is None:
        return redirect(url_for("signin.sign_in", next=held_for_staff.way_back()), 303)
    if session.member.role is None:
        return workplaces.elsewhere(session.member)
    if session.elsewhere:
        workplaces.look(session.member)
    if not session.member.ready:
        return redirect(url_for("signin.set_up"), 303)
    if session.member.role not in roles:
        attempts.page_refused(session.member, request.endpoint or "")
        return held_for_staff.apart(held_for_staff.NOT_YOURS, 403) or abort(403)
    return held_for_staff.hold_only() if held_for_staff.only_holds() else None
