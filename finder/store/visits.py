"""A visit in progress: one encrypted row, found by the token in the patient's
cookie."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from finder.store.seal import Keys
from finder.store.tables import across_clinics, of_clinic, visit
from finder.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredVisit:
    """One person's answers so far. The store does not interpret the payload."""

    id: int
    token_hash: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    rules_version: str
    started: datetime
    expires: datetime


BEGIN = insert(visit).returning(visit.c.id)
FIND = select(visit).where(
    of_clinic(visit),
    visit.c.token_hash == bindparam("hash"),
    visit.c.expires > bindparam("now"),
)
FIND_AND_HOLD = FIND.with_for_update()
KEEP = (
    update(visit)
    .where(of_clinic(visit), visit.c.id == bindparam("row_id"))
    .returning(visit.c.id)
)
END = delete(visit).where(of_clinic(visit), visit.c.token_hash == bindparam("hash"))
EXPIRED = (
    select(visit.c.id)
    .where(visit.c.expires <= bindparam("now"))
    .limit(bindparam("batch"))
)
PURGE = across_clinics(
    delete(visit)
    .where(visit.c.id.in_(EXPIRED.with_for_update(skip_locked=True)))
    .returning(visit.c.id)
)


def begin(
    transaction: Transaction,
    token: str,
    payload: bytes,
    rules_version: str,
    lifetime: timedelta,
) -> StoredVisit:
    """Store a new visit, and return it."""
    begun = StoredVisit(
        0,
        transaction.keys.fingerprint(token, "visit"),
        payload,
        rules_version,
        transaction.now,
        transaction.now + lifetime,
    )
    row = {
        **columns(transaction.keys, begun),
        "clinic_id": transaction.clinic,
        "started": begun.started,
    }
    return replace(begun, id=transaction.execute(BEGIN, row).scalar_one())


def find(transaction: Transaction, token: str) -> StoredVisit | None:
    """Return the visit of this token, None if it has ended. A writing transaction locks
    its row. Raises Tampered."""
    statement = FIND if transaction.reads_only else FIND_AND_HOLD
    for token_hash in transaction.keys.fingerprints(token, "visit"):
        wanted = {
            "clinic": transaction.clinic,
            "hash": token_hash,
            "now": transaction.now,
        }
        row = transaction.execute(statement, wanted).first()
        if row:
            return visit_of(row, transaction.keys)
    return None


def visit_of(row: Row[*tuple[Any, ...]], keys: Keys) -> StoredVisit:
    """Return the visit of a row, with its payload decrypted. Raises Tampered."""
    token_hash = row.token_hash
    payload = keys.unseal(row.sealed, table="visit", row=token_hash, field="sealed")
    return StoredVisit(
        row.id, token_hash, payload, row.rules_version, row.started, row.expires
    )


def keep(
    transaction: Transaction,
    token: str,
    found: StoredVisit,
    payload: bytes,
    lifetime: timedelta,
    rules_version: str = "",
) -> StoredVisit:
    """Replace the payload, encrypted with the newest key, and restart the visit's
    lifetime. Return the stored visit."""
    stored = StoredVisit(
        found.id,
        transaction.keys.fingerprint(token, "visit"),
        payload,
        rules_version or found.rules_version,
        found.started,
        transaction.now + lifetime,
    )
    wanted = {"clinic": transaction.clinic, "row_id": stored.id}
    values = columns(transaction.keys, stored)
    transaction.execute(KEEP, {**values, **wanted}).one()
    return stored


def end(transaction: Transaction, token: str) -> None:
    """Delete the visit of this token."""
    for token_hash in transaction.keys.fingerprints(token, "visit"):
        transaction.execute(END, {"clinic": transaction.clinic, "hash": token_hash})


def purge(transaction: Transaction, batch: int = 1000) -> int:
    """Delete a batch of expired visits of all clinics, and return how many. Call until
    it returns 0, then call `forget_deleted`."""
    return len(
        transaction.execute(PURGE, {"now": transaction.now, "batch": batch}).all()
    )


def columns(keys: Keys, visit: StoredVisit) -> dict[str, object]:
    sealed = keys.seal(
        visit.payload, table="visit", row=visit.token_hash, field="sealed"
    )
    return {
        "token_hash": visit.token_hash,
        "sealed": sealed,
        "rules_version": visit.rules_version,
        "expires": visit.expires,
    }
