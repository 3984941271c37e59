"""The cookies of the app: this file alone names, reads, gives and takes them."""

from datetime import timedelta
from enum import StrEnum

from flask import Response, current_app, request

from finder.web.app.afterwards import change_response
from finder.web.app.state import state


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


def full_name(name: str, *, is_secure: bool) -> str:
    """Return the name as browsers know it. Behind TLS it begins with `__Host-`, so that no other host can set it."""
    return f"__Host-{name}" if is_secure else name


def read(cookie: Cookie) -> str:
    """Return what the browser sent; empty where it sent nothing."""
    return request.cookies.get(sent_as(cookie), "")


def has_session() -> bool:
    """Tell whether the browser sent Flask's own cookie, which the first page of a form gives."""
    return bool(request.cookies.get(str(current_app.config["SESSION_COOKIE_NAME"])))


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
    return full_name(cookie, is_secure=state().settings.behind_tls_proxy)
