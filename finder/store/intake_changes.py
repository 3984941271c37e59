"""What staff change in an intake: its state, its appointment, the note, and how an
urgent one was handled."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import bindparam, update

from finder.store.appointment import Appointment, appointment_to_json
from finder.store.desk_tables import intake
from finder.store.intake_columns import seal
from finder.store.intakes import Handled, Intake, IntakeState
from finder.store.seal import ANY_TEXT
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction

RETENTION_CLOSED = timedelta(days=7)
BEFORE_BOOKED = {IntakeState.NEW, IntakeState.SEEN}

NO_APPOINTMENT = {
    "appointment_day": None,
    "appointment_sealed": None,
}

HAS_KEY = intake.c.key == bindparam("wanted")
IS_UNCHANGED = intake.c.changes == bindparam("seen")
CHANGE = (
    update(intake)
    .where(of_clinic(intake))
    .where(HAS_KEY)
    .where(IS_UNCHANGED)
    .values(changes=intake.c.changes + 1)
    .returning(intake.c.id)
)


Values = Mapping[str, object]
"""The new values of columns, by name."""


class Changed(Exception):
    """Someone else changed the intake first."""


def set_state(
    transaction: Transaction, found: Intake, state: IntakeState, lifetime: timedelta
) -> None:
    """Move an intake to another state. A closed intake is deleted after a week at most,
    a reopened one at its first date. An intake that moves back from booked loses its
    appointment. Raises Changed."""
    expires = found.line.created + lifetime
    if state is IntakeState.CLOSED:
        expires = min(found.expires, transaction.now + RETENTION_CLOSED)
    values: Values = {"state": state, "expires": expires}
    if found.line.state is IntakeState.BOOKED and state in BEFORE_BOOKED:
        values = {**values, **NO_APPOINTMENT}
    change(transaction, found, values)


def book(
    transaction: Transaction,
    found: Intake,
    appointment: Appointment,
    lifetime: timedelta,
) -> None:
    """Move an intake to booked, and set or replace its appointment. Raises Changed."""
    content = appointment_to_json(appointment)
    sealed = seal_part(transaction, found, "appointment", content)
    values = {
        "state": IntakeState.BOOKED,
        "expires": found.line.created + lifetime,
        "appointment_day": appointment.day,
        "appointment_sealed": sealed,
    }
    change(transaction, found, values)


def write_note(transaction: Transaction, found: Intake, note: str) -> None:
    """Replace the note. Raises Changed."""
    sealed = None
    if note:
        content = note.encode(errors=ANY_TEXT)
        sealed = seal_part(transaction, found, "note", content)
    change(transaction, found, {"note_sealed": sealed})


def handle(transaction: Transaction, found: Intake, handled: Handled) -> None:
    """Record that staff handled an urgent intake, and unpin it. Raises Changed."""
    content = json.dumps(asdict(handled))
    values = {
        "handled_sealed": seal_part(transaction, found, "handled", content.encode()),
        "pinned": False,
    }
    change(transaction, found, values)


def seal_part(
    transaction: Transaction, found: Intake, name: str, content: bytes
) -> bytes:
    return seal(transaction.keys, found.line.key, name, content)


def change(transaction: Transaction, found: Intake, values: Values) -> None:
    """Update an intake. Raises Changed if someone changed it since it was read."""
    where = {
        "clinic": transaction.clinic,
        "wanted": found.line.key,
        "seen": found.changes,
    }
    rows = transaction.execute(CHANGE.values(values), where)
    if rows.first() is None:
        raise Changed
