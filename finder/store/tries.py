"""Tries to sign in: each failed one makes the next wait longer, and none locks anybody out."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from finder.store.desk_models import sign_in_failure
from finder.store.seal import Keys

FREE_TRIES = 5
LONGEST_WAIT = 300
FORGOTTEN_AFTER = timedelta(days=1)

FAILURES = select(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash")).with_for_update()
FAIL_AGAIN = update(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash"))
FORGET = delete(sign_in_failure).where(sign_in_failure.c.name_hash == bindparam("hash"))
PURGE = (
    delete(sign_in_failure).where(sign_in_failure.c.last <= bindparam("before")).returning(sign_in_failure.c.name_hash)
)


def count_try(connection: Connection, keys: Keys, name: str, browser: str, now: datetime) -> int:
    """Seconds to wait before another try counts; 0 lets it through. Each try counts as failed until `forget`.

    A browser where staff signed in before has a count of its own, so that nobody elsewhere can make it wait.
    """
    name_hash = failure_key(keys, name, browser)
    row = connection.execute(FAILURES, {"hash": name_hash}).first()
    if row is None:
        connection.execute(insert(sign_in_failure), {"name_hash": name_hash, "failures": 1, "last": now})
        return 0
    left: timedelta = row.last + timedelta(seconds=wait_after(row.failures)) - now
    if left > timedelta():
        return -(-left // timedelta(seconds=1))
    connection.execute(FAIL_AGAIN, {"hash": name_hash, "failures": row.failures + 1, "last": now})
    return 0


def wait_after(failures: int) -> int:
    """The seconds between two tries: none at first, then twice as many each time, up to five minutes."""
    if failures < FREE_TRIES:
        return 0
    return min(1 << min(failures - FREE_TRIES + 1, 10), LONGEST_WAIT)


def failure_key(keys: Keys, name: str, browser: str) -> bytes:
    return keys.fingerprint(f"{name}\0{browser}", "sign-in")


def forget(connection: Connection, keys: Keys, name: str, browser: str) -> None:
    connection.execute(FORGET, {"hash": failure_key(keys, name, browser)})


def purge(connection: Connection, now: datetime) -> int:
    """Forget failed sign-ins of yesterday, and say how many names that were."""
    return len(connection.execute(PURGE, {"before": now - FORGOTTEN_AFTER}).all())
