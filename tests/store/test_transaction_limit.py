"""A stuck database holds a limited number of connections. Only when all are taken,
further requests are refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, text

from finder.store.engine import DatabaseAway, writing
from finder.store.seal import Keys
from finder.store.tables import page_shown
from finder.store.transaction import Database
from finder.store.transaction_limit import SIZE, Stuck, TransactionLimit
from finder.store.write_check import write

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG = 600.0


def test_nobody_waits_if_no_place_becomes_free() -> None:
    gate = TransactionLimit(0, 1)

    with gate.place(), pytest.raises(Stuck), gate.place():
        pass


def test_a_place_can_be_taken_again() -> None:
    gate = TransactionLimit(0, 1)

    for _ in range(3):
        with gate.place():
            pass


def test_a_place_is_free_again_after_an_error() -> None:
    gate = TransactionLimit(0, 1)

    with pytest.raises(RuntimeError), gate.place():
        raise RuntimeError
    with gate.place():
        pass


def test_a_waiting_request_gets_a_place_that_becomes_free() -> None:
    gate, inside, go = TransactionLimit(LONG, 1), Event(), Event()

    def holds() -> None:
        with gate.place():
            inside.set()
            go.wait()

    def waits() -> str:
        with gate.place():
            return "came in"

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(holds)
        inside.wait()
        second = threads.submit(waits)
        waited = not second.done()
        go.set()
        assert (first.result(), second.result()) == (None, "came in")
    assert waited


def test_as_many_come_in_at_once_as_there_are_places() -> None:
    gate, all_inside = TransactionLimit(0), Barrier(SIZE + 1)

    def comes_in() -> None:
        with gate.place():
            all_inside.wait()
            all_inside.wait()

    with ThreadPoolExecutor(SIZE) as threads:
        inside = [threads.submit(comes_in) for _ in range(SIZE)]
        all_inside.wait()
        try:
            with pytest.raises(Stuck), gate.place():
                pass
        finally:
            all_inside.wait()
        for each in inside:
            each.result()


def test_pages_can_be_read_while_writers_are_stuck(
    opened: Callable[[str], Engine], address: str
) -> None:
    database = Database(
        opened(address),
        Keys(("a key for tests, long enough to be taken",)),
        TransactionLimit(0, 1),
        TransactionLimit(0, 1),
    )

    with database.writing(NOON), database.reading(NOON) as transaction:
        assert transaction.execute(text("SELECT 1")).scalar_one() == 1
        with (
            pytest.raises(DatabaseAway, match="is too busy; try again soon"),
            database.writing(NOON),
        ):
            pass


def test_a_probe_leaves_nothing(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        write(transaction)

    with Database(engine, keys).reading(NOON) as transaction:
        assert transaction.execute(page_shown.select()).all() == []


def test_a_probe_finds_that_a_database_takes_no_writes(
    sqlite: Engine, keys: Keys
) -> None:
    with writing(sqlite) as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    with (
        pytest.raises(DatabaseAway, match="cannot be written"),
        Database(sqlite, keys).writing(NOON) as transaction,
    ):
        write(transaction)
