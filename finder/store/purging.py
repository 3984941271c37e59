"""Delete everything past its time, in small batches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from finder.store import audit, intakes, kiosks, rulesets, sessions, tallies, tries, visits
from finder.store.audit import APP, Act
from finder.store.engine import forget_deleted, writing
from finder.store.seal import Keys


@dataclass(frozen=True, slots=True)
class Purged:
    """How many were deleted."""

    visits: int
    intakes: int
    entries: int
    """Of the audit trail."""


def purge_all(engine: Engine, keys: Keys, now: datetime) -> Purged:
    """Delete everything that is over, and leave no byte of it. Raises DatabaseAway."""
    gone_visits = in_batches(engine, lambda connection: visits.purge(connection, now))
    gone_intakes = in_batches(engine, lambda connection: purge_intakes(connection, keys, now))
    gone_entries = in_batches(engine, lambda connection: audit.purge(connection, keys, now))
    with writing(engine) as connection:
        kiosks.purge(connection, now)
        tallies.purge(connection, now.date())
        sessions.purge(connection, now)
        tries.purge(connection, now)
        rulesets.purge(connection)
    forget_deleted(engine)
    return Purged(gone_visits, gone_intakes, gone_entries)


def in_batches(engine: Engine, purge: Callable[[Connection], int]) -> int:
    """Call it, each time in a transaction of its own, until nothing is left."""
    gone = 0
    while True:
        with writing(engine) as connection:
            batch = purge(connection)
        if not batch:
            return gone
        gone += batch


def purge_intakes(connection: Connection, keys: Keys, now: datetime) -> int:
    batch = intakes.purge(connection, now)
    if batch:
        audit.record(connection, keys, now, APP, Act.PURGED, f"{batch}")
    return batch
