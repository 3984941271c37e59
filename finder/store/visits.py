"""Visits in progress: one row each, found by a fingerprint of its token, its content sealed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from finder.store.models import visit
from finder.store.seal import Keys, Place

BATCH = 1000

FIND = select(visit).where(
    visit.c.token_hash.in_(bindparam("hashes", expanding=True)), visit.c.expires > bindparam("now")
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one person has told so far; the payload is opaque here."""

    id: int
    payload: bytes
    rules_version: str
    started: datetime
    expires: datetime


def place(token_hash: bytes) -> Place:
    return Place("visit", token_hash.hex(), "sealed")


def begin(
    connection: Connection,
    keys: Keys,
    token: str,
    payload: bytes,
    rules_version: str,
    now: datetime,
    lifetime: timedelta,
) -> None:
    """Keep the first of what somebody tells."""
    token_hash = keys.fingerprints(token)[0]
    connection.execute(
        insert(visit),
        {
            "token_hash": token_hash,
            "sealed": keys.seal(payload, place(token_hash)),
            "rules_version": rules_version,
            "started": now,
            "expires": now + lifetime,
        },
    )


def find(connection: Connection, keys: Keys, token: str, now: datetime) -> Visit | None:
    """The visit of this token; None where there is none or its time is over. Raises Tampered."""
    row = connection.execute(FIND, {"hashes": keys.fingerprints(token), "now": now}).first()
    if row is None:
        return None
    payload = keys.unseal(row.sealed, place(row.token_hash))
    return Visit(row.id, payload, row.rules_version, row.started, row.expires)


def keep(
    connection: Connection, keys: Keys, token: str, found: Visit, payload: bytes, now: datetime, lifetime: timedelta
) -> None:
    """Replace what was told, sealed with the newest key, and begin its time anew."""
    token_hash = keys.fingerprints(token)[0]
    connection.execute(
        update(visit).where(visit.c.id == bindparam("of")),
        {
            "of": found.id,
            "token_hash": token_hash,
            "sealed": keys.seal(payload, place(token_hash)),
            "expires": now + lifetime,
        },
    )


def end(connection: Connection, keys: Keys, token: str) -> None:
    """Delete the visit of this token."""
    connection.execute(delete(visit).where(visit.c.token_hash.in_(keys.fingerprints(token))))


def purge(connection: Connection, now: datetime, batch: int = BATCH) -> int:
    """Delete visits past their time, at most so many at once, and say how many."""
    over = select(visit.c.id).where(visit.c.expires <= now).limit(batch)
    return len(connection.scalars(delete(visit).where(visit.c.id.in_(over)).returning(visit.c.id)).all())
