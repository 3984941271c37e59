"""Text and codes that the server keeps for one staff member for a while, sealed."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from finder.store.desk_tables import held
from finder.store.transaction import Transaction

LASTS = timedelta(hours=8)
"""A working day."""

MOST = 20
"""For each staff member; the oldest ones are deleted first."""

TABLE = "held"
HOLD = insert(held)
FIND = select(held.c.sealed).where(
    held.c.key == bindparam("wanted"),
    held.c.staff_id == bindparam("staff"),
    held.c.expires > bindparam("now"),
)
NEWEST = select(held.c.id).where(held.c.staff_id == bindparam("staff")).order_by(held.c.id.desc()).limit(MOST)
CROWD_OUT = delete(held).where(held.c.staff_id == bindparam("staff"), held.c.id.not_in(NEWEST))
PURGE = delete(held).where(held.c.expires <= bindparam("now")).returning(held.c.id)


def hold(transaction: Transaction, key: str, staff_id: int, payload: bytes, expires: datetime) -> None:
    """Store the payload for this staff member under a random key."""
    sealed = transaction.keys.seal(payload, table=TABLE, row=key.encode(), field=f"{staff_id}")
    transaction.connection.execute(HOLD, {"key": key, "staff_id": staff_id, "sealed": sealed, "expires": expires})
    transaction.connection.execute(CROWD_OUT, {"staff": staff_id})


def find(transaction: Transaction, key: str, staff_id: int) -> bytes | None:
    """The payload, unless its time is over or it belongs to another staff member. Raises Tampered."""
    sealed = transaction.connection.execute(FIND, {"wanted": key, "staff": staff_id, "now": transaction.now}).scalar()
    if sealed is None:
        return None
    return transaction.keys.unseal(sealed, table=TABLE, row=key.encode(), field=f"{staff_id}")


def purge(transaction: Transaction) -> int:
    """Delete what is past its time, and return how many rows that was."""
    return len(transaction.connection.execute(PURGE, {"now": transaction.now}).all())
