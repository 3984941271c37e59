"""The cookies of the app: this file alone names, reads, gives and takes them."""

from datetime import timedelta
from enum import StrEnum

from flask import Response, current_app

from finder.store.tables import FIRST_CLINIC
from finder.web.app.afterwards import change_response
from finder.web.app.request_globals import current_request
from finder.web.app.state import HERE, NAME, State, state


class Cookie(StrEnum):
    """What each cookie leads to. None but the languages and the sealed search hold more than random characters and a
    proof that we gave them."""

    VISIT = "visit"
    CALL = "call"
    """The visit that staff take over the phone, next to any other of the browser."""
    SHOWN = "shown"
    """A page that a reload must show again."""
    SEARCH = "search"
    """A search for doctors, sealed: only this app can read it, and only for the same visit."""
    TABLET = "kiosk"
    """The session of a tablet."""
    DESK = "desk"
    """The session of a staff member."""
    TURN = "turn"
    """Changes with every response, so that a browser shows no old page on Back."""
    KNOWN = "known"
    """A browser in which staff signed in before."""
    LANGUAGE = "language"
    """The language that the person chose."""
    DESK_LANGUAGE = "desk-language"
    """The language that the staff member chose. No patient's choice in the same browser changes it."""
    KNOWN_TABLET = "tablet"
    """A tablet that ran a session before."""


OF_BROWSER = {Cookie.DESK, Cookie.KNOWN, Cookie.TURN, Cookie.LANGUAGE, Cookie.DESK_LANGUAGE}
"""What is the same at every clinic: a staff member signs in once, and reads one language. All other cookies belong to
one clinic, so that what a person tells two of them in one browser stays apart."""


def full_name(name: str, *, is_secure: bool, clinic: int = FIRST_CLINIC) -> str:
    """Return the name as browsers know it. Behind TLS it begins with `__Host-`, so that no other host can set it; at
    another clinic than the first it ends with the id of the clinic."""
    of_clinic = name if clinic == FIRST_CLINIC else f"{name}-{clinic}"
    return f"__Host-{of_clinic}" if is_secure else of_clinic


def read(cookie: Cookie) -> str:
    """Return what the browser sent; empty where it sent nothing."""
    return current_request().cookies.get(sent_as(cookie), "")


def has_session() -> bool:
    """Tell whether the browser sent Flask's own cookie, which the first page of a form gives."""
    return bool(current_request().cookies.get(session_name()))


def session_name() -> str:
    """Return the name of Flask's own cookie at the clinic of this request, which is not chosen yet when Flask asks."""
    here: State = current_request().environ.get(HERE) or current_app.extensions[NAME]
    return full_name("session", is_secure=here.settings.behind_tls_proxy, clinic=here.clinic)


def give(cookie: Cookie, value: str, lasts: timedelta | None = None) -> None:
    """Set the cookie with the response to this request, unless the transaction that is under way is undone. Without a
    time it lasts until the browser is closed."""
    change_response(lambda response: put_on(response, cookie, value, lasts))


def take(cookie: Cookie) -> None:
    """Delete the cookie with the response to this request, whatever becomes of a transaction."""
    change_response(lambda response: take_off(response, cookie), even_if_undone=True)


def put_on(response: Response, cookie: Cookie, value: str, lasts: timedelta | None = None) -> Response:
    """Set the cookie with a response that is made already."""
    secure = state().settings.behind_tls_proxy
    response.set_cookie(sent_as(cookie), value, lasts, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def take_off(response: Response, cookie: Cookie) -> Response:
    secure = state().settings.behind_tls_proxy
    response.delete_cookie(sent_as(cookie), httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def sent_as(cookie: Cookie) -> str:
    here = state()
    clinic = FIRST_CLINIC if cookie in OF_BROWSER else here.clinic
    return full_name(cookie, is_secure=here.settings.behind_tls_proxy, clinic=clinic)
