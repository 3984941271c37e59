"""The name of a visit. Each form carries the name of its visit, so that a page one
person left open changes no answers of the next person."""

import secrets

from flask import request, session

from finder.web.app.state import state

FIELD = "visit"
PURPOSE = "visit's name"
COMING = "coming"
BYTES = 16


def name(token: str) -> str:
    """Return the name for the forms of a visit: a fingerprint of its token. Before a
    visit begins, return a random name that this browser keeps until a visit ends."""
    if token:
        return state().keys.fingerprint(token, PURPOSE)[:BYTES].hex()
    return next_name()


def next_name() -> str:
    """Return the random name that this browser keeps until a visit ends."""
    found: str = session.setdefault(COMING, secrets.token_hex(BYTES))
    return found


def is_coming(name: str) -> bool:
    """Return whether this browser still has this name."""
    return bool(name) and session.get(COMING) == name


def is_posted(token: str) -> bool:
    """Return whether the posted form was rendered for the visit with this token, or
    just before that visit began."""
    names = []
    if token:
        fingerprints = state().keys.fingerprints(token, PURPOSE)
        names = [fingerprint[:BYTES].hex() for fingerprint in fingerprints]
    if COMING in session:
        names.append(session[COMING])
    return request.form.get(FIELD) in names


def drop_next_name() -> None:
    """Drop the name from before the visit, so that forms rendered then do not work for
    the next visit."""
    session.pop(COMING, None)
