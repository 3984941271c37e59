"""Read many intakes at once, for the export and for the list of one day."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from finder.store.desk_tables import intake
from finder.store.intakes import Intake, IntakeLine, intake_of
from finder.store.queue import COLUMNS, line_or_damaged
from finder.store.seal import Tampered
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction

ALL_INTAKES = (
    select(intake)
    .where(of_clinic(intake), intake.c.expires > bindparam("now"))
    .order_by(intake.c.id)
)
BETWEEN: Select[Any] = (
    select(*COLUMNS)
    .where(
        of_clinic(intake),
        intake.c.created >= bindparam("since"),
        intake.c.created < bindparam("until"),
        intake.c.expires > bindparam("now"),
    )
    .order_by(intake.c.id)
)


def all_intakes(transaction: Transaction) -> Iterator[tuple[IntakeLine, Intake | None]]:
    """Yield all current intakes, oldest first, each with its line. An intake that
    cannot be decrypted yields its line and None."""
    for row in transaction.execute(
        ALL_INTAKES, {"clinic": transaction.clinic, "now": transaction.now}
    ):
        try:
            found = intake_of(transaction.keys, row)
        except Tampered:
            yield line_or_damaged(transaction.keys, row), None
        else:
            yield found.line, found


def between(
    transaction: Transaction, since: datetime, until: datetime
) -> list[IntakeLine]:
    """Return the lines of the intakes shared in this period, oldest first, whatever
    their state."""
    times = {
        "clinic": transaction.clinic,
        "since": since,
        "until": until,
        "now": transaction.now,
    }
    return [
        line_or_damaged(transaction.keys, row)
        for row in transaction.execute(BETWEEN, times)
    ]
