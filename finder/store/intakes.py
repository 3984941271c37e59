"""Intakes: what patients shared with the clinic, encrypted, found by reference or by
key."""

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from finder.core.rules.advice import Level
from finder.store import references
from finder.store.appointment import Appointment, appointment_from, appointment_to_json
from finder.store.desk_tables import intake
from finder.store.seal import ANY_TEXT, Keys, Tampered
from finder.store.tables import across_clinics, of_clinic
from finder.store.transaction import Transaction

log = logging.getLogger("finder.store")

RETENTION_CLOSED = timedelta(days=7)
TABLE = "intake"
APART = ("note", "handled", "call_back", "appointment")
"""The encrypted parts that may be missing."""
LABEL_STEP = 64
"""Labels are padded to a multiple of this, so the length of a label does not reveal
which backgrounds fit."""


class IntakeState(StrEnum):
    NEW = "new"
    SEEN = "seen"
    BOOKED = "booked"
    CLOSED = "closed"


class Taken(StrEnum):
    """Where the person filled in the questionnaire."""

    HOME = "home"
    TABLET = "tablet"
    PHONE = "phone"


class Changed(Exception):
    """Someone else changed the intake first."""


@dataclass(frozen=True, slots=True)
class Handled:
    """The initials of the staff member who handled an urgent intake, and what was
    done."""

    initials: str
    done: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What a patient shares. The store does not interpret the payload. `fits` are the
    leads."""

    reference: str = field(repr=False)
    payload: bytes = field(repr=False)
    level: Level
    crisis: bool
    language: str
    taken: Taken
    rules_version: str
    fits: tuple[str, ...] = ()
    call_back: str = field(default="", repr=False)

    @property
    def rank(self) -> Level:
        """The level by which the queue sorts. For a crisis, it is at least that of an
        emergency. Nobody who reads the database can tell a crisis from an emergency.
        From that level on, an intake stays pinned until staff handled it."""
        return max(self.level, Level.EMERGENCY_ROOM) if self.crisis else self.level


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
    taken: Taken
    pinned: bool
    created: datetime
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unopened:
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


SHARE = insert(intake)
BY_KEY = select(intake).where(
    of_clinic(intake),
    intake.c.key == bindparam("wanted"),
    intake.c.expires > bindparam("now"),
)
CHANGE = (
    update(intake)
    .where(
        of_clinic(intake),
        intake.c.key == bindparam("wanted"),
        intake.c.changes == bindparam("seen"),
    )
    .values(changes=intake.c.changes + 1)
    .returning(intake.c.id)
)
OF_KEY = update(intake).where(of_clinic(intake), intake.c.key == bindparam("wanted"))
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


def new_key(now: datetime, token: str) -> str:
    """Return a key for addresses. It begins with the time in seconds, so that intakes
    of one time are neighbors in the index of keys, and are added and deleted on few
    pages of it."""
    return f"{int(now.timestamp()):08x}{token}"


def share(
    transaction: Transaction, key: str, shared: Shared, lifetime: timedelta
) -> bytes:
    """Store what a patient shares, and return the fingerprint of its reference for the
    audit trail."""
    reference_hash = references.fingerprint(transaction.keys, shared.reference)
    row = {
        "clinic_id": transaction.clinic,
        "key": key,
        "reference_hash": reference_hash,
        "state": IntakeState.NEW,
        "level": shared.rank,
        "language": shared.language,
        "taken": shared.taken,
        "pinned": shared.rank >= Level.EMERGENCY_ROOM,
        "changes": 0,
        "rules_version": shared.rules_version,
        "created": transaction.now,
        "expires": transaction.now + lifetime,
        **sealed_parts(transaction.keys, key, shared),
    }
    transaction.execute(SHARE, row)
    return reference_hash


def share_again(
    transaction: Transaction, shared: Shared, lifetime: timedelta
) -> bytes | None:
    """Replace what was shared under this reference, and return the fingerprint. Return
    None if the intake is gone. The intake is new again for the front desk. A pinned
    intake stays pinned. Any other intake is pinned if it is more urgent than before and
    at least an emergency. Raises Tampered."""
    key = references.key_of(transaction, shared.reference)
    before = find(transaction, key) if key else None
    if before is None:
        return None
    is_worse = shared.level > before.line.level or (
        shared.crisis and not before.line.crisis
    )
    is_pinned = before.line.pinned or (is_worse and shared.rank >= Level.EMERGENCY_ROOM)
    sealed = sealed_parts(transaction.keys, before.line.key, shared)
    values: dict[str, object] = {
        "state": IntakeState.NEW,
        "level": shared.rank,
        "pinned": is_pinned,
        "rules_version": shared.rules_version,
    }
    values |= {"expires": transaction.now + lifetime, "changes": intake.c.changes + 1}
    statement = OF_KEY.values(**values, **sealed)
    transaction.execute(
        statement, {"clinic": transaction.clinic, "wanted": before.line.key}
    )
    return before.reference_hash


def leave_number(transaction: Transaction, reference: str, number: str) -> bytes | None:
    """Replace or delete the call-back number, and return the fingerprint of the
    reference. Return None if the intake is gone."""
    key = references.key_of(transaction, reference)
    before = unopened(transaction, key) if key else None
    if key is None or before is None:
        return None
    sealed = (
        seal(transaction.keys, key, "call_back", number.encode()) if number else None
    )
    values = {"call_back_sealed": sealed, "changes": intake.c.changes + 1}
    transaction.execute(
        OF_KEY.values(**values), {"clinic": transaction.clinic, "wanted": key}
    )
    return before.reference_hash


def sealed_parts(keys: Keys, key: str, shared: Shared) -> dict[str, bytes | None]:
    call_back = shared.call_back.encode()
    return {
        "label_sealed": seal(keys, key, "label", label_of(shared)),
        "sealed": seal(keys, key, "sealed", shared.payload),
        "call_back_sealed": seal(keys, key, "call_back", call_back)
        if call_back
        else None,
    }


def label_of(shared: Shared) -> bytes:
    """Return the label of an intake, which a list shows: the reference, level, crisis
    and leads, as ids."""
    text = (
        f"{shared.reference}{shared.level:d}{shared.crisis:d} {','.join(shared.fits)}"
    )
    return text.ljust(-(-len(text) // LABEL_STEP) * LABEL_STEP).encode()


def find(transaction: Transaction, key: str) -> Intake | None:
    """Return the intake with this key, None if it is expired. Raises Tampered."""
    row = row_of(transaction, key)
    return opened(transaction.keys, row) if row else None


def unopened(transaction: Transaction, key: str) -> Unopened | None:
    """Return the plain fields of the intake with this key, None if it is expired."""
    row = row_of(transaction, key)
    return Unopened(row.reference_hash, row.created, row.expires) if row else None


def row_of(transaction: Transaction, key: str) -> Row[Any] | None:
    wanted = {"clinic": transaction.clinic, "wanted": key, "now": transaction.now}
    return transaction.execute(BY_KEY, wanted).first()


def opened(keys: Keys, row: Row[Any]) -> Intake:
    """Return the decrypted intake of this row. A damaged optional part does not hide
    the other parts. Raises Tampered."""
    parts = {name: unseal_or_none(keys, row, f"{name}_sealed") for name in APART}
    handled = parts["handled"]
    return Intake(
        line_of(keys, row),
        row.reference_hash,
        row.rules_version,
        row.expires,
        unseal(keys, row, "sealed"),
        (parts["note"] or b"").decode(errors=ANY_TEXT),
        Handled(**json.loads(handled)) if handled else None,
        row.changes,
        (parts["call_back"] or b"").decode(),
        appointment_from(row.appointment_day, parts["appointment"]),
        frozenset(name for name, plain in parts.items() if plain is None),
    )


def line_of(keys: Keys, row: Row[Any]) -> IntakeLine:
    label, _, fits = unseal(keys, row, "label_sealed").decode().partition(" ")
    return IntakeLine(
        row.id,
        row.key,
        label[:-2],
        Level(int(label[-2])),
        label[-1] == "1",
        IntakeState(row.state),
        row.language,
        Taken(row.taken),
        row.pinned,
        row.created,
        tuple(fit for fit in fits.strip().split(",") if fit),
    )


def set_state(
    transaction: Transaction, found: Intake, state: IntakeState, lifetime: timedelta
) -> None:
    """Move an intake to another state. A closed intake is deleted after a week at most,
    a reopened one at its first date. An intake that moves back from booked loses its
    appointment. Raises Changed."""
    whole = found.line.created + lifetime
    expires = (
        min(found.expires, transaction.now + RETENTION_CLOSED)
        if state is IntakeState.CLOSED
        else whole
    )
    is_back = found.line.state is IntakeState.BOOKED and state in {
        IntakeState.NEW,
        IntakeState.SEEN,
    }
    taken_back = (
        {"appointment_day": None, "appointment_sealed": None} if is_back else {}
    )
    change(transaction, found, {"state": state, "expires": expires, **taken_back})


def book(
    transaction: Transaction,
    found: Intake,
    appointment: Appointment,
    lifetime: timedelta,
) -> None:
    """Move an intake to booked, and set or replace its appointment. Raises Changed."""
    doctor = seal(
        transaction.keys,
        found.line.key,
        "appointment",
        appointment_to_json(appointment),
    )
    values = {"appointment_day": appointment.day, "appointment_sealed": doctor}
    change(
        transaction,
        found,
        {
            "state": IntakeState.BOOKED,
            "expires": found.line.created + lifetime,
            **values,
        },
    )


def write_note(transaction: Transaction, found: Intake, note: str) -> None:
    """Replace the note. Raises Changed."""
    change(
        transaction,
        found,
        {
            "note_sealed": seal(
                transaction.keys, found.line.key, "note", note.encode(errors=ANY_TEXT)
            )
            if note
            else None
        },
    )


def handle(transaction: Transaction, found: Intake, handled: Handled) -> None:
    """Record that staff handled an urgent intake, and unpin it. Raises Changed."""
    content = json.dumps({"initials": handled.initials, "done": handled.done}).encode()
    change(
        transaction,
        found,
        {
            "handled_sealed": seal(
                transaction.keys, found.line.key, "handled", content
            ),
            "pinned": False,
        },
    )


def change(transaction: Transaction, found: Intake, values: dict[str, object]) -> None:
    """Update an intake. Raises Changed if someone changed it since it was read."""
    where = {
        "clinic": transaction.clinic,
        "wanted": found.line.key,
        "seen": found.changes,
    }
    if transaction.execute(CHANGE.values(values), where).first() is None:
        raise Changed


def purge(transaction: Transaction, batch: int = 1000) -> int:
    """Delete a batch of expired intakes of all clinics, and return how many. Call until
    it returns 0, then call `forget_deleted`."""
    return len(
        transaction.execute(PURGE, {"now": transaction.now, "batch": batch}).all()
    )


def seal(keys: Keys, key: str, name: str, plain: bytes) -> bytes:
    return keys.seal(plain, table=TABLE, row=key.encode(), field=name)


def unseal(keys: Keys, row: Row[Any], column: str) -> bytes:
    """Return the decrypted column, empty if it has no value. Raises Tampered."""
    sealed = getattr(row, column)
    name = column.removesuffix("_sealed")
    return (
        keys.unseal(sealed, table=TABLE, row=row.key.encode(), field=name)
        if sealed
        else b""
    )


def unseal_or_none(keys: Keys, row: Row[Any], column: str) -> bytes | None:
    """Return the decrypted column, empty if it has no value, or None if it cannot be
    decrypted."""
    try:
        return unseal(keys, row, column)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return None
