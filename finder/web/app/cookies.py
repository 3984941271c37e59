"""All cookies of the app. Only this module names, reads, sets and deletes them."""

from datetime import timedelta
from enum import StrEnum

from flask import Response

from finder.store.tables import FIRST_CLINIC
from finder.web.app.request_globals import current_request
from finder.web.app.response_changes import change_response
from finder.web.app.state import HERE, State, state, state_of_app


class Cookie(StrEnum):
    """The cookies, by what they identify. Except for the languages and the encrypted
    search, a cookie holds only random characters and a proof that this app issued
    it."""

    VISIT = "visit"
    CALL = "call"
    """The visit that staff fill in over the phone, separate from any other visit in the
    browser."""
    SHOWN = "shown"
    """A page that a reload shows again."""
    SEARCH = "search"
    """A search for doctors, encrypted. Only this app can read it, and only in the same
    visit."""
    TABLET = "kiosk"
    """The session of a tablet. The addresses of its pages begin with `/kiosk`."""
    DESK = "desk"
    """The session of a staff member."""
    TURN = "turn"
    """A value that changes with every response, so that a browser shows no old page on
    Back."""
    KNOWN = "known"
    """Marks a browser in which staff have signed in before."""
    LANGUAGE = "language"
    """The language that the person chose."""
    DESK_LANGUAGE = "desk-language"
    """The language that the staff member chose. A patient's choice in the same browser
    does not change it."""
    KNOWN_TABLET = "tablet"
    """Marks a tablet that has run a session before."""


OF_BROWSER = {
    Cookie.DESK,
    Cookie.KNOWN,
    Cookie.TURN,
    Cookie.LANGUAGE,
    Cookie.DESK_LANGUAGE,
}
"""Cookies that are shared by all clinics, since staff sign in once and read one
language. Every other cookie belongs to one clinic, so that answers for two clinics in
one browser stay separate."""


def full_name(name: str, *, is_secure: bool, clinic: int = FIRST_CLINIC) -> str:
    """Return the cookie's name in the browser. Behind TLS it begins with `__Host-`, so
    that no other host can set it. For every clinic but the first it ends with the
    clinic's id."""
    of_clinic = name if clinic == FIRST_CLINIC else f"{name}-{clinic}"
    return f"__Host-{of_clinic}" if is_secure else of_clinic


def read(cookie: Cookie) -> str:
    """Return the value that the browser sent, or "" if none."""
    sent = current_request().cookies
    name = sent_as(cookie)
    if name not in sent:  # werkzeug's `get` would raise and catch an error
        return ""
    return sent[name]


def has_session() -> bool:
    """Return whether the browser sent Flask's session cookie, which the first page with
    a form sets."""
    return bool(current_request().cookies.get(session_name()))


def session_name() -> str:
    """Return the name of Flask's session cookie at the clinic of this request. Flask
    asks before the clinic is chosen."""
    here: State | None = current_request().environ.get(HERE)
    if here is None:
        here = state_of_app()
    return full_name(
        "session", is_secure=here.settings.behind_tls_proxy, clinic=here.clinic
    )


def send(cookie: Cookie, value: str, lasts: timedelta | None = None) -> None:
    """Set the cookie on the response, unless the current transaction is rolled back.
    Without `lasts` it is deleted when the browser closes."""
    change_response(lambda response: set_on_response(response, cookie, value, lasts))


def remove(cookie: Cookie) -> None:
    """Delete the cookie on the response, even if a transaction is rolled back."""
    change_response(
        lambda response: delete_on_response(response, cookie), even_if_undone=True
    )


def set_on_response(
    response: Response, cookie: Cookie, value: str, lasts: timedelta | None = None
) -> Response:
    """Return a finished response with the cookie set."""
    secure = state().settings.behind_tls_proxy
    response.set_cookie(
        sent_as(cookie),
        value,
        lasts,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path="/",
    )
    return response


def delete_on_response(response: Response, cookie: Cookie) -> Response:
    secure = state().settings.behind_tls_proxy
    response.delete_cookie(
        sent_as(cookie), httponly=True, samesite="Lax", secure=secure, path="/"
    )
    return response


def sent_as(cookie: Cookie) -> str:
    here = state()
    clinic = FIRST_CLINIC if cookie in OF_BROWSER else here.clinic
    return full_name(cookie, is_secure=here.settings.behind_tls_proxy, clinic=clinic)
