"""Delete all expired rows, in small batches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from finder.store import (
    audit,
    counts,
    held_for_staff,
    intakes,
    reloadable_pages,
    rulesets,
    sessions,
    tablets,
    throttle,
    visits,
)
from finder.store.acts import Act
from finder.store.audit import APP
from finder.store.desk_tables import (
    audit_entry,
    held_form,
    intake,
    sign_in_failure,
    staff_session,
)
from finder.store.engine import DatabaseAway, display_name, forget_deleted
from finder.store.tables import page_shown, saved, tablet_session, visit
from finder.store.transaction import Database, Transaction

SEALED_TABLES = (
    visit,
    saved,
    page_shown,
    tablet_session,
    intake,
    held_form,
    staff_session,
    sign_in_failure,
    audit_entry,
)
"""The tables whose deleted or older row versions must not stay on disk, even
encrypted."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were deleted."""

    visits: int
    intakes: int
    entries: int
    """Entries of the audit trail."""


class NotAllPurged(Exception):
    """Some expired rows could not be deleted. The text names them. All others were
    deleted."""


def purge_all(database: Database, now: datetime, *, rewrite: bool = False) -> Purged:
    """Delete all expired rows of all clinics, and remove their traces as far as the
    engine allows.

    On PostgreSQL, `rewrite` writes the tables again. If one kind fails, the others are
    still deleted. Raises DatabaseAway, NotAllPurged.
    """
    database = database.of_all_clinics()
    kinds: dict[str, Callable[[Transaction], int]] = {
        "visits": visits.purge,
        "intakes": purge_intakes,
        "entries of the audit trail": audit.purge,
        "sessions of tablets": tablets.purge,
        "counts": lambda transaction: counts.purge(transaction, now.date()),
        "sessions of staff": sessions.purge,
        "text held for staff": held_for_staff.purge,
        "failed tries": throttle.purge,
        "pages to show again": reloadable_pages.purge,
        "versions of the rules": rulesets.purge,
    }
    gone = dict.fromkeys(kinds, 0)
    failures: dict[str, Exception] = {}
    for kind, purge in kinds.items():
        try:
            gone[kind] = in_batches(database, purge, now)
        except DatabaseAway:
            raise
        except Exception as error:  # noqa: BLE001 - if one kind fails, the others are still deleted
            failures[kind] = error
    tables = [table.name for table in SEALED_TABLES]
    forget_deleted(database.engine, *tables, rewrite=rewrite)
    if failures:
        name = display_name(database.engine)
        failed = ", ".join(failures)
        causes = ExceptionGroup("each of them", list(failures.values()))
        raise NotAllPurged(
            f"{name} did not delete all expired data: {failed}; the rest was deleted"
        ) from causes
    return Purged(gone["visits"], gone["intakes"], gone["entries of the audit trail"])


def in_batches(
    database: Database, purge: Callable[[Transaction], int], now: datetime
) -> int:
    """Call a purge until nothing is left, each time in its own transaction. Return how
    many rows were deleted."""
    gone = 0
    while True:
        with database.writing(now) as transaction:
            batch = purge(transaction)
        if not batch:
            return gone
        gone += batch


def purge_intakes(transaction: Transaction) -> int:
    batch = intakes.purge(transaction)
    if batch:
        audit.record(transaction, APP, Act.PURGED, f"{batch}")
    return batch
