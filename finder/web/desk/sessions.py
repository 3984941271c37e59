"""The staff member of this request, found by a random cookie."""

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import g, request
from flask import session as page_session
from sqlalchemy import Connection

from finder.store import sessions
from finder.store.engine import reading, writing
from finder.store.sessions import Session
from finder.store.staff import Member
from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
SEEN_AGAIN_AFTER = timedelta(seconds=20)
REFRESH = "X-Refresh"
"""A page that refreshes itself says so: that is nobody doing anything."""


def current() -> Session | None:
    """The session of this browser, seen just now; None where there is none, or it is over."""
    if "staff_session" not in g:
        g.staff_session = None
        if token := cookies.read(Cookie.DESK):
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
    if old := cookies.read(Cookie.DESK):
        sessions.end(connection, state().keys, old)
    sessions.begin(connection, state().keys, token, found.id, state().now())
    page_session.clear()
    cookies.give(Cookie.DESK, token)


def end(connection: Connection) -> None:
    if token := cookies.read(Cookie.DESK):
        sessions.end(connection, state().keys, token)
    page_session.clear()
    g.staff_session = None
    cookies.take(Cookie.DESK)
