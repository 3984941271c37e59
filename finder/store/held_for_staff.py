"""Encrypted text and codes that the server holds for one staff member for some
hours."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from finder.store.desk_tables import held_form
from finder.store.seal import SealedPlace
from finder.store.tables import across_clinics, of_clinic
from finder.store.transaction import Transaction

LASTS = timedelta(hours=8)
"""One working day."""

MOST = 20
"""The most rows for each staff member in a clinic. The oldest ones are deleted
first."""

columns = held_form.c
OF_MEMBER = columns.staff_id == bindparam("staff")
SAVE = insert(held_form)
FIND = select(held_form.c.sealed).where(
    of_clinic(held_form),
    columns.key == bindparam("wanted"),
    OF_MEMBER,
    columns.expires > bindparam("now"),
)
NEWEST = (
    select(columns.id)
    .where(of_clinic(held_form), OF_MEMBER)
    .order_by(columns.id.desc())
    .limit(MOST)
)
DELETE_OLDEST = delete(held_form).where(
    of_clinic(held_form),
    OF_MEMBER,
    columns.id.not_in(NEWEST),
)
PURGE = across_clinics(
    delete(held_form).where(columns.expires <= bindparam("now")).returning(columns.id)
)


def save(
    transaction: Transaction, key: str, staff_id: int, payload: bytes, expires: datetime
) -> None:
    """Encrypt and store the payload for this staff member under a random key. Delete
    the member's oldest rows beyond the limit."""
    place = place_of(key, staff_id)
    row = {
        "key": key,
        "staff_id": staff_id,
        "clinic_id": transaction.clinic,
        "sealed": transaction.keys.seal(payload, **place),
        "expires": expires,
    }
    transaction.execute(SAVE, row)
    transaction.execute(
        DELETE_OLDEST, {"clinic": transaction.clinic, "staff": staff_id}
    )


def find(transaction: Transaction, key: str, staff_id: int) -> bytes | None:
    """Return the payload, None if it is expired or belongs to another staff member.
    Raises Tampered."""
    wanted = {
        "clinic": transaction.clinic,
        "wanted": key,
        "staff": staff_id,
        "now": transaction.now,
    }
    sealed = transaction.execute(FIND, wanted).scalar()
    if sealed is None:
        return None
    place = place_of(key, staff_id)
    return transaction.keys.unseal(sealed, **place)


def purge(transaction: Transaction) -> int:
    """Delete the expired rows of all clinics, and return how many."""
    gone = transaction.execute(PURGE, {"now": transaction.now})
    return len(gone.all())


def place_of(key: str, staff_id: int) -> SealedPlace:
    """Return the place that the encrypted text of a staff member is bound to."""
    return {
        "table": "held",
        "row": key.encode(),
        "field": f"{staff_id}",
    }
