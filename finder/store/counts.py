"""Counts by week, written in the transaction of what is counted."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from finder.core.counting.counts import RETENTION
from finder.store.tables import weekly_count
from finder.store.transaction import Transaction

SINCE = select(weekly_count).where(weekly_count.c.week >= bindparam("since")).order_by(weekly_count.c.week)
PURGE = delete(weekly_count).where(weekly_count.c.week < bindparam("until")).returning(weekly_count.c.week)


def once_more(insert: postgresql.Insert | sqlite.Insert) -> postgresql.Insert | sqlite.Insert:
    """One more of something in a week, the first or not."""
    first = insert.values(week=bindparam("of_week"), what=bindparam("of"), number=1)
    more = {"number": weekly_count.c.number + 1}
    return first.on_conflict_do_update(index_elements=[weekly_count.c.week, weekly_count.c.what], set_=more)


ADD = {"sqlite": once_more(sqlite.insert(weekly_count)), "postgresql": once_more(postgresql.insert(weekly_count))}


def add(transaction: Transaction, week: date, happened: Sequence[str]) -> None:
    """Count each of these once more; in one order for all, so that two writers never wait for each other."""
    if happened:
        rows = [{"of_week": week, "of": what} for what in sorted(happened)]
        transaction.connection.execute(ADD[transaction.connection.dialect.name], rows)


def since(transaction: Transaction, week: date) -> dict[date, dict[str, int]]:
    """Every count from this week on: week -> what -> how many."""
    found: dict[date, dict[str, int]] = {}
    for row in transaction.connection.execute(SINCE, {"since": week}):
        found.setdefault(row.week, {})[row.what] = row.number
    return found


def purge(transaction: Transaction, today: date) -> int:
    """Delete what is older than counts are kept, and say how many rows that were."""
    return len(transaction.connection.execute(PURGE, {"until": today - RETENTION}).all())
