"""Delete everything past its time, in small batches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from finder.store import audit, counts, held, intakes, rulesets, sessions, shown, tablets, throttle, visits
from finder.store.acts import Act
from finder.store.audit import APP
from finder.store.engine import DatabaseAway, forget_deleted, named, writing
from finder.store.seal import Keys


@dataclass(frozen=True, slots=True)
class Purged:
    """How many were deleted."""

    visits: int
    intakes: int
    entries: int
    """Of the audit trail."""


class NotAllPurged(Exception):
    """Some of what is past its date could not be deleted; the text names it. Everything else is gone."""


def purge_all(engine: Engine, keys: Keys, now: datetime) -> Purged:
    """Delete everything that is over, and leave no byte of it. A kind that fails keeps none of the others.

    Raises DatabaseAway, NotAllPurged.
    """
    kinds: dict[str, Callable[[Connection], int]] = {
        "visits": lambda connection: visits.purge(connection, now),
        "intakes": lambda connection: purge_intakes(connection, keys, now),
        "entries of the audit trail": lambda connection: audit.purge(connection, keys, now),
        "sessions of tablets": lambda connection: tablets.purge(connection, now),
        "counts": lambda connection: counts.purge(connection, now.date()),
        "sessions of staff": lambda connection: sessions.purge(connection, now),
        "text held for staff": lambda connection: held.purge(connection, now),
        "failed tries": lambda connection: throttle.purge(connection, now),
        "pages to show again": lambda connection: shown.purge(connection, now),
        "versions of the rules": rulesets.purge,
    }
    gone, failures = dict.fromkeys(kinds, 0), {}
    for kind, purge in kinds.items():
        try:
            gone[kind] = in_batches(engine, purge)
        except DatabaseAway:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one kind, the others go
            failures[kind] = error
    forget_deleted(engine)
    if failures:
        told = f"{named(engine)} did not delete all that is past its date: {', '.join(failures)}; the rest is gone"
        raise NotAllPurged(told) from ExceptionGroup("each of them", list(failures.values()))
    return Purged(gone["visits"], gone["intakes"], gone["entries of the audit trail"])


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
