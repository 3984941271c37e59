"""Read many intakes at once: for the export, and for the day sheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from finder.store.desk_tables import intake
from finder.store.intakes import Intake, Line, opened
from finder.store.queue import COLUMNS, line_or_damaged
from finder.store.seal import Keys, Tampered

EVERY = select(intake).where(intake.c.expires > bindparam("now")).order_by(intake.c.id)
BETWEEN: Select[Any] = (
    select(*COLUMNS)
    .where(
        intake.c.created >= bindparam("since"),
        intake.c.created < bindparam("until"),
        intake.c.expires > bindparam("now"),
    )
    .order_by(intake.c.created, intake.c.id)
)


def every(connection: Connection, keys: Keys, now: datetime) -> Iterator[tuple[Line, Intake | None]]:
    """All intakes that are kept, the oldest first; of one that does not open only its line."""
    for row in connection.execute(EVERY, {"now": now}):
        try:
            found = opened(keys, row)
        except Tampered:
            yield line_or_damaged(keys, row), None
        else:
            yield found.line, found


def between(connection: Connection, keys: Keys, since: datetime, until: datetime, now: datetime) -> list[Line]:
    """What was shared in this time, the oldest first, whatever has become of it."""
    times = {"since": since, "until": until, "now": now}
    return [line_or_damaged(keys, row) for row in connection.execute(BETWEEN, times)]
