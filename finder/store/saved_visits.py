"""Saved visits, found by a resume code. Only the fingerprint of the code is stored."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from finder.store.tables import of_clinic, saved, visit
from finder.store.transaction import Transaction
from finder.store.visits import StoredVisit, visit_of

columns = saved.c
FORGET = delete(saved).where(
    columns.visit_id == bindparam("id"),
    columns.token_hash != bindparam("now_found_by"),
)
KEEP = insert(saved)
FIND = (
    select(visit, columns.until)
    .join(saved)
    .where(
        of_clinic(visit),
        columns.code_hash == bindparam("hash"),
        columns.until > bindparam("now"),
        visit.c.expires > bindparam("now"),
    )
)
FIND_AND_HOLD = FIND.with_for_update(of=visit)
PURPOSE = "resume"


def save(
    transaction: Transaction, found: StoredVisit, code: str, until: datetime
) -> None:
    """Let this code find the visit until the given time. Delete the codes from before
    the visit was last opened.

    Pressing the button twice shows two codes, and both work.
    """
    earlier = {
        "id": found.id,
        "now_found_by": found.token_hash,
    }
    row = {
        "code_hash": transaction.keys.fingerprint(code, PURPOSE),
        "visit_id": found.id,
        "token_hash": found.token_hash,
        "until": until,
    }
    transaction.execute(FORGET, earlier)
    transaction.execute(KEEP, row)


def find(transaction: Transaction, code: str) -> tuple[StoredVisit, datetime] | None:
    """Return the visit of this code, and until when the code works. Return None if
    either is expired. Raises Tampered."""
    statement = FIND if transaction.reads_only else FIND_AND_HOLD
    for code_hash in transaction.keys.fingerprints(code, PURPOSE):
        wanted = {
            "clinic": transaction.clinic,
            "hash": code_hash,
            "now": transaction.now,
        }
        row = transaction.execute(statement, wanted).first()
        if row:
            return visit_of(row, transaction.keys), row.until
    return None
