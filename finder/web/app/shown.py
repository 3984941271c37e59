"""Pages that follow a form and must survive a reload. Their content is sealed in a row for a few minutes, and found
by a random cookie. It belongs to the visit of its time: once that has ended, nobody is shown it."""

import json
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from finder.store import shown
from finder.store.engine import DatabaseAway, reading, writing
from finder.web.app import cookies, naming
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
LASTS = timedelta(minutes=15)


def keep(what: str, parts: dict[str, Any]) -> None:
    """Keep what stands on a page of this browser until the visit ends, in the place of any such page before."""
    token, old = secrets.token_urlsafe(TOKEN_BYTES), cookies.read(Cookie.SHOWN)
    whole = {"what": what, "belongs_to": naming.coming(), "parts": parts}
    payload = json.dumps(whole, ensure_ascii=False).encode()
    with writing(state().engine) as connection:
        shown.end(connection, state().keys, old)
        shown.keep(connection, state().keys, token, payload, state().now() + LASTS)
    cookies.give(Cookie.SHOWN, token, LASTS)


def find(what: str) -> dict[str, Any] | None:
    """What stands on this page, while its time lasts."""
    token = cookies.read(Cookie.SHOWN)
    if not token:
        return None
    with reading(state().engine) as connection:
        payload = shown.find(connection, state().keys, token, state().now())
    found = json.loads(payload) if payload else {}
    is_it = found.get("what") == what and naming.is_coming(found.get("belongs_to", ""))
    parts: dict[str, Any] | None = found["parts"] if is_it else None
    return parts


def end() -> None:
    """Delete the page that is kept for this browser. Where the database is away, the page cannot be found
    from here any more, and ends in its own time."""
    if token := cookies.read(Cookie.SHOWN):
        cookies.take(Cookie.SHOWN)
        with suppress(DatabaseAway), writing(state().engine) as connection:
            shown.end(connection, state().keys, token)
