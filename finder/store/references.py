"""The references of intakes: the database stores a fingerprint of each, and finds an
intake by it."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from finder.store.desk_tables import intake
from finder.store.seal import Keys
from finder.store.tables import across_clinics, of_clinic
from finder.store.transaction import Transaction

PURPOSE = "reference"
FINGERPRINTS: BindParameter[Any] = bindparam("fingerprints", expanding=True)
HAS_REFERENCE = intake.c.reference_hash.in_(FINGERPRINTS)
IS_UNEXPIRED = intake.c.expires > bindparam("now")
KEY = (
    select(intake.c.key)
    .where(of_clinic(intake))
    .where(HAS_REFERENCE)
    .where(IS_UNEXPIRED)
)
WITH_REFERENCE = select(intake.c.id).where(HAS_REFERENCE)
IN_ANY_CLINIC = across_clinics(WITH_REFERENCE)


def key_of(transaction: Transaction, reference: str) -> str | None:
    """Return the key of the intake with this reference, None if there is none."""
    known = fingerprints(transaction.keys, reference)
    wanted = {
        "clinic": transaction.clinic,
        "fingerprints": known,
        "now": transaction.now,
    }
    rows = transaction.execute(KEY, wanted)
    found: str | None = rows.scalar()
    return found


def is_used(transaction: Transaction, reference: str) -> bool:
    """Return whether an intake of any clinic has this reference, even if it has expired
    and is not deleted yet."""
    known = fingerprints(transaction.keys, reference)
    wanted = {"fingerprints": known}
    first = transaction.execute(IN_ANY_CLINIC, wanted).first()
    return first is not None


def fingerprint(keys: Keys, reference: str) -> bytes:
    """Return what the database stores of a reference: the symbol of its day and a keyed
    hash."""
    keyed_hash = keys.fingerprint(reference, PURPOSE)
    return with_day(reference, keyed_hash)


def fingerprints(keys: Keys, reference: str) -> tuple[bytes, ...]:
    """Return every fingerprint that the database may hold of a reference: under each
    key, with and without its day.

    Version 0.1 wrote the keyed hash alone.
    """
    hashes = keys.fingerprints(reference, PURPOSE)
    found = [with_day(reference, each) for each in hashes]
    found += hashes
    return tuple(found)


def with_day(reference: str, keyed_hash: bytes) -> bytes:
    """Return the hash after the first symbol of the reference, which stands for its
    day.

    Intakes of one day are then neighbors in the index, and a purge changes few pages of
    it.
    """
    day = reference[:1].encode()
    return day + keyed_hash
