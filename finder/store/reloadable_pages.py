"""The encrypted content of pages that a reload may show again for a few minutes."""

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
)


def keep(
    transaction: Transaction, token: str, payload: bytes, expires: datetime
) -> None:
    """Encrypt and store the content of a page under this new token."""
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
    """Return the content of the page with this token, None if it is expired. Raises
    Tampered."""
    keys = transaction.keys
    for token_hash in keys.fingerprints(token, PURPOSE):
        wanted = {
            "clinic": transaction.clinic,
            "hash": token_hash,
            "now": transaction.now,
        }
        row = transaction.execute(FIND, wanted).first()
        if row:
            return keys.unseal(row.sealed, **place_of(token_hash))
    return None


def end(transaction: Transaction, token: str) -> None:
    """Delete the page with this token."""
    hashes = transaction.keys.fingerprints(token, PURPOSE)
    for token_hash in hashes:
        transaction.execute(END, {"clinic": transaction.clinic, "hash": token_hash})


def purge(transaction: Transaction) -> int:
    """Delete the expired pages of all clinics, and return how many."""
    gone = transaction.execute(PURGE, {"now": transaction.now})
    return len(gone.all())


def place_of(token_hash: bytes) -> SealedPlace:
    """Return the place that the encrypted content of a page is bound to."""
    return {
        "table": "page_shown",
        "row": token_hash,
        "field": "sealed",
    }
