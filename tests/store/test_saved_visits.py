"""Saved visits: found by a valid code, and deleted with their visit."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from finder.store.engine import forget_deleted, reading
from finder.store.saved_visits import find, save
from finder.store.seal import Keys
from finder.store.tables import saved
from finder.store.transaction import Database
from finder.store.visits import StoredVisit, begin, end, keep
from tests.store.test_visits import every_byte

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAYS = timedelta(days=2)
CODE = "7KQ2M9XD4TH"


def start(engine: Engine, keys: Keys, code: str = CODE) -> StoredVisit:
    with Database(engine, keys).writing(NOON) as transaction:
        visit = begin(transaction, "token", b"my back hurts", "v1", DAYS)
        save(transaction, visit, code, NOON + DAYS)
    return visit


def look(
    engine: Engine, keys: Keys, code: str = CODE, now: datetime = NOON
) -> StoredVisit | None:
    with Database(engine, keys).reading(now) as transaction:
        found = find(transaction, code)
    return found[0] if found else None


def test_a_saved_visit_is_found_by_its_code_until_the_code_ends(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    assert look(engine, keys) == begun
    assert look(engine, keys, now=NOON + DAYS - timedelta(seconds=1)) == begun
    assert look(engine, keys, now=NOON + DAYS) is None
    assert look(engine, keys, "7KQ2M9XD4TJ") is None


def test_a_code_made_after_coming_back_replaces_the_older(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        stored = keep(transaction, "another token", begun, begun.payload, DAYS)
        save(transaction, stored, "9XD4TH7KQ2M", NOON + DAYS)

    assert look(engine, keys) is None
    assert look(engine, keys, "9XD4TH7KQ2M") == stored


def test_two_codes_made_before_coming_back_are_both_good(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        save(transaction, begun, "9XD4TH7KQ2M", NOON + DAYS)

    assert look(engine, keys) == look(engine, keys, "9XD4TH7KQ2M") == begun


def test_the_code_still_opens_what_was_changed_since(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        found = find(transaction, CODE)
        assert found
        stored = keep(transaction, "another token", begun, b"and my knee", DAYS)

    assert look(engine, keys) == stored


def test_a_code_is_deleted_with_its_visit(engine: Engine, keys: Keys) -> None:
    start(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        end(transaction, "token")

    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(saved)) == 0
    assert look(engine, keys) is None


def test_a_code_made_under_an_older_key_is_still_good(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)
    newer = Keys(
        (
            "a newer secret of these tests, quite long",
            "the only secret of these tests, quite long",
        )
    )

    assert look(engine, newer) == begun


def test_no_byte_of_the_code_is_stored(sqlite: Engine, keys: Keys) -> None:
    start(sqlite, keys)
    forget_deleted(sqlite)

    assert CODE.encode() not in every_byte(sqlite)
