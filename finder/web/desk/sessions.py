"""The staff member of this request, found by a random cookie."""

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import Response, after_this_request, g, request
from flask import session as page_session
from sqlalchemy import Connection

from finder.store import sessions
from finder.store.engine import reading, writing
from finder.store.sessions import Session
from finder.store.staff import Member
from finder.web.state import state

TOKEN_BYTES = 32
SEEN_AGAIN_AFTER = timedelta(seconds=20)
KNOWN_FOR = timedelta(days=180)
KNOWN = "known"
REFRESH = "X-Refresh"
"""A page that refreshes itself says so: that is nobody doing anything."""


def current() -> Session | None:
    """The session of this browser, seen just now; None where there is none, or it is over."""
    if "staff_session" not in g:
        g.staff_session = None
        if token := request.cookies.get(cookie_name("desk")):
            g.staff_session = seen(token)
    found: Session | None = g.staff_session
    return found


def seen(token: str) -> Session | None:
    now = state().now()
    with reading(state().engine) as connection:
        session = sessions.find(connection, state().keys, token, now)
    if session and now - session.seen > SEEN_AGAIN_AFTER and REFRESH not in request.headers:
        with writing(state().engine) as connection:
            sessions.see(connection, session.id, now)
        return replace(session, seen=now)
    return session


def member() -> Member:
    """Who is signed in, where the access table asks for somebody."""
    session = current()
    assert session is not None  # noqa: S101 - the guard let nobody else in
    return session.member


def begin(connection: Connection, found: Member) -> None:
    """A new session with a new token, and nothing kept of what this browser was before."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if old := request.cookies.get(cookie_name("desk")):
        sessions.end(connection, state().keys, old)
    sessions.begin(connection, state().keys, token, found.id, state().now())
    page_session.clear()
    after_this_request(lambda response: give(response, "desk", token))


def end(connection: Connection) -> None:
    if token := request.cookies.get(cookie_name("desk")):
        sessions.end(connection, state().keys, token)
    page_session.clear()
    g.staff_session = None
    after_this_request(take)


def known_browser(name: str = KNOWN) -> str:
    """What tells this browser apart, where staff signed in here before; empty elsewhere. Under another name it tells
    of something else that was done right here."""
    nonce, _, proof = request.cookies.get(cookie_name(name), "").partition(".")
    proofs = (each.hex() for each in state().keys.fingerprints(nonce, f"{name} browser"))
    return nonce if any(secrets.compare_digest(proof.encode(), each.encode()) for each in proofs) else ""


def remember_browser(name: str = KNOWN) -> None:
    nonce = known_browser(name) or secrets.token_urlsafe(TOKEN_BYTES)
    value = f"{nonce}.{state().keys.fingerprint(nonce, f'{name} browser').hex()}"
    after_this_request(lambda response: give(response, name, value, KNOWN_FOR))


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if state().settings.behind_tls_proxy else name


def give(response: Response, name: str, value: str, lasts: timedelta | None = None) -> Response:
    secure = state().settings.behind_tls_proxy
    response.set_cookie(cookie_name(name), value, max_age=lasts, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def take(response: Response) -> Response:
    secure = state().settings.behind_tls_proxy
    response.delete_cookie(cookie_name("desk"), httponly=True, samesite="Lax", secure=secure, path="/")
    return response
