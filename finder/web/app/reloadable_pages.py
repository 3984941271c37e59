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

StoredPages = dict[str, dict[str, Any]]
"""Name of a page -> its content."""

log = logging.getLogger("finder.web")


def keep(what: str, parts: dict[str, Any]) -> None:
    """Store the content of a page for this browser until the visit ends, with its other
    stored pages."""
    store(pages() | {what: parts})


def drop(what: str) -> None:
    """Delete the stored content of one page, if there is any. While the database is
    away, the content stays until it expires."""
    stored = pages()
    if what not in stored:
        return
    del stored[what]
    with suppress(DatabaseAway):
        store(stored)


def store(pages: StoredPages) -> None:
    """Store these pages for this browser, in place of those before."""
    here = state()
    before = cookies.read(Cookie.SHOWN)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = here.now() + LASTS
    stored = {"belongs_to": visit_names.next_name(), "pages": pages}
    payload = json.dumps(stored, ensure_ascii=False)
    with here.writing() as transaction:
        reloadable_pages.end(transaction, before)
        reloadable_pages.keep(transaction, token, payload.encode(), until)
    cookies.send(Cookie.SHOWN, token, LASTS)


def find(what: str) -> dict[str, Any] | None:
    """Return the stored content of a page, or None if it has expired."""
    return pages().get(what)


def pages() -> StoredPages:
    """Return all stored pages of this browser, or none if they belong to an earlier
    visit. A row that cannot be decrypted counts as expired and is logged."""
    try:
        payload = stored_for_browser()
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough
        return {}
    if not payload:
        return {}
    stored = json.loads(payload)
    belongs_to = stored.get("belongs_to", "")
    if not visit_names.is_coming(belongs_to):
        return {}
    found: StoredPages = stored["pages"]
    return found


def stored_for_browser() -> bytes | None:
    """Return what is stored for this browser, or None. Raises Tampered."""
    here = state()
    token = cookies.read(Cookie.SHOWN)
    if not token and here.is_known:
        return None
    with here.reading() as transaction:
        return reloadable_pages.find(transaction, token)


def end() -> None:
    """Delete the stored pages of this browser. While the database is away only the
    cookie is deleted, and the row expires later."""
    token = cookies.read(Cookie.SHOWN)
    if not token:
        return
    cookies.remove(Cookie.SHOWN)
    with suppress(DatabaseAway), state().writing() as transaction:
        reloadable_pages.end(transaction, token)
