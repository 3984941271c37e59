"""What a patient does with an intake: share it, share it again, and change the
call-back number."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, update

from finder.core.rules.advice import Level
from finder.store import references
from finder.store.desk_tables import intake
from finder.store.intake_columns import seal
from finder.store.intake_label import IntakeLabel, label_to_bytes
from finder.store.intakes import FilledIn, Intake, IntakeState, find, find_plain_fields
from finder.store.seal import Keys
from finder.store.tables import of_clinic
from finder.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Shared:
    """What a patient shares. The store does not interpret the payload. `fits` are the
    leads."""

    reference: str = field(repr=False)
    payload: bytes = field(repr=False)
    level: Level
    crisis: bool
    language: str
    taken: FilledIn
    rules_version: str
    fits: tuple[str, ...] = ()
    call_back: str = field(default="", repr=False)

    @property
    def rank(self) -> Level:
        """The level by which the queue sorts. For a crisis, it is at least that of an
        emergency. Nobody who reads the database can tell a crisis from an emergency.
        From that level on, an intake stays pinned until staff handled it."""
        return max(self.level, Level.EMERGENCY_ROOM) if self.crisis else self.level

    @property
    def is_emergency(self) -> bool:
        return self.rank >= Level.EMERGENCY_ROOM


SHARE = insert(intake)
HAS_KEY = intake.c.key == bindparam("wanted")
OF_KEY = update(intake).where(of_clinic(intake), HAS_KEY)


def new_key(now: datetime, token: str) -> str:
    """Return a key for addresses. It begins with the time in seconds, so that intakes
    of one time are neighbors in the index of keys, and are added and deleted on few
    pages of it."""
    seconds = int(now.timestamp())
    return f"{seconds:08x}{token}"


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
        "pinned": shared.is_emergency,
        "changes": 0,
        "rules_version": shared.rules_version,
        "created": transaction.now,
        "expires": transaction.now + lifetime,
        **sealed_columns(transaction.keys, key, shared),
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
    is_newly_urgent = shared.is_emergency and is_worse(shared, before)
    sealed = sealed_columns(transaction.keys, before.line.key, shared)
    values: dict[str, object] = {
        "state": IntakeState.NEW,
        "level": shared.rank,
        "pinned": before.line.pinned or is_newly_urgent,
        "rules_version": shared.rules_version,
        "expires": transaction.now + lifetime,
        "changes": intake.c.changes + 1,
    }
    wanted = {"clinic": transaction.clinic, "wanted": before.line.key}
    transaction.execute(OF_KEY.values(**values, **sealed), wanted)
    return before.reference_hash


def is_worse(shared: Shared, before: Intake) -> bool:
    """Return whether what is shared is more urgent than the intake was before."""
    if shared.crisis and not before.line.crisis:
        return True
    return shared.level > before.line.level


def change_call_back(
    transaction: Transaction, reference: str, number: str
) -> bytes | None:
    """Replace or delete the call-back number, and return the fingerprint of the
    reference. Return None if the intake is gone."""
    key = references.key_of(transaction, reference)
    before = find_plain_fields(transaction, key) if key else None
    if key is None or before is None:
        return None
    values = {
        "call_back_sealed": sealed_call_back(transaction.keys, key, number),
        "changes": intake.c.changes + 1,
    }
    wanted = {"clinic": transaction.clinic, "wanted": key}
    transaction.execute(OF_KEY.values(**values), wanted)
    return before.reference_hash


def sealed_columns(keys: Keys, key: str, shared: Shared) -> dict[str, bytes | None]:
    """Return the encrypted columns of what a patient shares."""
    label = IntakeLabel(shared.reference, shared.level, shared.crisis, shared.fits)
    return {
        "label_sealed": seal(keys, key, "label", label_to_bytes(label)),
        "sealed": seal(keys, key, "sealed", shared.payload),
        "call_back_sealed": sealed_call_back(keys, key, shared.call_back),
    }


def sealed_call_back(keys: Keys, key: str, number: str) -> bytes | None:
    """Return the encrypted call-back number, None if there is none."""
    if not number:
        return None
    return seal(keys, key, "call_back", number.encode())
