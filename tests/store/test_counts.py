"""Weekly counts: added in one write, even by many writers at once, and stored for two
years."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import Engine

from finder.store import counts
from finder.store.transaction import Database
from tests.store.keys import KEYS
from tests.store.test_intakes import NOON

MONDAY, NEXT = date(2026, 11, 23), date(2026, 11, 30)


def test_a_repeated_event_is_counted_again(engine: Engine) -> None:
    for happened in (("started", "language:en"), ("started",), ()):
        with Database(engine, KEYS).writing(NOON) as transaction:
            counts.add(transaction, MONDAY, happened)
    with Database(engine, KEYS).writing(NOON) as transaction:
        counts.add(transaction, NEXT, ("started",))

    with Database(engine, KEYS).reading(NOON) as transaction:
        assert counts.since(transaction, MONDAY) == {
            MONDAY: {"started": 2, "language:en": 1},
            NEXT: {"started": 1},
        }
        assert counts.since(transaction, NEXT) == {NEXT: {"started": 1}}


def test_simultaneous_counts_are_not_lost(engine: Engine) -> None:
    def visit(turn: int) -> None:
        happened = ("started", "page:who", "page:age")
        with Database(engine, KEYS).writing(NOON) as transaction:
            counts.add(transaction, MONDAY, happened if turn % 2 else happened[::-1])

    with ThreadPoolExecutor(4) as people:
        list(people.map(visit, range(40)))

    with Database(engine, KEYS).reading(NOON) as transaction:
        assert counts.since(transaction, MONDAY)[MONDAY] == {
            "started": 40,
            "page:who": 40,
            "page:age": 40,
        }


def test_counts_are_kept_two_years(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOON) as transaction:
        counts.add(transaction, MONDAY, ("started",))
        counts.purge(transaction, date(2028, 11, 20))
        assert counts.since(transaction, MONDAY)
        counts.purge(transaction, date(2028, 11, 21))
        assert not counts.since(transaction, MONDAY)
