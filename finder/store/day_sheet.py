"""The appointments of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from finder.store.appointment import Appointment, appointment_from
from finder.store.desk_tables import intake
from finder.store.intakes import Line, unseal_or_none
from finder.store.queue import COLUMNS, line_or_damaged
from finder.store.seal import Keys

ON: Select[Any] = select(*COLUMNS, intake.c.appointment_day, intake.c.appointment_sealed).where(
    intake.c.appointment_day == bindparam("day"), intake.c.expires > bindparam("now")
)


@dataclass(frozen=True, slots=True)
class Booked:
    """An intake with its appointment."""

    line: Line
    appointment: Appointment


def appointments_on(connection: Connection, keys: Keys, day: date, now: datetime) -> list[Booked]:
    """Return the appointments of a day in their order, those without a time last."""
    found = [booked(keys, row) for row in connection.execute(ON, {"day": day, "now": now})]
    return sorted(found, key=lambda each: each.appointment.order)


def booked(keys: Keys, row: Row[Any]) -> Booked:
    payload = unseal_or_none(keys, row, "appointment_sealed")
    appointment = appointment_from(row.appointment_day, payload)
    assert appointment is not None  # noqa: S101 - the day is what was asked for
    return Booked(line_or_damaged(keys, row), appointment)
