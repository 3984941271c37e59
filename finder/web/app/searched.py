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
    whole = json.dumps({"until": until.isoformat(), "fields": dict(fields)}).encode()
    sealed = state().keys.seal(whole, **place_of(visit))
    cookies.give(Cookie.SEARCH, urlsafe_b64encode(sealed).decode(), LASTS)


def find(visit: str) -> dict[str, str]:
    """Return what was searched for in the visit of this token; empty where that is over or of another visit."""
    try:
        sealed = urlsafe_b64decode(cookies.read(Cookie.SEARCH).encode())
        whole = json.loads(state().keys.unseal(sealed, **place_of(visit)))
    except (ValueError, Tampered):
        return {}
    is_over = state().now() >= datetime.fromisoformat(whole["until"])
    fields: dict[str, str] = {} if is_over else whole["fields"]
    return fields


def end() -> None:
    """Take it from the browser."""
    if cookies.read(Cookie.SEARCH):
        cookies.take(Cookie.SEARCH)


def place_of(visit: str) -> SealedPlace:
    """Return where a search is sealed: in no table, but in a cookie of this visit."""
    return {"table": "(cookie)", "row": visit.encode(), "field": "search"}
