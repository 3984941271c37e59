"""Saved visits, found again by a code of which only a fingerprint is kept."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from finder.store.engine import is_reading
from finder.store.seal import Keys
from finder.store.tables import saved, visit
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


def save(connection: Connection, keys: Keys, found: StoredVisit, code: str, until: datetime) -> None:
    """Let the visit be found by this code, and no longer by those from before it was last opened: who presses twice at
    once is shown two codes, and both are good. Whoever saves keeps the visit that long."""
    connection.execute(FORGET, {"id": found.id, "now_found_by": found.token_hash})
    row = {"code_hash": keys.fingerprint(code, PURPOSE), "visit_id": found.id, "token_hash": found.token_hash}
    connection.execute(KEEP, {**row, "until": until})


def find(connection: Connection, keys: Keys, code: str, now: datetime) -> tuple[StoredVisit, datetime] | None:
    """The visit of this code and until when the code is good, while both last. Raises Tampered."""
    statement = FIND if is_reading(connection) else FIND_AND_HOLD
    for code_hash in keys.fingerprints(code, PURPOSE):
        if row := connection.execute(statement, {"hash": code_hash, "now": now}).first():
            payload = keys.unseal(row.sealed, table="visit", row=row.token_hash, field="sealed")
            return StoredVisit(row.id, row.token_hash, payload, row.rules_version, row.started, row.expires), row.until
    return None
