"""Pages that follow a form and must survive a reload. Their content is sealed in a row for a few minutes, and found
by a random cookie. It belongs to the visit of its time: once that has ended, nobody is shown it."""

import json
import logging
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from finder.store import shown
from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.web.app import cookies, naming
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
LASTS = timedelta(minutes=15)

log = logging.getLogger("finder.web")


def keep(what: str, parts: dict[str, Any]) -> None:
    """Keep what stands on a page of this browser until the visit ends, next to other such pages."""
    token, old = secrets.token_urlsafe(TOKEN_BYTES), cookies.read(Cookie.SHOWN)
    whole = {"belongs_to": naming.coming(), "pages": {**pages(), what: parts}}
    payload = json.dumps(whole, ensure_ascii=False).encode()
    with state().writing() as transaction:
        shown.end(transaction, old)
        shown.keep(transaction, token, payload, state().now() + LASTS)
    cookies.give(Cookie.SHOWN, token, LASTS)


def find(what: str) -> dict[str, Any] | None:
    """Return what stands on this page, None when its time is over."""
    return pages().get(what)


def pages() -> dict[str, dict[str, Any]]:
    """Return every page that is kept for this browser. A row that does not open counts as over, and is logged."""
    token = cookies.read(Cookie.SHOWN)
    if not token and state().is_known:
        return {}
    try:
        with state().reading() as transaction:
            payload = shown.find(transaction, token)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return {}
    whole = json.loads(payload) if payload else {}
    belongs = naming.is_coming(whole.get("belongs_to", ""))
    found: dict[str, dict[str, Any]] = whole.get("pages", {}) if belongs else {}
    return found


def end() -> None:
    """Delete the page that is kept for this browser. Where the database is away, the page cannot be found
    from here any more, and ends in its own time."""
    if token := cookies.read(Cookie.SHOWN):
        cookies.take(Cookie.SHOWN)
        with suppress(DatabaseAway), state().writing() as transaction:
            shown.end(transaction, token)
