"""Failed attempts to sign in or to find a code: each makes the next wait longer, and none locks anybody out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from finder.store.desk_tables import sign_in_failure
from finder.store.seal import Keys

FREE_ATTEMPTS = 5
LONGEST_WAIT = 300
FORGOTTEN_AFTER = timedelta(days=1)


class AttemptKind(StrEnum):
    """What is tried. Each kind has counts of its own, whatever anybody types as a name."""

    SIGN_IN = "sign_in"
    TABLET_CODE = "tablet_code"
    TABLET_CODE_ANYWHERE = "tablet_code_anywhere"
    RESUME_CODE = "resume_code"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one count is of: the name that was typed, and the browser or the address that it was typed at."""

    kind: AttemptKind
    name: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tries are free, and the longest wait, in seconds."""

    free: int
    longest: int

    def wait_after(self, failures: int) -> int:
        """The seconds between two tries: none at first, then twice as many each time, up to the longest."""
        return 0 if failures < self.free else min(1 << min(failures - self.free + 1, 10), self.longest)


FOR_ONE = Pace(FREE_ATTEMPTS, LONGEST_WAIT)
FOR_ALL = Pace(50, 10)
"""All tries from everywhere: short waits, since they meet whoever is in the right too."""

FAILURES = select(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash")).with_for_update()


def once_more(insert: postgresql.Insert | sqlite.Insert) -> postgresql.Insert | sqlite.Insert:
    """One more failure, the first or not."""
    first = insert.values(name_hash=bindparam("of"), failures=1, last=bindparam("now"))
    more = {"failures": sign_in_failure.c.failures + 1, "last": bindparam("now")}
    return first.on_conflict_do_update(index_elements=[sign_in_failure.c.name_hash], set_=more)


FAIL = {
    "sqlite": once_more(sqlite.insert(sign_in_failure)),
    "postgresql": once_more(postgresql.insert(sign_in_failure)),
}
FORGET = delete(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash"))
RESTART = update(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("of")).values(last=bindparam("now"))
RESTART_ALL = update(sign_in_failure).where(sign_in_failure.c.last > bindparam("now")).values(last=bindparam("now"))
PURGE = (
    delete(sign_in_failure).where(sign_in_failure.c.last <= bindparam("before")).returning(sign_in_failure.c.name_hash)
)


def count_attempt(connection: Connection, keys: Keys, attempt: Attempt, now: datetime) -> int:
    """Seconds to wait before another try counts; 0 lets it through. Each try counts as failed until `forget`.

    A browser where staff signed in before has a count of its own, so that nobody elsewhere can make it wait.
    """
    seconds = seconds_left(connection, keys, attempt, now)
    if not seconds:
        fail(connection, keys, attempt, now)
    return seconds


def seconds_left(connection: Connection, keys: Keys, attempt: Attempt, now: datetime, pace: Pace = FOR_ONE) -> int:
    """Seconds to wait before another try; this counts none. Where the clock was set back, the wait begins now."""
    key = failure_key(keys, attempt)
    row = connection.execute(FAILURES, {"hash": key}).first()
    if row is None:
        return 0
    if row.last > now:
        connection.execute(RESTART, {"of": key, "now": now})
    last: datetime = min(row.last, now)
    left = last + timedelta(seconds=pace.wait_after(row.failures)) - now
    return max(0, -(-left // timedelta(seconds=1)))


def fail(connection: Connection, keys: Keys, attempt: Attempt, now: datetime) -> None:
    """Count one try as failed."""
    row = {"of": failure_key(keys, attempt), "now": now}
    connection.execute(FAIL[connection.dialect.name], row)


def failure_key(keys: Keys, attempt: Attempt) -> bytes:
    return keys.fingerprint(f"{attempt.kind}\0{attempt.name}\0{attempt.where}", "sign-in")


def forget(connection: Connection, keys: Keys, attempt: Attempt) -> None:
    connection.execute(FORGET, {"hash": failure_key(keys, attempt)})


def purge(connection: Connection, now: datetime) -> int:
    """Forget failed sign-ins of yesterday, and say how many names that were. Those from the future, which a clock that
    was set back has left, count as of now."""
    connection.execute(RESTART_ALL, {"now": now})
    return len(connection.execute(PURGE, {"before": now - FORGOTTEN_AFTER}).all())
