"""Saved visits, found again by a code of which only a fingerprint is kept."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from finder.store.engine import is_reading
from finder.store.tables import saved, visit
from finder.store.transaction import Transaction
from finder.store.visits import StoredVisit

FORGET = delete(saved).where(saved.c.visit_id == bindparam("id"), saved.c.token_hash != bindparam("now_found_by"))
KEEP = insert(saved)
FIND = (
    select(visit, saved.c.until)
    .join(saved)
    .where(saved.c.code_hash == bindparam("hash"), saved.c.until > bindparam("now"), visit.c.expires > bindparam("now"))
)
FIND_AND_HOLD = FIND.with_for_update(of=visit)
PURPOSE = "resume"


def save(transaction: Transaction, found: StoredVisit, code: str, until: datetime) -> None:
    """Let the visit be found by this code, and no longer by those from before it was last opened: who presses twice at
    once is shown two codes, and both are good. Whoever saves keeps the visit that long."""
    transaction.connection.execute(FORGET, {"id": found.id, "now_found_by": found.token_hash})
    row = {
        "code_hash": transaction.keys.fingerprint(code, PURPOSE),
        "visit_id": found.id,
        "token_hash": found.token_hash,
    }
    transaction.connection.execute(KEEP, {**row, "until": until})


def find(transaction: Transaction, code: str) -> tuple[StoredVisit, datetime] | None:
    """The visit of this code and until when the code is good, while both last. Raises Tampered."""
    statement = FIND if is_reading(transaction.connection) else FIND_AND_HOLD
    for code_hash in transaction.keys.fingerprints(code, PURPOSE):
        if row := transaction.connection.execute(statement, {"hash": code_hash, "now": transaction.now}).first():
            payload = transaction.keys.unseal(row.sealed, table="visit", row=row.token_hash, field="sealed")
            return StoredVisit(row.id, row.token_hash, payload, row.rules_version, row.started, row.expires), row.until
    return None
