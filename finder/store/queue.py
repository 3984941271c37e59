"""The queue: pages of intakes, newest or most urgent first. The time does not grow with
the number of intakes, unless hardly any fit the filter: then the entries of the clinic
in an index are read. Closed intakes are sorted by urgency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from finder.core.rules.advice import Level
from finder.store.desk_tables import intake, is_open
from finder.store.intakes import FilledIn, IntakeLine, IntakeState, line_of
from finder.store.seal import Keys, Tampered
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction

PAGE = 25
PINNED = 20
COUNTED = 1000
NOT_CLOSED = intake.c.state.in_(
    [state for state in IntakeState if state is not IntakeState.CLOSED]
)
"""Says the same as `is_open` in other words. SQLite then does not sort the index by
urgency for a list by time."""
COLUMNS = (
    intake.c.id,
    intake.c.key,
    intake.c.state,
    intake.c.level,
    intake.c.language,
    intake.c.taken,
    intake.c.pinned,
    intake.c.created,
    intake.c.label_sealed,
)


class Order(StrEnum):
    """Which intakes come first."""

    NEWEST = "newest"
    URGENCY = "urgency"


WhereClause = tuple[ColumnElement[bool], ...]
Mark = tuple[int, ...]
"""The position after which the next page begins: the id of the last line, preceded by
its level if the order is by urgency."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """The filter of the queue. With no state, the queue shows all states except
    closed."""

    state: IntakeState | None = None
    level: Level | None = None
    language: str | None = None
    taken: FilledIn | None = None

    def conditions(
        self, now: datetime, not_closed: ColumnElement[bool] = is_open
    ) -> Iterator[ColumnElement[bool]]:
        yield of_clinic(intake)
        yield intake.c.expires > now
        if self.state is not IntakeState.CLOSED:
            yield not_closed
        for part in fields(self):
            value = getattr(self, part.name)
            if value is not None:
                yield intake.c[part.name] == value


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue. `before` is where the next page begins, None on the last
    page."""

    lines: tuple[IntakeLine, ...]
    before: Mark | None


def page(
    transaction: Transaction,
    wanted: QueueFilter,
    before: Mark | None = None,
    size: int = PAGE,
    order: Order = Order.NEWEST,
) -> QueuePage:
    """Return the first page in this order, or the page after this mark."""
    names = ordered_by(wanted, order)
    clinic = {"clinic": transaction.clinic}
    rows: list[Row[Any]] = []
    for rest in after(names, before):
        most = size + 1 - len(rows)
        statement = listed(wanted, transaction.now, names, rest, most)
        rows += transaction.execute(statement, clinic)
        if len(rows) > size:
            break
    shown = rows[:size]
    has_more = len(rows) > size
    mark = mark_of(shown[-1], names) if has_more else None
    lines = [line_or_damaged(transaction.keys, row) for row in shown]
    return QueuePage(tuple(lines), mark)


def ordered_by(wanted: QueueFilter, order: Order) -> tuple[str, ...]:
    """Return the columns to sort by, in descending order. Lines of one level need only
    the id."""
    if order is Order.URGENCY and wanted.level is None:
        return ("level", "id")
    return ("id",)


def mark_of(row: Row[Any], names: Sequence[str]) -> Mark:
    return tuple(getattr(row, name) for name in names)


def after(names: Sequence[str], mark: Mark | None) -> Iterator[WhereClause]:
    """Yield what follows a mark in this order, part by part: SQLite finds the start of
    a part in an index, but not that of a row of values."""
    if mark is None:
        yield ()
        return
    columns = [intake.c[name] for name in names]
    for last in reversed(range(len(names))):
        before_last = zip(columns[:last], mark, strict=False)
        equal = [column == value for column, value in before_last]
        below = columns[last] < mark[last]
        yield *equal, below


def listed(
    wanted: QueueFilter,
    now: datetime,
    names: Sequence[str],
    rest: WhereClause,
    most: int,
) -> Select[Any]:
    """Return the query for lines in this order, which an index gives."""
    by_level = "level" in names or wanted.level is not None
    not_closed = is_open if by_level else NOT_CLOSED
    conditions = wanted.conditions(now, not_closed)
    descending = [intake.c[name].desc() for name in names]
    return select(*COLUMNS).where(*conditions, *rest).order_by(*descending).limit(most)


def count(transaction: Transaction, wanted: QueueFilter) -> int:
    """Return how many intakes match, at most 1,001."""
    conditions = wanted.conditions(transaction.now)
    some = select(intake.c.id).where(*conditions).limit(COUNTED + 1).subquery()
    counted = select(func.count()).select_from(some)
    rows = transaction.execute(counted, {"clinic": transaction.clinic})
    found: int = rows.scalar_one()
    return found


def pinned(transaction: Transaction) -> list[IntakeLine]:
    """Return urgent intakes that nobody has handled, the longest wait first."""
    urgent: Select[Any] = (
        select(*COLUMNS)
        .where(of_clinic(intake))
        .where(intake.c.pinned)
        .where(intake.c.expires > transaction.now)
        .order_by(intake.c.id)
        .limit(PINNED)
    )
    rows = transaction.execute(urgent, {"clinic": transaction.clinic})
    return [line_or_damaged(transaction.keys, row) for row in rows]


def line_or_damaged(keys: Keys, row: Row[Any]) -> IntakeLine:
    """Return the line of a row. A line that cannot be decrypted has no reference, and
    does not hide the others."""
    try:
        return line_of(keys, row)
    except Tampered:
        return IntakeLine(
            id=row.id,
            key=row.key,
            reference="",
            level=Level(row.level),
            crisis=False,
            state=IntakeState(row.state),
            language=row.language,
            taken=FilledIn(row.taken),
            pinned=row.pinned,
            created=row.created,
        )
