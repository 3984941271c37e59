"""Failed attempts to sign in, to find a code or to open a page. Each makes the next
wait longer, and none locks an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from math import ceil

from sqlalchemy import ColumnElement, Insert, bindparam, case, delete, select, update

from finder.store.desk_tables import sign_in_failure
from finder.store.seal import Keys
from finder.store.transaction import Transaction
from finder.store.upsert import insert_into

FREE_ATTEMPTS = 5
LONGEST_WAIT = 300
MOST_DOUBLINGS = 10
"""Enough doublings to reach every longest wait, however many attempts failed."""
FAILURES_EXPIRE_AFTER = timedelta(days=1)


class AttemptKind(StrEnum):
    """The kind of attempt. Each kind has its own counts, whatever name is typed."""

    SIGN_IN = "sign_in"
    SIGN_IN_FROM = "sign_in_from"
    SIGN_IN_ANYWHERE = "sign_in_anywhere"
    OWN_PASSWORD = "own_password"  # noqa: S105 - an id
    LOOK_UP = "look_up"
    MISSING_CODE = "missing_code"
    """A code that a member looked up, and that was not there. It makes nobody wait."""
    REFUSED_PAGE = "refused_page"
    TABLET_CODE = "tablet_code"
    TABLET_CODE_ANYWHERE = "tablet_code_anywhere"
    RESUME_CODE = "resume_code"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one count belongs to: the typed name, and the browser or address where it
    was typed."""

    kind: AttemptKind
    name: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class DelayPolicy:
    """How many attempts are free, and the longest wait in seconds."""

    free: int
    longest: int

    def wait_after(self, failures: int) -> int:
        """Return the seconds to wait after this many failures: 0 at first, then
        doubling up to the longest wait."""
        if failures < self.free:
            return 0
        doublings = min(failures - self.free + 1, MOST_DOUBLINGS)
        return min(1 << doublings, self.longest)


FOR_ONE = DelayPolicy(FREE_ATTEMPTS, LONGEST_WAIT)
FOR_ADDRESS = DelayPolicy(20, 60)
"""For all attempts from one address, whatever the name. All computers of a clinic may
share one address."""
FOR_LOOK_UP = DelayPolicy(20, 60)
"""For unknown codes that one member looks up. Old codes are common, so many attempts
are free."""
FOR_ALL = DelayPolicy(50, 10)
"""For all attempts from everywhere. The waits are short because they also delay people
with the right code."""

FAILURES = (
    select(sign_in_failure)
    .where(sign_in_failure.c.name_hash == bindparam("hash"))
    .with_for_update()
)


@cache
def add_one(dialect: str) -> Insert:
    """Return a statement that adds one failure, or inserts the first one."""
    first = insert_into(sign_in_failure, dialect).values(
        name_hash=bindparam("of"), failures=1, last=bindparam("now")
    )
    more = {"failures": sign_in_failure.c.failures + 1, "last": bindparam("now")}
    return first.on_conflict_do_update(
        index_elements=[sign_in_failure.c.name_hash], set_=more
    )


