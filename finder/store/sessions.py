"""Sessions of staff members. They end when idle, after a working day, and on demand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, or_, select, update

from finder.store.desk_tables import membership, staff, staff_session
from finder.store.staff import HERE, Member, as_member
from finder.store.tables import across_clinics
from finder.store.transaction import Transaction

IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
AHEAD = timedelta(minutes=1)
"""How far the clocks of two servers may differ. A later `seen` time is from before a
clock was set back."""
PURPOSE = "staff session"


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in at one browser."""

    id: int
    member: Member
    started: datetime = field(repr=False)
    seen: datetime = field(repr=False)
    elsewhere: bool = False
    """Whether the member works at a clinic other than that of the transaction."""

    @property
    def ends(self) -> datetime:
        """When the session ends if nothing more is done."""
        return min(self.seen + IDLE, self.started + LONGEST)


other = membership.alias("other")
ELSEWHERE = across_clinics(
    select(other.c.clinic_id).where(
        other.c.staff_id == staff.c.id, other.c.clinic_id != bindparam("clinic")
    )
).correlate(staff)
BEGIN = insert(staff_session)
FIND = (
    select(
        staff_session.c.id.label("session_id"),
        staff_session.c.started,
        staff_session.c.seen,
        staff,
        membership.c.role,
        ELSEWHERE.exists().label("elsewhere"),
    )
    .join(staff, staff.c.id == staff_session.c.staff_id)
    .outerjoin(membership, HERE)
    .where(
        staff_session.c.token_hash == bindparam("hash"),
        staff_session.c.seen > bindparam("idle_since"),
        staff_session.c.seen <= bindparam("seen_until"),
        staff_session.c.started > bindparam("at_longest_since"),
        staff.c.disabled.is_(None),
    )
)
OF_MEMBER = (
    select(staff_session.c.id, staff_session.c.started, staff_session.c.seen)
    .where(
        staff_session.c.staff_id == bindparam("member"),
        staff_session.c.seen > bindparam("idle_since"),
        staff_session.c.seen <= bindparam("seen_until"),
        staff_session.c.started > bindparam("at_longest_since"),
    )
    .order_by(staff_session.c.seen.desc(), staff_session.c.id)
)
END_OTHERS = delete(staff_session).where(
    staff_session.c.staff_id == bindparam("member"),
    staff_session.c.id != bindparam("but"),
)
END_ONE = END_OTHERS.where(staff_session.c.id == bindparam("session"))
RECORD_ACTIVITY = update(staff_session).where(
    staff_session.c.id == bindparam("session")
)
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


def begin(transaction: Transaction, token: str, staff_id: int) -> None:
    row = {
        "token_hash": transaction.keys.fingerprint(token, PURPOSE),
        "staff_id": staff_id,
        "started": transaction.now,
        "seen": transaction.now,
    }
    transaction.execute(BEGIN, row)


def find(transaction: Transaction, token: str) -> Session | None:
    """Return the session of this token, with the member's role in this clinic. Return
    None if the session has ended or the account is disabled."""
    for token_hash in transaction.keys.fingerprints(token, PURPOSE):
        wanted = {
            "clinic": transaction.clinic,
            "hash": token_hash,
            **limits(transaction.now),
        }
        if row := transaction.execute(FIND, wanted).first():
            return Session(
                row.session_id, as_member(row), row.started, row.seen, row.elsewhere
            )
    return None


def record_activity(transaction: Transaction, session_id: int) -> None:
    """Record activity, which restarts the idle time."""
    transaction.execute(
        RECORD_ACTIVITY, {"session": session_id, "seen": transaction.now}
    )


def end(transaction: Transaction, token: str) -> None:
    for token_hash in transaction.keys.fingerprints(token, PURPOSE):
        transaction.execute(END, {"hash": token_hash})


def of_member(transaction: Transaction, member: Member) -> list[Session]:
    """Return the active sessions of a member, the most recently used first."""
    rows = transaction.execute(
        OF_MEMBER, {"member": member.id, **limits(transaction.now)}
    )
    return [Session(row.id, member, row.started, row.seen) for row in rows]


def end_others(
    transaction: Transaction, session: Session, one: int | None = None
) -> int:
    """End the other sessions of this session's member, or only session `one`. Return
    how many ended."""
    wanted = {"member": session.member.id, "but": session.id}
    if one is None:
        return transaction.execute(END_OTHERS, wanted).rowcount
    return transaction.execute(END_ONE, {**wanted, "session": one}).rowcount


def purge(transaction: Transaction) -> int:
    """Delete sessions that have ended, and return how many."""
    return len(transaction.execute(PURGE, limits(transaction.now)).all())


def limits(now: datetime) -> dict[str, datetime]:
    """Return the bounds for an active session: of the time last seen, and of the
    start."""
    return {
        "idle_since": now - IDLE,
        "seen_until": now + AHEAD,
        "at_longest_since": now - LONGEST,
    }
