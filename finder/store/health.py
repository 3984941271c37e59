"""Look at a database without changing it: whether it is whole, current, writable, and free of what should be gone."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from finder.store import audit, probe
from finder.store.desk_tables import intake
from finder.store.engine import IN_MEMORY
from finder.store.tables import across_clinics, visit
from finder.store.transaction import Database, Transaction

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LATE = timedelta(hours=3)
"""How long after its time something may still be there: the app deletes once an hour."""


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database; None where there is none."""
    if engine.dialect.name != "sqlite" or engine.url.database in IN_MEMORY:
        return None
    return Path(str(engine.url.database))


def is_open_to_others(path: Path) -> bool:
    """Return whether other users of the machine may use a file."""
    return bool(path.stat().st_mode & OTHERS)


def damage(transaction: Transaction) -> str:
    """Return what SQLite finds wrong with the file, in its own words; empty where that is nothing. PostgreSQL looks
    after its files by itself."""
    if transaction.dialect != "sqlite":
        return ""
    first: str = transaction.connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return "" if first == "ok" else first


def is_writable(database: Database, now: datetime) -> bool:
    """Write a row and take it back. Raises DatabaseAway."""
    with database.writing(now) as transaction:
        probe.write(transaction)
    return True


def still_there(transaction: Transaction) -> int:
    """Return how many visits and intakes should have been deleted hours ago."""
    before = transaction.now - LATE
    counts = (across_clinics(select(func.count()).where(table.c.expires < before)) for table in (visit, intake))
    return sum(transaction.execute(count).scalar_one() for count in counts)


def clock_behind(transaction: Transaction) -> timedelta:
    """Return how far this machine's clock is behind the newest entry of the audit trail; zero where it is not."""
    newest = audit.latest(transaction, 1)
    return max((each.at - transaction.now for each in newest), default=timedelta())


def clock_apart(transaction: Transaction) -> timedelta:
    """Return how far this machine's clock and the one of PostgreSQL are apart; SQLite has none of its own."""
    if transaction.dialect == "sqlite":
        return timedelta()
    theirs: datetime = transaction.execute(select(func.clock_timestamp())).scalar_one()
    return abs(theirs - transaction.now)
