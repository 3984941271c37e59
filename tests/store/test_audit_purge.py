"""Expired entries of the audit trail are deleted, and the rest can still be
verified."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from finder.store import audit
from finder.store.acts import Act
from finder.store.audit import RETENTION
from finder.store.desk_tables import audit_entry, audit_start
from finder.store.engine import writing
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.store.keys import KEYS
from tests.store.test_audit import NOON, mark, write, wrong

THREE_GONE = NOON + RETENTION + timedelta(minutes=2)


def purge(engine: Engine, keys: Keys, batch: int = 1000) -> int:
    with Database(engine, keys).writing(THREE_GONE) as transaction:
        return audit.purge(transaction, batch)


def start(engine: Engine, keys: Keys) -> audit.TrailStart:
    with Database(engine, keys).reading(NOON) as transaction:
        return audit.start(transaction)


def numbers(engine: Engine) -> list[int]:
    with Database(engine, KEYS).reading(NOON) as transaction:
        return [row.number for row in audit.all_entries(transaction)]


def test_entries_past_their_time_are_deleted_and_the_others_are_whole(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    end = mark(engine)

    assert purge_all(Database(engine, keys), THREE_GONE).entries == 3

    assert numbers(engine) == [4, 5]
    assert wrong(engine, keys, end) == []
    assert mark(engine) == end
    assert start(engine, keys).cut == THREE_GONE
    write(engine, keys, 1)
    assert wrong(engine, keys) == []


def test_nothing_young_is_deleted(engine: Engine, keys: Keys) -> None:
    write(engine, keys)

    assert (
        purge_all(
            Database(engine, keys), NOON + RETENTION - timedelta(seconds=1)
        ).entries
        == 0
    )
    assert start(engine, keys).cut is None


def test_an_entry_behind_a_younger_one_waits_for_it(engine: Engine, keys: Keys) -> None:
    for minutes in (0, 60, 1):  # the clock was set back
        with Database(engine, keys).writing(
            NOON + timedelta(minutes=minutes)
        ) as transaction:
            audit.record(transaction, "maria", Act.SIGNED_IN)

    assert purge(engine, keys) == 1
    assert wrong(engine, keys) == []


def test_a_whole_trail_is_deleted_in_batches_and_continues(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys, 3)

    assert [purge(engine, keys, 2), purge(engine, keys, 2), purge(engine, keys, 2)] == [
        2,
        1,
        0,
    ]
    assert wrong(engine, keys, mark(engine)) == []
    write(engine, keys, 1)
    assert numbers(engine) == [4]
    assert wrong(engine, keys) == []


def test_a_trail_that_others_cut_is_still_found(engine: Engine, keys: Keys) -> None:
    write(engine, keys)
    purge(engine, keys)
    with writing(engine) as connection:
        seal = connection.execute(
            select(audit_entry.c.seal).where(audit_entry.c.number == 4)
        ).scalar_one()
        connection.execute(delete(audit_entry).where(audit_entry.c.number == 4))
    assert wrong(engine, keys) == ["entry 4 is missing"]

    with writing(engine) as connection:
        connection.execute(update(audit_start).values(number=4, seal=seal))
    assert wrong(engine, keys) == [
        "the record that the trail begins after entry 4 was changed"
    ]

    with writing(engine) as connection:
        connection.execute(delete(audit_start))
    assert wrong(engine, keys) == ["entries 1 to 4 are missing"]


def test_an_entry_put_in_before_the_beginning_is_named(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    purge(engine, keys)
    with writing(engine) as connection:
        row = connection.execute(
            select(audit_entry).where(audit_entry.c.number == 4)
        ).one()
        connection.execute(insert(audit_entry), {**row._asdict(), "number": 2})

    assert wrong(engine, keys) == ["entry 2 was inserted before the beginning"]


def test_where_the_trail_begins_is_sealed_with_an_older_key_too(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    purge(engine, keys)

    assert start(
        engine, Keys(("a new secret", "the only secret of these tests, quite long"))
    ).whole
    assert not start(engine, Keys(("a new secret",))).whole


@pytest.mark.parametrize(
    ("noted", "gone"), [("2-abc", True), ("3-abc", False), ("x", False), ("", False)]
)
def test_the_mark_of_a_deleted_entry_proves_nothing(
    engine: Engine, keys: Keys, noted: str, *, gone: bool
) -> None:
    write(engine, keys)
    purge(engine, keys)

    assert start(engine, keys).is_before(noted) is gone
    assert bool(wrong(engine, keys, noted)) is (noted in {"3-abc", "x"})
