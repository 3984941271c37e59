"""The last search for doctors, so that a reload and Back show the list again. The
server stores none of it. The browser holds it encrypted for a few minutes, and only the
same visit can open it."""

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
    """Give the browser a cookie with the search, for the visit with this token."""
    here = state()
    until = here.now() + LASTS
    search = {
        "until": until.isoformat(),
        "fields": dict(fields),
    }
    plain = json.dumps(search).encode()
    sealed = here.keys.seal(plain, **place_of(visit))
    readable = urlsafe_b64encode(sealed)
    cookies.send(Cookie.SEARCH, readable.decode(), LASTS)


def find(visit: str) -> dict[str, str]:
    """Return the search of the visit with this token, or {} if it has expired or
    belongs to another visit."""
    here = state()
    readable = cookies.read(Cookie.SEARCH)
    try:
        sealed = urlsafe_b64decode(readable.encode())
        plain = here.keys.unseal(sealed, **place_of(visit))
    except (ValueError, Tampered):
        return {}
    search = json.loads(plain)
    until = datetime.fromisoformat(search["until"])
    if until <= here.now():
        return {}
    fields: dict[str, str] = search["fields"]
    return fields


def end() -> None:
    """Delete the search from the browser."""
    if cookies.read(Cookie.SEARCH):
        cookies.remove(Cookie.SEARCH)


def place_of(visit: str) -> SealedPlace:
    """Return where the search is sealed: in a cookie of this visit instead of a
    table."""
    return {
        "table": "(cookie)",
        "row": visit.encode(),
        "field": "search",
    }
