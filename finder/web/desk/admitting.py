"""Which staff may open a page of the desk, and where everyone else is sent."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from finder.store.staff import Role
from finder.web.desk import (
    attempts,
    held_for_staff,
    sessions,
    unfinished_forms,
    workplaces,
)


def check_access(roles: frozenset[Role]) -> ResponseReturnValue | None:
    """Let in a signed-in staff member with one of these roles. Otherwise return a
    redirect or a refusal."""
    session = sessions.current()
    if session is None:
        address = unfinished_forms.address_after_sign_in()
        return redirect(url_for("signin.sign_in", next=address), 303)
    if session.member.role is None:
        return workplaces.redirect_to_workplace(session.member)
    if session.elsewhere:
        workplaces.load_links(session.member)
    if not session.member.ready:
        return redirect(url_for("signin.set_up"), 303)
    if session.member.role not in roles:
        attempts.page_refused(session.member, request.endpoint or "")
        refusal = held_for_staff.show_separately(held_for_staff.NOT_YOURS, 403)
        return refusal or abort(403)
    if unfinished_forms.is_sent_to_be_held():
        return unfinished_forms.hold_and_redirect()
    return None
