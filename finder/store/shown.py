"""The sealed content of pages that a reload may show again for a few minutes."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from finder.store.tables import page_shown
from finder.store.transaction import Transaction

PURPOSE = "page shown"
KEEP = insert(page_shown)
FIND = select(page_shown).where(page_shown.c.token_hash == bindparam("hash"), page_shown.c.expires > bindparam("now"))
END = delete(page_shown).where(page_shown.c.token_hash == bindparam("hash"))
PURGE = delete(page_shown).where(page_shown.c.expires <= bindparam("now")).returning(page_shown.c.token_hash)


def keep(transaction: Transaction, token: str, payload: bytes, expires: datetime) -> None:
    """Keep what stands on a page, to be found by this new token."""
    token_hash = transaction.keys.fingerprint(token, PURPOSE)
    sealed = transaction.keys.seal(payload, table="page_shown", row=token_hash, field="sealed")
    transaction.connection.execute(KEEP, {"token_hash": token_hash, "sealed": sealed, "expires": expires})


def find(transaction: Transaction, token: str) -> bytes | None:
    """What stands on the page of this token, None when its time is over. Raises Tampered."""
    for token_hash in transaction.keys.fingerprints(token, PURPOSE):
        if row := transaction.connection.execute(FIND, {"hash": token_hash, "now": transaction.now}).first():
            return transaction.keys.unseal(row.sealed, table="page_shown", row=token_hash, field="sealed")
    return None


def end(transaction: Transaction, token: str) -> None:
    """Delete the page of this token."""
    for token_hash in transaction.keys.fingerprints(token, PURPOSE):
        transaction.connection.execute(END, {"hash": token_hash})


def purge(transaction: Transaction) -> int:
    """Delete every page whose time is over, and return how many that were."""
    return len(transaction.connection.execute(PURGE, {"now": transaction.now}).all())
