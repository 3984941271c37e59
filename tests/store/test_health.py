"""Inspecting a database changes nothing, and finds what is wrong with it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, func, select, text

from finder.store import audit, health, visits
from finder.store.acts import Act
from finder.store.engine import writing
from finder.store.key_check import MissingKey, check_keys, known_keys, verify_keys
from finder.store.migrate import TableVersion, config_for, table_version
from finder.store.seal import Keys
from finder.store.tables import page_shown
from finder.store.transaction import Database
from tests.store.keys import KEYS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_tables_are_none_then_older_then_current_then_newer(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    assert table_version(engine) is TableVersion.NONE
    for revision, schema in (
        ("0009", TableVersion.OLDER),
        ("head", TableVersion.CURRENT),
    ):
        with writing(engine) as connection:
            command.upgrade(config_for(connection), revision)
        assert table_version(engine) is schema
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert table_version(engine) is TableVersion.NEWER


def test_checking_the_keys_stores_nothing_and_refuses_foreign_keys(
    engine: Engine,
) -> None:
    verify_keys(engine, KEYS)
    with writing(engine) as connection:
        assert known_keys(connection) == {}

    check_keys(engine, KEYS)
    verify_keys(engine, KEYS)
    with pytest.raises(MissingKey, match="was first started with a secret key"):
        verify_keys(engine, Keys(("another secret",)))


def test_only_a_file_of_sqlite_can_be_open_to_others(
    engine: Engine, opened: Callable[[str], Engine]
) -> None:
    path = health.file_of(engine)

    assert health.file_of(opened("sqlite://")) is None
    assert (path is None) == (engine.dialect.name == "postgresql")
    if path:
        assert not health.is_open_to_others(path)
        path.chmod(0o640)
        assert health.is_open_to_others(path)


def test_a_whole_database_has_no_damage(engine: Engine) -> None:
    with Database(engine, KEYS).reading(NOON) as transaction:
        assert health.damage(transaction) == ""


def test_a_damaged_page_is_reported(sqlite: Engine) -> None:
    path = Path(str(sqlite.url.database))
    sqlite.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_held_expires'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    with Database(sqlite, KEYS).reading(NOON) as transaction:
        assert health.damage(transaction)


def test_a_trial_write_leaves_nothing(engine: Engine) -> None:
    database = Database(engine, KEYS)

    assert health.is_writable(database, NOON)

    with database.reading(NOON) as transaction:
        assert (
            transaction.execute(
                select(func.count()).select_from(page_shown)
            ).scalar_one()
            == 0
        )


def test_data_that_expired_hours_ago_is_counted(engine: Engine) -> None:
    database = Database(engine, KEYS)
    with database.writing(NOON) as transaction:
        visits.begin(transaction, "token", b"answers", "v1", HOUR)

    for hours, many in ((0, 0), (4, 0), (5, 1)):
        with database.reading(NOON + hours * HOUR) as transaction:
            assert health.expired_rows(transaction) == many


def test_a_clock_behind_the_trail_is_reported(engine: Engine) -> None:
    database = Database(engine, KEYS)
    with database.reading(NOON) as transaction:
        assert health.clock_behind(transaction) == timedelta()
    with database.writing(NOON) as transaction:
        audit.record(transaction, "maria", Act.SIGNED_IN)

    for ahead in (HOUR, -HOUR):
        with database.reading(NOON - ahead) as transaction:
            assert health.clock_behind(transaction) == ahead


def test_the_clocks_of_two_machines_are_compared(engine: Engine) -> None:
    now = datetime.now(UTC)
    for ahead in (timedelta(), HOUR):
        with Database(engine, KEYS).reading(now + ahead) as transaction:
            apart = health.clock_apart(transaction)
        if engine.dialect.name == "sqlite":
            assert apart == timedelta()
        else:
            assert ahead - timedelta(minutes=5) < apart < ahead + timedelta(minutes=5)
