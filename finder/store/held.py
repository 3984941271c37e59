"""Text and codes that the server keeps for one staff member for a while, sealed."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from finder.store.desk_tables import held
from finder.store.seal import Keys

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


def hold(connection: Connection, keys: Keys, key: str, staff_id: int, payload: bytes, expires: datetime) -> None:
    """Hold the payload for this staff member under a random key."""
    sealed = keys.seal(payload, table=TABLE, row=key.encode(), field=f"{staff_id}")
    connection.execute(HOLD, {"key": key, "staff_id": staff_id, "sealed": sealed, "expires": expires})
    connection.execute(CROWD_OUT, {"staff": staff_id})


def find(connection: Connection, keys: Keys, key: str, staff_id: int, now: datetime) -> bytes | None:
    """The payload, unless its time is over or it belongs to another staff member. Raises Tampered."""
    sealed = connection.execute(FIND, {"wanted": key, "staff": staff_id, "now": now}).scalar()
    if sealed is None:
        return None
    return keys.unseal(sealed, table=TABLE, row=key.encode(), field=f"{staff_id}")


def purge(connection: Connection, now: datetime) -> int:
    """Delete what is past its time, and return how many rows that was."""
    return len(connection.execute(PURGE, {"now": now}).all())
