"""Text and codes that the server keeps for one staff member for a while, sealed."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from finder.store.desk_tables import held
from finder.store.seal import SealedPlace
from finder.store.tables import across_clinics, of_clinic
from finder.store.transaction import Transaction

LASTS = timedelta(hours=8)
"""A working day."""

MOST = 20
"""For each staff member in a clinic; the oldest ones are deleted first."""

columns = held.c
OF_MEMBER = columns.staff_id == bindparam("staff")
HOLD = insert(held)
FIND = select(held.c.sealed).where(
    of_clinic(held),
    columns.key == bindparam("wanted"),
    OF_MEMBER,
    columns.expires > bindparam("now"),
)
NEWEST = (
    select(columns.id)
    .where(of_clinic(held), OF_MEMBER)
    .order_by(columns.id.desc())
    .limit(MOST)
)  # fmt: skip
CROWD_OUT = delete(held).where(
    of_clinic(held),
    OF_MEMBER,
    columns.id.not_in(NEWEST),
)
PURGE = across_clinics(
    delete(held)
    .where(columns.expires <= bindparam("now"))
    .returning(columns.id)
)  # fmt: skip


def hold(transaction: Transaction, key: str, staff_id: int, payload: bytes, expires: datetime) -> None:
    """Store the payload for this staff member under a random key."""
    place = place_of(key, staff_id)
    row = {
        "key": key,
        "staff_id": staff_id,
        "clinic_id": transaction.clinic,
        "sealed": transaction.keys.seal(payload, **place),
        "expires": expires,
    }
    transaction.execute(HOLD, row)
    transaction.execute(CROWD_OUT, {"clinic": transaction.clinic, "staff": staff_id})


def find(transaction: Transaction, key: str, staff_id: int) -> bytes | None:
    """Return the payload, None if its time is over or it belongs to another staff member. Raises Tampered."""
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
    """Delete what is past its time in all clinics, and return how many rows that was."""
    gone = transaction.execute(PURGE, {"now": transaction.now})
    return len(gone.all())


def place_of(key: str, staff_id: int) -> SealedPlace:
    """Return where the text of a staff member is sealed."""
    return {
        "table": "held",
        "row": key.encode(),
        "field": f"{staff_id}",
    }
