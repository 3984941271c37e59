"""A short run of the program that causes faults, and what its counts detect."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from finder.store.desk_tables import audit_entry, intake
from finder.store.tables import visit
from finder.web.app.state import utc_now
from tests.bench.pages import answers_of, app_in
from tests.faults.__main__ import all_of_them
from tests.faults.counted import load
from tests.faults.counting import count
from tests.faults.migrations import kill_migrations
from tests.faults.site import Site, Sqlite

PATIENTS = 2
FEW = 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield a site on SQLite whose process was killed twice and whose database was
    locked, while patients answered."""
    folder = tmp_path_factory.mktemp("site")
    found = Site(Sqlite(folder), folder / "data", answers_of(app_in(folder / "app")))
    with found.serving():
        with found.patients(PATIENTS), found.an_emergency():
            for _ in range(2):
                found.answer(FEW)
                found.kill()
                found.start()
            with found.engined.hold():
                found.turn_away(1)
        yield found


def test_nothing_is_lost_by_kills_and_a_lock(site: Site) -> None:
    found = count(site, "killed and locked", 2)

    assert found.is_good, found
    assert found.receipts >= PATIENTS
    assert found.answers > 10 * PATIENTS
    assert found.unanswered > 0, "some met the process that was gone"
    assert found.away > 0, "some met the lock"


def test_what_is_lost_doubled_or_damaged_is_counted(site: Site) -> None:
    with site.database() as database, database.writing(utc_now()) as transaction:
        first, *others = (
            transaction.execute(select(intake).order_by(intake.c.id)).mappings().all()
        )
        copy = {name: value for name, value in others[0].items() if name != "id"}
        transaction.execute(
            insert(intake), copy | {"key": uuid4().hex, "reference_hash": b"another"}
        )
        transaction.execute(delete(intake).where(intake.c.id == first["id"]))
        transaction.execute(
            update(audit_entry)
            .where(audit_entry.c.number == 1)
            .values(who="somebody else")
        )
        number = transaction.execute(select(visit.c.id)).scalars().first()
        transaction.execute(
            update(visit).where(visit.c.id == number).values(sealed=b"damaged")
        )
    site.seen.wrong["/questions/feel asked again"] += 1
    site.seen.wrong["GET /questions/feel 500"] += 1

    found = count(site, "damaged by hand", 1)

    columns = sum(
        name.endswith("sealed") and value is not None for name, value in copy.items()
    )
    assert (found.lost, found.asked_again, found.wrong) == (1, 1, 1)
    assert found.unreadable == 1 + columns, (
        "what is sealed does not open in another row"
    )
    assert found.trail > 0
    assert not found.is_good
    doubled = replace(
        found, lost=0, asked_again=0, wrong=0, unreadable=0, trail=0, doubled=1
    )
    assert not doubled.is_good


def test_an_intake_without_a_receipt_counts_as_doubled(site: Site) -> None:
    site.seen.receipts.pop()

    assert count(site, "a receipt less", 1).doubled == 1


def test_a_killed_migration_keeps_every_row(tmp_path: Path) -> None:
    found = kill_migrations(Sqlite(tmp_path), 1, rows=200)

    assert found.is_good, found
    assert found.answers > 200


def test_every_fault_was_counted_and_lost_nothing() -> None:
    counted = load()

    assert list(counted) == all_of_them()
    assert [each for each in counted.values() if not each.is_good] == []
