"""The queue: pages of intakes, newest or most urgent first. The time does not grow with the number of intakes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from finder.core.rules.advice import Level
from finder.store.desk_tables import intake
from finder.store.intakes import IntakeLine, IntakeState, Taken, line_of
from finder.store.seal import Keys, Tampered
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction

PAGE = 25
PINNED = 20
COUNTED = 1000
OPEN = (IntakeState.NEW, IntakeState.SEEN, IntakeState.BOOKED)
COLUMNS = (
    intake.c.id, intake.c.key, intake.c.state, intake.c.level, intake.c.language, intake.c.taken, intake.c.pinned,
    intake.c.created, intake.c.label_sealed,
)  # fmt: skip


class Order(StrEnum):
    """Which intakes come first."""

    NEWEST = "newest"
    URGENCY = "urgency"


Mark = tuple[int, ...]
"""The position after which the next page begins: the id of the last line, preceded by its level if the order is by
urgency."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """The filter of the queue. With no state, the queue shows all states except closed."""

    state: IntakeState | None = None
    level: Level | None = None
    language: str | None = None
    taken: Taken | None = None

    @property
    def states(self) -> tuple[IntakeState, ...]:
        return (self.state,) if self.state else OPEN

    def conditions(self, state: IntakeState, now: datetime) -> Iterator[ColumnElement[bool]]:
        yield of_clinic(intake)
        yield intake.c.state == state
        yield intake.c.expires > now
        for part in fields(self):
            value = getattr(self, part.name)
            if part.name != "state" and value is not None:
                yield intake.c[part.name] == value


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue. `before` is where the next page begins, None on the last page."""

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
    rows: list[Row[Any]] = [
        row
        for state in wanted.states
        for row in transaction.execute(
            listed(wanted, state, transaction.now, names, before, size + 1), {"clinic": transaction.clinic}
        )
    ]
    first = sorted(rows, key=lambda row: mark_of(row, names), reverse=True)[: size + 1]
    lines = tuple(line_or_damaged(transaction.keys, row) for row in first[:size])
    return QueuePage(lines, mark_of(first[size - 1], names) if len(first) > size else None)


def ordered_by(wanted: QueueFilter, order: Order) -> tuple[str, ...]:
    """Return the columns to sort by, in descending order. Lines of one level need only the id."""
    return ("level", "id") if order is Order.URGENCY and wanted.level is None else ("id",)


def mark_of(row: Row[Any], names: Sequence[str]) -> Mark:
    return tuple(getattr(row, name) for name in names)


def listed(
    wanted: QueueFilter, state: IntakeState, now: datetime, names: Sequence[str], before: Mark | None, most: int
) -> Select[Any]:
    """Return the query for one state. An index gives the order within one state."""
    columns = [intake.c[name] for name in names]
    descending = [column.desc() for column in columns]
    found = select(*COLUMNS).where(*wanted.conditions(state, now)).order_by(*descending).limit(most)
    return found if before is None else found.where(tuple_(*columns) < before)


def count(transaction: Transaction, wanted: QueueFilter) -> int:
    """Return how many intakes match, at most 1,001."""
    counted = 0
    for state in wanted.states:
        left = COUNTED + 1 - counted
        some = select(intake.c.id).where(*wanted.conditions(state, transaction.now)).limit(left).subquery()
        counted += transaction.execute(
            select(func.count()).select_from(some), {"clinic": transaction.clinic}
        ).scalar_one()
    return counted


def pinned(transaction: Transaction) -> list[IntakeLine]:
    """Return urgent intakes that nobody has handled, the longest wait first."""
    urgent: Select[Any] = (
        select(*COLUMNS)
        .where(of_clinic(intake), intake.c.pinned, intake.c.expires > transaction.now)
        .order_by(intake.c.id)
        .limit(PINNED)
    )
    found = transaction.execute(urgent, {"clinic": transaction.clinic})
    return [line_or_damaged(transaction.keys, row) for row in found]


def line_or_damaged(keys: Keys, row: Row[Any]) -> IntakeLine:
    """Return the line of a row. A line that cannot be decrypted has no reference, and does not hide the others."""
    try:
        return line_of(keys, row)
    except Tampered:
        known = {"id": row.id, "key": row.key, "state": IntakeState(row.state), "level": Level(row.level)}
        known |= {"language": row.language, "taken": Taken(row.taken), "pinned": row.pinned, "created": row.created}
        return IntakeLine(**known, reference="", crisis=False)
