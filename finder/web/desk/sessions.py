"""The staff session of this request, found by a random cookie."""

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import g, request
from flask import session as page_session

from finder.store import sessions
from finder.store.sessions import Session
from finder.store.staff import Member
from finder.store.transaction import Transaction
from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
SEEN_AGAIN_AFTER = timedelta(seconds=20)
REFRESH = "X-Refresh"
"""The header of a page that refreshes itself. Such a request does not count as
activity."""


def current() -> Session | None:
    """Return the session of this browser and mark it as used, or None if there is none
    or it has ended."""
    if "staff_session" not in g:
        g.staff_session = None
        if token := cookies.read(Cookie.DESK):
            g.staff_session = session_of(token)
    found: Session | None = g.staff_session
    return found


def session_of(token: str) -> Session | None:
    """Return the session with this token, marked as used, or None if there is none."""
    now = state().now()
    with state().reading() as transaction:
        session = sessions.find(transaction, token)
    if session is None or REFRESH in request.headers:
        return session
    if now - session.seen <= SEEN_AGAIN_AFTER:
        return session
    with state().writing() as transaction:
        sessions.record_activity(transaction, session.id)
    return replace(session, seen=now)


def here() -> Session:
    """Return the session of this browser. The access table guarantees that there is
    one."""
    session = current()
    assert session is not None  # noqa: S101 - guaranteed by the access table
    return session


def member() -> Member:
    """Return the member who is signed in."""
    return here().member


def begin(transaction: Transaction, found: Member) -> None:
    """Begin a session with a new token, and clear everything from before in this
    browser."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if old := cookies.read(Cookie.DESK):
        sessions.end(transaction, old)
    sessions.begin(transaction, token, found.id)
    page_session.clear()
    cookies.send(Cookie.DESK, token)


def end(transaction: Transaction) -> None:
    if token := cookies.read(Cookie.DESK):
        sessions.end(transaction, token)
    page_session.clear()
    g.staff_session = None
    cookies.remove(Cookie.DESK)