last_failure = sign_in_failure.c.last
TAKE_BACK = (
    update(sign_in_failure)
    .where(sign_in_failure.c.name_hash == bindparam("of"))
    .values(
        failures=sign_in_failure.c.failures - 1,
        last=case(
            (
                last_failure == bindparam("counted"),
                bindparam("waited", type_=last_failure.type),
            ),
            else_=last_failure,
        ),
    )
)
FORGET = delete(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash"))
RESTART = (
    update(sign_in_failure)
    .where(sign_in_failure.c.name_hash == bindparam("of"))
    .values(last=bindparam("now"))
)


def is_unlocked(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition for the matching rows that no other transaction has locked.

    A statement that locks many rows at once skips locked ones, so it can never
    deadlock.
    """
    found = (
        select(sign_in_failure.c.name_hash)
        .where(condition)
        .with_for_update(skip_locked=True)
    )
    return sign_in_failure.c.name_hash.in_(found)


RESTART_ALL = (
    update(sign_in_failure)
    .where(is_unlocked(sign_in_failure.c.last > bindparam("now")))
    .values(last=bindparam("now"))
)
PURGE = (
    delete(sign_in_failure)
    .where(is_unlocked(sign_in_failure.c.last <= bindparam("before")))
    .returning(sign_in_failure.c.name_hash)
)


def count_attempt(
    transaction: Transaction, attempt: Attempt, policy: DelayPolicy = FOR_ONE
) -> int:
    """Return the seconds to wait before another attempt, 0 to allow it. An allowed
    attempt counts as failed until `forget`.

    A browser where staff signed in before has its own count, so nobody elsewhere can
    make it wait.
    """
    seconds = seconds_left(transaction, attempt, policy)
    if not seconds:
        fail(transaction, attempt)
    return seconds


def count_together(
    transaction: Transaction, policies: Mapping[Attempt, DelayPolicy]
) -> int:
    """Count one attempt under several counts, in their order, or under none if one of
    them must wait. Return the seconds to wait."""
    with transaction.connection.begin_nested() as counted:
        waits = [count_attempt(transaction, *each) for each in policies.items()]
        if not any(waits):
            return 0
        counted.rollback()
    # A wait that begins now because the clock was set back was rolled back, too.
    return max(seconds_left(transaction, *each) for each in policies.items())


def seconds_left(
    transaction: Transaction, attempt: Attempt, policy: DelayPolicy = FOR_ONE
) -> int:
    """Return the seconds to wait before another attempt, without counting one. If the
    clock was set back, the wait begins now."""
    key = failure_key(transaction.keys, attempt)
    row = transaction.execute(FAILURES, {"hash": key}).first()
    if row is None:
        return 0
    if row.last > transaction.now:
        transaction.execute(RESTART, {"of": key, "now": transaction.now})
    last: datetime = min(row.last, transaction.now)
    wait = timedelta(seconds=policy.wait_after(row.failures))
    left = last + wait - transaction.now
    return max(0, ceil(left.total_seconds()))


def has_failed(transaction: Transaction, attempt: Attempt) -> bool:
    """Return whether this was tried within a day and failed."""
    key = failure_key(transaction.keys, attempt)
    return transaction.execute(FAILURES, {"hash": key}).first() is not None


def fail(transaction: Transaction, attempt: Attempt) -> None:
    """Count one failed attempt."""
    row = {"of": failure_key(transaction.keys, attempt), "now": transaction.now}
    transaction.execute(add_one(transaction.dialect), row)


def take_back(
    transaction: Transaction, attempt: Attempt, policy: DelayPolicy, counted: datetime
) -> None:
    """Count one failed attempt less, because it worked after all. `counted` is when it
    was counted.

    If no other attempt came after it, nobody waits now. It was allowed, so the waits
    for earlier failures were over.
    """
    row = {
        "of": failure_key(transaction.keys, attempt),
        "counted": counted,
        "waited": counted - timedelta(seconds=policy.longest),
    }
    transaction.execute(TAKE_BACK, row)


def failure_key(keys: Keys, attempt: Attempt) -> bytes:
    return keys.fingerprint(
        f"{attempt.kind}\0{attempt.name}\0{attempt.where}", "sign-in"
    )


def forget(transaction: Transaction, attempt: Attempt) -> None:
    transaction.execute(FORGET, {"hash": failure_key(transaction.keys, attempt)})


def purge(transaction: Transaction) -> int:
    """Delete counts whose last failure is a day old, and return how many.

    A count from the future is left over from before a clock was set back. Its time
    becomes now.
    """
    transaction.execute(RESTART_ALL, {"now": transaction.now})
    return len(
        transaction.execute(
            PURGE, {"before": transaction.now - FAILURES_EXPIRE_AFTER}
        ).all()
    )
