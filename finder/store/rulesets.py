"""Snapshots of older rules, stored while a visit or an intake needs them."""

from sqlalchemy import bindparam, delete, exists, not_, or_, select

from finder.store.desk_tables import intake
from finder.store.tables import across_clinics, rules_version, visit
from finder.store.transaction import Transaction
from finder.store.upsert import insert_new

NAMING = (visit, intake)

columns = rules_version.c
FIND = select(columns.content).where(
    columns.version == bindparam("wanted"),
)
IS_STORED = select(columns.version).where(
    columns.version == bindparam("wanted"),
)
NAMED = [exists().where(table.c.rules_version == columns.version) for table in NAMING]
PURGE = across_clinics(
    delete(rules_version).where(not_(or_(*NAMED))).returning(columns.version)
)
"""Deletes unused versions. EXISTS stops at the first row that names a version, because
many rows may name it."""


def is_stored(transaction: Transaction, version: str) -> bool:
    """Return whether the snapshot of a version is stored."""
    found = transaction.execute(IS_STORED, {"wanted": version})
    return found.first() is not None


def keep(transaction: Transaction, version: str, content: bytes) -> None:
    """Store the snapshot of a version, unless it is stored already."""
    row = {
        "version": version,
        "content": content,
        "first_seen": transaction.now,
    }
    add = insert_new(rules_version, transaction.dialect)
    transaction.execute(add, row)


def find(transaction: Transaction, version: str) -> bytes | None:
    found = transaction.execute(FIND, {"wanted": version})
    content: bytes | None = found.scalar()
    return content


def purge(transaction: Transaction) -> int:
    """Delete the versions that no visit and no intake uses, and return how many."""
    gone = transaction.execute(PURGE)
    return len(gone.all())
