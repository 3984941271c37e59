"""Check a database without changing it: whether it is intact, writable, and free of
expired rows."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from finder.store import audit, write_check
from finder.store.desk_tables import intake
from finder.store.engine import IN_MEMORY
from finder.store.tables import across_clinics, visit
from finder.store.transaction import Database, Transaction

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LATE = timedelta(hours=3)
"""How long after its expiry a row may still exist. The app purges once an hour."""


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, None if there is no file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or name in IN_MEMORY:
        return None
    return Path(str(name))


def is_open_to_others(path: Path) -> bool:
    """Return whether other users of the machine may access a file."""
    mode = path.stat().st_mode
    return bool(mode & OTHERS)


def damage(transaction: Transaction) -> str:
    """Return the first fault that SQLite finds in its file, in SQLite's words. Empty if
    there is none.

    PostgreSQL checks its own files, so the result for PostgreSQL is empty.
    """
    if transaction.dialect != "sqlite":
        return ""
    rows = transaction.connection.exec_driver_sql("PRAGMA quick_check(1)")
    result: str = rows.scalar_one()
    return "" if result == "ok" else result


def is_writable(database: Database, now: datetime) -> bool:
    """Return True after writing a row and deleting it. Raises DatabaseAway."""
    with database.writing(now) as transaction:
        write_check.write(transaction)
    return True


def expired_rows(transaction: Transaction) -> int:
    """Return how many visits and intakes expired hours ago but still exist."""
    late = transaction.now - LATE
    total = 0
    for table in (visit, intake):
        is_late = table.c.expires < late
        late_rows = select(func.count()).where(is_late)
        counted = transaction.execute(across_clinics(late_rows))
        total += counted.scalar_one()
    return total


def clock_behind(transaction: Transaction) -> timedelta:
    """Return how far this machine's clock is behind the newest entry of the audit
    trail, zero if it is not."""
    newest = audit.latest(transaction, 1)
    ahead = [entry.at - transaction.now for entry in newest]
    return max(ahead, default=timedelta())


def clock_apart(transaction: Transaction) -> timedelta:
    """Return the difference between this machine's clock and PostgreSQL's. SQLite has
    no clock, so the result is zero."""
    if transaction.dialect == "sqlite":
        return timedelta()
    its_clock = select(func.clock_timestamp())
    theirs: datetime = transaction.execute(its_clock).scalar_one()
    return abs(theirs - transaction.now)
