"""Let staff in as everywhere at the desk, but show urgent advice for what a caller just said even where that fails."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from finder.store.engine import DatabaseAway
from finder.store.staff import Role
from finder.web.app import visits
from finder.web.desk import admitting, sessions
from finder.web.patient import urgent
from finder.web.patient.steps import questionnaire


def admit(roles: frozenset[Role]) -> ResponseReturnValue | None:
    """Let a signed-in staff member of these roles in. Nobody has to sign in, and no database is needed, to read what to
    do now."""
    try:
        refusal = admitting.admit(roles)
        is_signed_out = sessions.current() is None
    except DatabaseAway:
        if advice := just_said():
            return advice
        raise
    if is_signed_out and isinstance(refusal, Response):
        return just_said(sign_in=refusal.location or "") or refusal
    return refusal


def just_said(sign_in: str = "") -> str:
    """The advice that the posted page of a call asks for; empty where it asks for none."""
    if request.endpoint != "phone.question":
        return ""
    page = questionnaire().page((request.view_args or {})["page_id"])
    return urgent.just_posted(page, visits.new(), sign_in=sign_in) if page else ""
