"""The appointments of one day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from finder.store.appointment import Appointment, appointment_from
from finder.store.desk_tables import intake
from finder.store.intake_columns import unseal_or_none
from finder.store.intakes import IntakeLine
from finder.store.queue import COLUMNS, line_or_damaged
from finder.store.seal import Keys
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction

IS_ON_DAY = intake.c.appointment_day == bindparam("day")
IS_UNEXPIRED = intake.c.expires > bindparam("now")
APPOINTMENTS: Select[Any] = (
    select(
        *COLUMNS,
        intake.c.appointment_day,
        intake.c.appointment_sealed,
    )
    .where(of_clinic(intake))
    .where(IS_ON_DAY)
    .where(IS_UNEXPIRED)
)


@dataclass(frozen=True, slots=True)
class Booked:
    """An intake with its appointment."""

    line: IntakeLine
    appointment: Appointment


def appointments_on(transaction: Transaction, day: date) -> list[Booked]:
    """Return the appointments of a day by time. Those without a time come last."""
    wanted = {
        "clinic": transaction.clinic,
        "day": day,
        "now": transaction.now,
    }
    rows = transaction.execute(APPOINTMENTS, wanted)
    found = [booked(transaction.keys, row) for row in rows]
    return sorted(found, key=lambda each: each.appointment.order)


def booked(keys: Keys, row: Row[Any]) -> Booked:
    """Return the intake and the appointment in a row."""
    payload = unseal_or_none(keys, row, "appointment_sealed")
    appointment = appointment_from(row.appointment_day, payload)
    assert appointment is not None  # noqa: S101 - the query asks for a day
    line = line_or_damaged(keys, row)
    return Booked(line, appointment)
