"""Pages that follow a form and must survive a reload. Their content is encrypted in the
database for a few minutes and found by a random cookie. A page belongs to its visit.
After the visit has ended, the page is not shown."""

import json
import logging
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from finder.store import reloadable_pages
from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.web.app import cookies, visit_names
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
LASTS = timedelta(minutes=15)

log = logging.getLogger("finder.web")


def keep(what: str, parts: dict[str, Any]) -> None:
    """Store the content of a page for this browser until the visit ends, with its other
    stored pages."""
    token, old = secrets.token_urlsafe(TOKEN_BYTES), cookies.read(Cookie.SHOWN)
    whole = {"belongs_to": visit_names.coming(), "pages": {**pages(), what: parts}}
    payload = json.dumps(whole, ensure_ascii=False).encode()
    with state().writing() as transaction:
        reloadable_pages.end(transaction, old)
        reloadable_pages.keep(transaction, token, payload, state().now() + LASTS)
    cookies.give(Cookie.SHOWN, token, LASTS)


def find(what: str) -> dict[str, Any] | None:
    """Return the stored content of a page, or None if it has expired."""
    return pages().get(what)


def pages() -> dict[str, dict[str, Any]]:
    """Return all stored pages of this browser. A row that cannot be decrypted counts as
    expired and is logged."""
    token = cookies.read(Cookie.SHOWN)
    if not token and state().is_known:
        return {}
    try:
        with state().reading() as transaction:
            payload = reloadable_pages.find(transaction, token)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough
        return {}
    whole = json.loads(payload) if payload else {}
    belongs = visit_names.is_coming(whole.get("belongs_to", ""))
    found: dict[str, dict[str, Any]] = whole.get("pages", {}) if belongs else {}
    return found


def end() -> None:
    """Delete the stored pages of this browser. While the database is away only the
    cookie is deleted, and the row expires later."""
    if token := cookies.read(Cookie.SHOWN):
        cookies.take(Cookie.SHOWN)
        with suppress(DatabaseAway), state().writing() as transaction:
            reloadable_pages.end(transaction, token)
