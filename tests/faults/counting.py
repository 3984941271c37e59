"""The counts after a fault: what was acknowledged, and how much of it is still there,
once, and complete."""

from dataclasses import asdict, dataclass

from sqlalchemy import Engine, func, select

from finder.store import audit_check, health
from finder.store.desk_tables import intake
from finder.store.engine import reading
from finder.store.rotation import SEALED_COLUMNS
from finder.store.seal import Tampered
from finder.store.transaction import Database
from finder.web.app.state import utc_now
from tests.bench.client import Seen
from tests.bench.clinic_runs import lost
from tests.faults.site import Site


@dataclass(frozen=True, slots=True)
class Count:
    """What happened to an installation during one fault."""

    fault: str
    engine: str
    times: int
    """How often the fault was caused."""
    answers: int
    """Forms that were answered with the next page."""
    receipts: int
    asked_again: int
    """Acknowledged answers that a page asked for again."""
    lost: int
    """Receipts that lead to no readable intake."""
    doubled: int
    """Intakes without their own receipt."""
    unreadable: int
    """Sealed values that cannot be decrypted, and damage that the engine finds."""
    trail: int
    """Errors in the audit trail."""
    away: int
    """Pages that asked the person to wait, each with both numbers to call."""
    wrong: int
    """Any other page that should not have been shown."""
    unanswered: int
    """Requests without a response, because the process or its connection ended."""
    slowest: float
    """The seconds of the slowest response."""
    urgent: float
    """The seconds of the slowest response to a person who ticked a sign of a stroke.
    Each response said what to do."""
    general: int = 0
    """The number of these responses with only the numbers to call: the sign was stored,
    but could not be read back in time."""

    @property
    def is_good(self) -> bool:
        return not (
            self.asked_again
            or self.lost
            or self.doubled
            or self.unreadable
            or self.trail
            or self.wrong
        )

    @property
    def as_row(self) -> dict[str, str | int | float]:
        return asdict(self)


def count(site: Site, fault: str, times: int) -> Count:
    """Return the counts when all patients are done."""
    seen = site.seen
    receipts = len(set(seen.receipts))
    with site.database() as database:
        stored = intakes_in(database.engine) - site.added
        broken, trail = unreadable(database), wrong_in_trail(database)
    again = asked_again(seen)
    return Count(
        fault=fault,
        engine=site.engined.name,
        times=times,
        answers=seen.answered,
        receipts=receipts,
        asked_again=again,
        lost=lost(site.settings, seen.receipts),
        doubled=max(0, stored - receipts) + len(seen.receipts) - receipts,
        unreadable=broken,
        trail=trail,
        away=seen.away,
        wrong=sum(seen.wrong.values()) - again + sum(site.urgent.wrong.values()),
        unanswered=seen.retried,
        slowest=round(seen.slowest, 1),
        urgent=round(site.urgent.slowest, 1),
        general=site.urgent.away,
    )


def asked_again(seen: Seen) -> int:
    return sum(
        number for what, number in seen.wrong.items() if what.endswith(" asked again")
    )


def intakes_in(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(intake)) or 0


def unreadable(database: Database) -> int:
    """Return how many sealed values cannot be decrypted, plus one if the engine reports
    a damaged file."""
    with database.reading(utc_now()) as transaction:
        found = int(bool(health.damage(transaction)))
        for sealed in SEALED_COLUMNS:
            for row in transaction.execute(
                select(sealed.column.table).where(sealed.column.is_not(None))
            ):
                value = getattr(row, sealed.column.name)
                place = {
                    "table": sealed.table,
                    "row": sealed.row(row),
                    "field": sealed.field(row),
                }
                try:
                    transaction.keys.unseal(value, **place)  # type: ignore[arg-type]
                except Tampered:
                    found += 1
    return found


def wrong_in_trail(database: Database) -> int:
    with database.reading(utc_now()) as transaction:
        return len(list(audit_check.mismatches(transaction)))
