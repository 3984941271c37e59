"""Hold the form of a request that cannot be acted on.

The session of the member has ended, the page is about to expire, or it is to be shown
in another language.
"""

from datetime import timedelta
from urllib.parse import urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue

from finder.store.held_for_staff import LASTS
from finder.web.app import form_messages
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinics import path_here
from finder.web.app.state import state
from finder.web.desk import sessions
from finder.web.desk.held_for_staff import WHY, Held, hold
from finder.web.desk.posted_form import (
    form_of_request,
    is_changed,
    is_typed,
    page_of_form,
    posted_form,
    typed_fields,
    writer_of_form,
)

LONGEST_ADDRESS = 500
QUERY = (
    "state",
    "level",
    "language",
    "taken",
    "sort",
    "before",
    "day",
    "weeks",
    "code",
    "rules",
    "held",
)
"""The query parameters that the address of a desk page may have: filters, paging, and
the key of held text."""


def address_after_sign_in() -> str | None:
    """Return the address to open after signing in. Text typed in a form of the desk is
    held for the member who typed it."""
    if request.method == "GET":
        return page_asked_for()
    if posted_form() is None:
        return path_here()
    writer = writer_of_form()
    if writer is None or not is_typed():
        return page_of_form()
    return hold(writer, signed_out(), form_lasts())


def page_asked_for() -> str:
    """Return the address of the page with its filters and paging."""
    path = path_here()
    filters = {name: value for name, value in known_query().items() if value}
    address = with_query(path, filters)
    if len(address) > LONGEST_ADDRESS:
        return path
    return address


def known_query() -> dict[str, str]:
    """Return the query parameters of this request that an address may have."""
    return {name: request.args[name] for name in QUERY if name in request.args}


def with_query(address: str, query: dict[str, str]) -> str:
    """Return the address with these parameters added."""
    if not query:
        return address
    separator = "&" if "?" in address else "?"
    return f"{address}{separator}{urlencode(query)}"


def is_sent_to_be_held() -> bool:
    """Return whether the form was sent only to be held: by a page that is about to
    expire or to change its language."""
    form = posted_form()
    if form is None:
        return False
    if is_chosen_here() and not form.of_call:
        return True
    return "hold" in request.form


def hold_and_redirect() -> ResponseReturnValue:
    """Hold the posted form, and redirect to its page."""
    if is_chosen_here():
        return in_other_language()
    address = hold(sessions.member().id, signed_out(), form_lasts())
    return redirect(address, 303)


def in_other_language() -> ResponseReturnValue:
    """Show the page in the chosen language, with the text in its form and its
    messages."""
    errors = form_messages.before()
    why = errors.pop(WHY, {})
    status = 422 if errors else 200
    page = Held(page_of_form(), typed_fields(), errors, why, status)
    address = page.path
    if errors or why or is_changed(page.fields):
        address = hold(sessions.member().id, page)
    return redirect(with_query(address, known_query()), 303)


def signed_out() -> Held:
    """Return the posted form, to be shown again after signing in."""
    why = form_of_request().why
    return Held(page_of_form(), typed_fields(), why=why)


def form_lasts() -> timedelta:
    """Return how long to hold the posted form. A caller's answers are held no longer
    than the call lasts."""
    if form_of_request().of_call:
        return timedelta(minutes=state().settings.visit_minutes)
    return LASTS
