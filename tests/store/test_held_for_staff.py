"""Text that staff typed and could not store yet: only its owner gets it back, and it
expires."""

import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, func, select, text

from finder.store import held_for_staff, staff
from finder.store.desk_tables import held_form as table
from finder.store.engine import reading, writing
from finder.store.held_for_staff import LASTS, MOST
from finder.store.purging import purge_all
from finder.store.seal import Keys, Tampered
from finder.store.staff import Role
from finder.store.transaction import Database

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXT = b"called, wants Tuesday"


@pytest.fixture
def people(engine: Engine, keys: Keys) -> tuple[int, int]:
    """Return the ids of two staff members."""
    with Database(engine, keys).writing(NOON) as transaction:
        for name in ("zoe", "maria"):
            start = staff.new_start(Random(1).choice, os.urandom)
            staff.add(transaction, name, Role.DESK, start)
        return staff.named(transaction, "zoe").id, staff.named(transaction, "maria").id


def hold(engine: Engine, keys: Keys, key: str, staff_id: int) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        held_for_staff.save(transaction, key, staff_id, TEXT, NOON + LASTS)


def found(
    engine: Engine, keys: Keys, key: str, staff_id: int, now: datetime = NOON
) -> bytes | None:
    with Database(engine, keys).reading(now) as transaction:
        return held_for_staff.find(transaction, key, staff_id)


def test_only_the_member_who_typed_it_gets_it_back(
    engine: Engine, keys: Keys, people: tuple[int, int]
) -> None:
    zoe, maria = people
    hold(engine, keys, "k1", zoe)

    assert found(engine, keys, "k1", zoe) == TEXT
    assert found(engine, keys, "k1", maria) is None
    assert found(engine, keys, "k2", zoe) is None


def test_a_row_assigned_to_another_member_cannot_be_decrypted(
    engine: Engine, keys: Keys, people: tuple[int, int]
) -> None:
    zoe, maria = people
    hold(engine, keys, "k1", zoe)
    with writing(engine) as connection:
        connection.execute(text("UPDATE held SET staff_id = :maria"), {"maria": maria})

    with pytest.raises(Tampered):
        found(engine, keys, "k1", maria)


def test_it_ends_after_a_working_day_and_is_purged(
    engine: Engine, keys: Keys, people: tuple[int, int]
) -> None:
    zoe, _ = people
    hold(engine, keys, "k1", zoe)

    assert found(engine, keys, "k1", zoe, NOON + LASTS - timedelta(seconds=1)) == TEXT
    assert found(engine, keys, "k1", zoe, NOON + LASTS) is None
    purge_all(Database(engine, keys), NOON + LASTS - timedelta(seconds=1))
    assert found(engine, keys, "k1", zoe) == TEXT
    purge_all(Database(engine, keys), NOON + LASTS)
    assert found(engine, keys, "k1", zoe) is None


def test_the_members_own_oldest_row_makes_room(
    engine: Engine, keys: Keys, people: tuple[int, int]
) -> None:
    zoe, maria = people
    hold(engine, keys, "marias", maria)
    for number in range(MOST + 2):
        hold(engine, keys, f"k{number}", zoe)

    assert found(engine, keys, "k1", zoe) is None
    assert found(engine, keys, "k2", zoe) == TEXT
    assert found(engine, keys, "marias", maria) == TEXT
    with reading(engine) as connection:
        assert (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            == MOST + 1
        )
