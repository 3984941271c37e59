"""What a person searched for, so that a reload and Back show the list again. The server keeps nothing of it: the
browser holds it for a few minutes, sealed, and it opens for the same visit alone."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from finder.store.seal import SealedPlace, Tampered
from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

LASTS = timedelta(minutes=15)


def keep(visit: str, fields: Mapping[str, str]) -> None:
    """Give the browser what was searched for in the visit of this token."""
    until = state().now() + LASTS
    whole = {"until": until.isoformat(), "fields": dict(fields)}
    plain = json.dumps(whole).encode()
    sealed = state().keys.seal(plain, **place_of(visit))
    readable = urlsafe_b64encode(sealed).decode()
    cookies.give(Cookie.SEARCH, readable, LASTS)


def find(visit: str) -> dict[str, str]:
    """Return what was searched for in the visit of this token; empty where that is over or of another visit."""
    readable = cookies.read(Cookie.SEARCH).encode()
    try:
        sealed = urlsafe_b64decode(readable)
        plain = state().keys.unseal(sealed, **place_of(visit))
    except (ValueError, Tampered):
        return {}
    whole = json.loads(plain)
    until = datetime.fromisoformat(whole["until"])
    fields: dict[str, str] = whole["fields"]
    return fields if state().now() < until else {}


def end() -> None:
    """Take it from the browser."""
    if cookies.read(Cookie.SEARCH):
        cookies.take(Cookie.SEARCH)


def place_of(visit: str) -> SealedPlace:
    """Return where a search is sealed: in no table, but in a cookie of this visit."""
    return {"table": "(cookie)", "row": visit.encode(), "field": "search"}
