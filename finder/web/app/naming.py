"""The name of a visit. Each form carries the name of the visit that it was made for, so that a page left open by one
person writes nothing into the answers of the next."""

import secrets

from flask import request, session

from finder.web.app.state import state

FIELD = "visit"
PURPOSE = "visit's name"
COMING = "coming"
BYTES = 16


def name(token: str) -> str:
    """The name that a form carries: a fingerprint of the visit's token; before there is a visit, a random name that
    this browser keeps until a visit has ended."""
    if token:
        return state().keys.fingerprint(token, PURPOSE)[:BYTES].hex()
    return coming()


def coming() -> str:
    """The random name that this browser keeps until a visit has ended."""
    found: str = session.setdefault(COMING, secrets.token_hex(BYTES))
    return found


def is_coming(name: str) -> bool:
    """Whether this browser still keeps this name."""
    return bool(name) and session.get(COMING) == name


def is_posted(token: str) -> bool:
    """Whether the posted form was drawn for the visit of this token, or just before it began."""
    names = [each[:BYTES].hex() for each in state().keys.fingerprints(token, PURPOSE)] if token else []
    if COMING in session:
        names.append(session[COMING])
    return request.form.get(FIELD) in names


def renew() -> None:
    """A visit has ended: forms drawn before it began are of no use for the next."""
    session.pop(COMING, None)
