"""Intakes: what patients shared with the clinic, encrypted, found by key."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from finder.core.rules.advice import Level
from finder.store.appointment import Appointment, appointment_from
from finder.store.desk_tables import intake
from finder.store.intake_columns import unseal, unseal_or_none
from finder.store.intake_label import label_from
from finder.store.seal import ANY_TEXT, Keys
from finder.store.tables import across_clinics, of_clinic
from finder.store.transaction import Transaction

APART = ("note", "handled", "call_back", "appointment")
"""The encrypted parts that may be missing."""


class IntakeState(StrEnum):
    NEW = "new"
    SEEN = "seen"
    BOOKED = "booked"
    CLOSED = "closed"


class FilledIn(StrEnum):
    """Where the person filled in the questionnaire."""

    HOME = "home"
    TABLET = "tablet"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Handled:
    """The initials of the staff member who handled an urgent intake, and what was
    done."""

    initials: str
    done: str


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """One line of the queue, without answers. `fits` are the leads, empty if they were
    not stored."""

    id: int
    key: str
    reference: str = field(repr=False)
    level: Level
    crisis: bool
    state: IntakeState
    language: str
    taken: FilledIn
    pinned: bool
    created: datetime
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainFields:
    """The fields of an intake that can be read without decrypting it."""

    reference_hash: bytes = field(repr=False)
    created: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Intake:
    """One decrypted intake. `unreadable` names the parts that could not be decrypted.
    They are empty here."""

    line: IntakeLine
    reference_hash: bytes = field(repr=False)
    rules_version: str
    expires: datetime
    payload: bytes = field(repr=False)
    note: str = field(repr=False)
    handled: Handled | None = field(repr=False)
    changes: int
    call_back: str = field(default="", repr=False)
    appointment: Appointment | None = None
    unreadable: frozenset[str] = frozenset()


BY_KEY = select(intake).where(
    of_clinic(intake),
    intake.c.key == bindparam("wanted"),
    intake.c.expires > bindparam("now"),
)
EXPIRED = (
    select(intake.c.id)
    .where(intake.c.expires <= bindparam("now"))
    .limit(bindparam("batch"))
)
PURGE = across_clinics(
    delete(intake)
    .where(intake.c.id.in_(EXPIRED.with_for_update(skip_locked=True)))
    .returning(intake.c.reference_hash)
)


def find(transaction: Transaction, key: str) -> Intake | None:
    """Return the intake with this key, None if it is expired. Raises Tampered."""
    row = row_of(transaction, key)
    return intake_of(transaction.keys, row) if row else None


def find_plain_fields(transaction: Transaction, key: str) -> PlainFields | None:
    """Return the plain fields of the intake with this key, None if it is expired."""
    row = row_of(transaction, key)
    return PlainFields(row.reference_hash, row.created, row.expires) if row else None


def row_of(transaction: Transaction, key: str) -> Row[Any] | None:
    wanted = {"clinic": transaction.clinic, "wanted": key, "now": transaction.now}
    return transaction.execute(BY_KEY, wanted).first()


def intake_of(keys: Keys, row: Row[Any]) -> Intake:
    """Return the decrypted intake of this row. A damaged optional part does not hide
    the other parts. Raises Tampered."""
    parts = {name: unseal_or_none(keys, row, f"{name}_sealed") for name in APART}
    unreadable = [name for name, plain in parts.items() if plain is None]
    note = parts["note"] or b""
    handled = parts["handled"]
    call_back = parts["call_back"] or b""
    return Intake(
        line=line_of(keys, row),
        reference_hash=row.reference_hash,
        rules_version=row.rules_version,
        expires=row.expires,
        payload=unseal(keys, row, "sealed"),
        note=note.decode(errors=ANY_TEXT),
        handled=Handled(**json.loads(handled)) if handled else None,
        changes=row.changes,
        call_back=call_back.decode(),
        appointment=appointment_from(row.appointment_day, parts["appointment"]),
        unreadable=frozenset(unreadable),
    )


def line_of(keys: Keys, row: Row[Any]) -> IntakeLine:
    label = label_from(unseal(keys, row, "label_sealed"))
    return IntakeLine(
        id=row.id,
        key=row.key,
        reference=label.reference,
        level=label.level,
        crisis=label.crisis,
        state=IntakeState(row.state),
        language=row.language,
        taken=FilledIn(row.taken),
        pinned=row.pinned,
        created=row.created,
        fits=label.fits,
    )


def purge(transaction: Transaction, batch: int = 1000) -> int:
    """Delete a batch of expired intakes of all clinics, and return how many. Call until
    it returns 0, then call `forget_deleted`."""
    wanted = {"now": transaction.now, "batch": batch}
    deleted = transaction.execute(PURGE, wanted).all()
    return len(deleted)
