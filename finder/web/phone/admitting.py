"""Let staff in like everywhere at the desk, but show urgent advice for a caller's
answer even if that fails."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from finder.store.engine import DatabaseAway
from finder.store.staff import Role
from finder.web.app import visits
from finder.web.desk import admitting, sessions
from finder.web.patient import urgent
from finder.web.patient.steps import questionnaire


def check_access(roles: frozenset[Role]) -> ResponseReturnValue | None:
    """Let in a signed-in staff member with one of these roles. Urgent advice needs
    neither a session nor the database."""
    try:
        refusal = admitting.check_access(roles)
        is_signed_out = sessions.current() is None
    except DatabaseAway:
        if advice := advice_for_posted_page():
            return advice
        raise
    if is_signed_out and isinstance(refusal, Response):
        return advice_for_posted_page(sign_in=refusal.location or "") or refusal
    return refusal


def advice_for_posted_page(sign_in: str = "") -> str:
    """Return the advice page for a call's posted question page, or "" if it needs
    none."""
    if request.endpoint != "phone.question":
        return ""
    page = questionnaire().page((request.view_args or {})["page_id"])
    return urgent.just_posted(page, visits.new(), sign_in=sign_in) if page else ""
