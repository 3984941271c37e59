"""Tell a person whose visit has ended, once, on the first question page."""

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from finder.store.engine import DatabaseAway
from finder.web.app import visits
from finder.web.app.channel import channel
from finder.web.app.request_globals import current_request
from finder.web.app.state import state

NEEDS_A_VISIT = {
    "patient.start",
    "patient.question",
    "patient.check",
    "patient.result",
    "patient.include",
    "sheet.pdf",
    "sharing.share",
    "sharing.shared",
    "saved.save",
}
"""The routes that lead to the first question after the visit has ended. Urgent advice
stays available."""


def register_hooks(app: Flask) -> None:
    """Check for every request whether its visit has ended."""
    app.before_request(redirect_if_ended)


def redirect_if_ended() -> ResponseReturnValue | None:
    """Redirect to the first question if the visit has ended. A posted question is not
    redirected, so that its answers are stored in a new visit."""
    request = current_request()
    if request.endpoint not in NEEDS_A_VISIT:
        return None
    keeps = request.method == "POST" and (
        request.endpoint == "patient.question" or saves_a_page()
    )
    if keeps or channel().in_session or not has_ended():
        return None
    visits.forget()
    flash(sentence())
    return redirect(
        url_for("patient.question", page_id=state().ruleset.questionnaire.pages[0].id),
        303,
    )


def saves_a_page() -> bool:
    """Return whether the save button of a question page was pressed."""
    return request.endpoint == "saved.save" and "page" in request.form


def has_ended() -> bool:
    """Return whether this browser had a visit that is no longer stored."""
    try:
        return visits.current() is None and bool(visits.token())
    except DatabaseAway:
        return False


def sentence() -> str:
    """Return the message for a person whose visit has ended."""
    return str(
        gettext(
            "Your answers were deleted because nobody used this page for %(time)s. Please start again. "
            "If you opened them on another device since, they are safe there.",
            time=idle_time(),
        )
    )


def saved_sentence() -> str:
    """Return the message for a person whose visit ended before they posted a page. The
    posted answers are stored."""
    return str(
        gettext(
            "Nobody used this page for %(time)s, so we cleared your answers. What you told us just now is kept. "
            "Please answer the other questions again.",
            time=idle_time(),
        )
    )


def idle_time() -> str:
    minutes = state().settings.visit_minutes
    if minutes % 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
