"""The sealed content of pages that a reload may show again for a few minutes."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from finder.store.seal import Keys
from finder.store.tables import page_shown

PURPOSE = "page shown"
KEEP = insert(page_shown)
FIND = select(page_shown).where(page_shown.c.token_hash == bindparam("hash"), page_shown.c.expires > bindparam("now"))
END = delete(page_shown).where(page_shown.c.token_hash == bindparam("hash"))
PURGE = delete(page_shown).where(page_shown.c.expires <= bindparam("now")).returning(page_shown.c.token_hash)


def keep(connection: Connection, keys: Keys, token: str, payload: bytes, expires: datetime) -> None:
    """Keep what stands on a page, to be found by this new token."""
    token_hash = keys.fingerprint(token, PURPOSE)
    sealed = keys.seal(payload, table="page_shown", row=token_hash, field="sealed")
    connection.execute(KEEP, {"token_hash": token_hash, "sealed": sealed, "expires": expires})


def find(connection: Connection, keys: Keys, token: str, now: datetime) -> bytes | None:
    """What stands on the page of this token, None when its time is over. Raises Tampered."""
    for token_hash in keys.fingerprints(token, PURPOSE):
        if row := connection.execute(FIND, {"hash": token_hash, "now": now}).first():
            return keys.unseal(row.sealed, table="page_shown", row=token_hash, field="sealed")
    return None


def end(connection: Connection, keys: Keys, token: str) -> None:
    """Delete the page of this token."""
    for token_hash in keys.fingerprints(token, PURPOSE):
        connection.execute(END, {"hash": token_hash})


def purge(connection: Connection, now: datetime) -> int:
    """Delete every page whose time is over, and return how many that were."""
    return len(connection.execute(PURGE, {"now": now}).all())
