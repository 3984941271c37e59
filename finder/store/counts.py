"""Weekly counts, written in the transaction of the event that they count."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Insert, bindparam, delete, select

from finder.core.counting.counts import RETENTION
from finder.store.tables import across_clinics, of_clinic, weekly_count
from finder.store.transaction import Transaction
from finder.store.upsert import insert_into

columns = weekly_count.c
SINCE = (
    select(weekly_count)
    .where(of_clinic(weekly_count), columns.week >= bindparam("since"))
    .order_by(columns.week)
)
PURGE = across_clinics(
    delete(weekly_count)
    .where(columns.week < bindparam("until"))
    .returning(columns.week)
)


@cache
def add_one(dialect: str) -> Insert:
    """Return a statement that adds one to a count, or inserts the count with 1."""
    first = insert_into(weekly_count, dialect).values(
        clinic_id=bindparam("clinic"),
        week=bindparam("of_week"),
        what=bindparam("of"),
        number=1,
    )
    return first.on_conflict_do_update(
        index_elements=[columns.clinic_id, columns.week, columns.what],
        set_={"number": columns.number + 1},
    )


def add(
    transaction: Transaction,
    week: date,
    happened: Sequence[str],
) -> None:
    """Add one to the count of each event in this week."""
    in_order = sorted(happened)  # one order for all, so two writers never deadlock
    rows = [
        {"clinic": transaction.clinic, "of_week": week, "of": what} for what in in_order
    ]
    if rows:
        transaction.execute(add_one(transaction.dialect), rows)


def since(transaction: Transaction, week: date) -> dict[date, dict[str, int]]:
    """Return all counts from this week on, by week and event."""
    found: dict[date, dict[str, int]] = {}
    rows = transaction.execute(SINCE, {"clinic": transaction.clinic, "since": week})
    for row in rows:
        of_week = found.setdefault(row.week, {})
        of_week[row.what] = row.number
    return found


def purge(transaction: Transaction, today: date) -> int:
    """Delete the expired counts of all clinics, and return how many rows were
    deleted."""
    until = today - RETENTION
    gone = transaction.execute(PURGE, {"until": until})
    return len(gone.all())
