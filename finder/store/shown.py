"""The sealed content of pages that a reload may show again for a few minutes."""

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, insert, select

from finder.store.seal import SealedPlace
from finder.store.tables import across_clinics, of_clinic, page_shown
from finder.store.transaction import Transaction

PURPOSE = "page shown"
columns = page_shown.c
OF_TOKEN = and_(of_clinic(page_shown), columns.token_hash == bindparam("hash"))
KEEP = insert(page_shown)
FIND = select(page_shown).where(
    OF_TOKEN,
    columns.expires > bindparam("now"),
)
END = delete(page_shown).where(OF_TOKEN)
PURGE = across_clinics(
    delete(page_shown)
    .where(columns.expires <= bindparam("now"))
    .returning(columns.token_hash)
)  # fmt: skip


def keep(transaction: Transaction, token: str, payload: bytes, expires: datetime) -> None:
    """Keep what stands on a page, to be found by this new token."""
    keys = transaction.keys
    token_hash = keys.fingerprint(token, PURPOSE)
    row = {
        "token_hash": token_hash,
        "clinic_id": transaction.clinic,
        "sealed": keys.seal(payload, **place_of(token_hash)),
        "expires": expires,
    }
    transaction.execute(KEEP, row)


def find(transaction: Transaction, token: str) -> bytes | None:
    """Return what stands on the page of this token, None when its time is over. Raises Tampered."""
    keys = transaction.keys
    for token_hash in keys.fingerprints(token, PURPOSE):
        wanted = {"clinic": transaction.clinic, "hash": token_hash, "now": transaction.now}
        row = transaction.execute(FIND, wanted).first()
        if row:
            return keys.unseal(row.sealed, **place_of(token_hash))
    return None


def end(transaction: Transaction, token: str) -> None:
    """Delete the page of this token."""
    hashes = transaction.keys.fingerprints(token, PURPOSE)
    for token_hash in hashes:
        transaction.execute(END, {"clinic": transaction.clinic, "hash": token_hash})


def purge(transaction: Transaction) -> int:
    """Delete every page of all clinics whose time is over, and return how many that were."""
    gone = transaction.execute(PURGE, {"now": transaction.now})
    return len(gone.all())


def place_of(token_hash: bytes) -> SealedPlace:
    """Return where the content of a page is sealed."""
    return {
        "table": "page_shown",
        "row": token_hash,
        "field": "sealed",
    }
