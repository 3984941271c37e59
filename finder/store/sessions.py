"""Sessions of staff members. They end when idle, after a working day, and on demand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from finder.store.desk_tables import staff, staff_session
from finder.store.seal import Keys
from finder.store.staff import Member, as_member

IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
AHEAD = timedelta(minutes=1)
"""How far the clocks of two servers may differ. What was seen later than that is from before a clock was set back."""
PURPOSE = "staff session"


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in at one browser."""

    id: int
    member: Member
    started: datetime = field(repr=False)
    seen: datetime = field(repr=False)

    @property
    def ends(self) -> datetime:
        """When it ends if nothing more is done."""
        return min(self.seen + IDLE, self.started + LONGEST)


BEGIN = insert(staff_session)
FIND = (
    select(staff_session.c.id.label("session_id"), staff_session.c.started, staff_session.c.seen, staff)
    .join(staff, staff.c.id == staff_session.c.staff_id)
    .where(
        staff_session.c.token_hash == bindparam("hash"),
        staff_session.c.seen > bindparam("idle_since"),
        staff_session.c.seen <= bindparam("seen_until"),
        staff_session.c.started > bindparam("at_longest_since"),
        staff.c.disabled.is_(None),
    )
)
SEE = update(staff_session).where(staff_session.c.id == bindparam("session"))
END = delete(staff_session).where(staff_session.c.token_hash == bindparam("hash"))
PURGE = (
    delete(staff_session)
    .where(
        or_(
            staff_session.c.seen <= bindparam("idle_since"),
            staff_session.c.seen > bindparam("seen_until"),
            staff_session.c.started <= bindparam("at_longest_since"),
        )
    )
    .returning(staff_session.c.id)
)


def begin(connection: Connection, keys: Keys, token: str, staff_id: int, now: datetime) -> None:
    row = {"token_hash": keys.fingerprint(token, PURPOSE), "staff_id": staff_id, "started": now, "seen": now}
    connection.execute(BEGIN, row)


def find(connection: Connection, keys: Keys, token: str, now: datetime) -> Session | None:
    """The session of this token, unless it is over or its account is disabled."""
    for token_hash in keys.fingerprints(token, PURPOSE):
        if row := connection.execute(FIND, {"hash": token_hash, **limits(now)}).first():
            return Session(row.session_id, as_member(row), row.started, row.seen)
    return None


def see(connection: Connection, session_id: int, now: datetime) -> None:
    """Somebody did something: the idle time begins anew."""
    connection.execute(SEE, {"session": session_id, "seen": now})


def end(connection: Connection, keys: Keys, token: str) -> None:
    for token_hash in keys.fingerprints(token, PURPOSE):
        connection.execute(END, {"hash": token_hash})


def purge(connection: Connection, now: datetime) -> int:
    """Delete sessions that are over, and say how many."""
    return len(connection.execute(PURGE, limits(now)).all())


def limits(now: datetime) -> dict[str, datetime]:
    """Between which times a session that goes on was seen, and since when it may have started."""
    return {"idle_since": now - IDLE, "seen_until": now + AHEAD, "at_longest_since": now - LONGEST}
