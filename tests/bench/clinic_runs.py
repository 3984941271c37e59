"""What happens at each clinic during a run, and what of it is in the database
afterwards."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from random import Random

from sqlalchemy import func, select

from finder.config import Settings
from finder.secret_keys import secrets_of
from finder.store import clinics, intakes, references, staff
from finder.store.desk_tables import intake
from finder.store.engine import open_database
from finder.store.migrate import migrate
from finder.store.seal import Keys
from finder.store.staff import Role
from finder.store.tables import FIRST_CLINIC
from finder.store.transaction import Database, Transaction
from finder.web.app.state import utc_now
from tests.bench.client import Seen


@dataclass(slots=True)
class ClinicRun:
    """What happens at one clinic. `notes` are those that the desk showed after they
    were saved, by the reference of the intake. `member` and `password` are the first
    account."""

    id: int
    root: str
    member: str
    password: str
    seen: Seen = field(default_factory=Seen)
    notes: dict[str, str] = field(default_factory=dict)


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    engine = open_database(settings.database_url)
    try:
        yield Database(engine, Keys(secrets_of(settings)))
    finally:
        engine.dispose()


def clinic_runs(settings: Settings, many: int) -> list[ClinicRun]:
    """Add clinics to an empty database, with an account at each, and return all of
    them."""
    with database_of(settings) as database:
        migrate(database.engine)
        with database.writing(utc_now()) as transaction:
            for number in range(1, many):
                clinics.add(
                    transaction,
                    f"clinic-{number}",
                    {"FINDER_CLINIC": f"Clinic {number}"},
                )
            found = clinics.all_clinics(transaction)
        runs = []
        for each in found:
            name, start = (
                f"staff.{each.id}",
                staff.new_start(Random(each.id).choice, os.urandom),
            )
            with database.of(each.id).writing(utc_now()) as transaction:
                staff.add(transaction, name, Role.DESK, start)
            runs.append(ClinicRun(each.id, each.root, name, start.password))
        return runs


def total(seen: Iterable[Seen]) -> Seen:
    """Return what all clients saw together."""
    all_of_them = Seen()
    for each in seen:
        for part in fields(Seen):
            before, more = getattr(all_of_them, part.name), getattr(each, part.name)
            setattr(
                all_of_them,
                part.name,
                max(before, more) if part.name == "slowest" else before + more,
            )
    return all_of_them


def lost(
    settings: Settings, receipts: Iterable[str], clinic: int = FIRST_CLINIC
) -> int:
    """Return how many receipts lead to no readable intake of a clinic."""
    with (
        database_of(settings) as database,
        database.of(clinic).reading(utc_now()) as transaction,
    ):
        return sum(found(transaction, receipt) is None for receipt in receipts)


def strange(settings: Settings, run: ClinicRun) -> int:
    """Return how many intakes of a clinic have no receipt of that clinic, or a doubled
    one."""
    receipts = set(run.seen.receipts)
    with (
        database_of(settings) as database,
        database.of(run.id).reading(utc_now()) as transaction,
    ):
        of_clinic = (
            select(func.count()).select_from(intake).where(intake.c.clinic_id == run.id)
        )
        here = sum(found(transaction, receipt) is not None for receipt in receipts)
        stored: int = transaction.execute(of_clinic).scalar_one()
    doubled = len(run.seen.receipts) - len(receipts)
    return stored - here + doubled


def lost_notes(settings: Settings, run: ClinicRun) -> int:
    """Return how many notes are not in the database as they were shown."""
    with (
        database_of(settings) as database,
        database.of(run.id).reading(utc_now()) as transaction,
    ):
        stored = {receipt: found(transaction, receipt) for receipt in run.notes}
    return sum(
        each is None or each.note != run.notes[receipt]
        for receipt, each in stored.items()
    )


def found(transaction: Transaction, receipt: str) -> intakes.Intake | None:
    """Return the intake that a receipt leads to at the clinic of a transaction."""
    key = references.key_of(transaction, receipt)
    return intakes.find(transaction, key) if key else None
