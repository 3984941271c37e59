import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from alembic import command
from sqlalchemy import Engine, bindparam, inspect, text
from sqlalchemy.exc import DBAPIError

from finder.store import saved, visits
from finder.store.engine import DatabaseAway, open_database, reading, writing
from finder.store.migrate import NewerSchema, config_for, drift, migrate
from finder.store.seal import Keys
from finder.store.tables import Instant
from finder.store.transaction import Database


def test_the_migrations_make_what_the_code_expects(engine: Engine) -> None:
    assert drift(engine) == []


def test_a_table_that_differs_shows_as_drift(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP INDEX ix_visit_expires"))

    assert [change for change, *_ in drift(engine)] == ["add_index"]


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    assert drift(engine) == []


def test_a_database_in_memory_is_migrated_too(opened: Callable[[str], Engine]) -> None:
    engine = opened("sqlite://")

    migrate(engine)

    assert drift(engine) == []


def test_older_code_refuses_a_newer_database_and_leaves_it_as_it_is(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerSchema, match="was made by a newer version of the app; install that version"):
        migrate(engine)

    with reading(engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_a_migration_that_fails_half_way_leaves_nothing_and_runs_again(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE in_the_way (expires INTEGER)"))
        connection.execute(text("CREATE INDEX ix_visit_expires ON in_the_way (expires)"))

    with pytest.raises((DatabaseAway, DBAPIError)):
        migrate(engine)
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == ["in_the_way"]

    with writing(engine) as connection:
        connection.execute(text("DROP TABLE in_the_way"))
    migrate(engine)
    assert drift(engine) == []


def test_codes_of_saved_visits_from_before_are_still_good(
    opened: Callable[[str], Engine], address: str, keys: Keys
) -> None:
    engine, now = opened(address), datetime(2026, 11, 24, 12, tzinfo=UTC)
    later = now + timedelta(days=2)
    with Database(engine, keys).writing(now) as transaction:
        command.upgrade(config_for(transaction.connection), "0009")
        begun = visits.begin(transaction, "token", b"my back hurts", "v1", later - now)
        old = {"visit": begun.id, "code": keys.fingerprint("7KQ2M9XD4TH", "resume"), "until": later}
        insert = text("INSERT INTO saved (visit_id, code_hash, until) VALUES (:visit, :code, :until)")
        transaction.connection.execute(insert.bindparams(bindparam("until", type_=Instant)), old)

    migrate(engine)

    with Database(engine, keys).reading(now) as transaction:
        assert saved.find(transaction, "7KQ2M9XD4TH") == (begun, later)


def migrate_at(address: str) -> None:
    migrate(open_database(address))


def test_processes_that_start_together_take_turns(opened: Callable[[str], Engine], address: str) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        list(processes.map(migrate_at, [address] * 4))

    assert drift(opened(address)) == []


def test_alembic_is_loaded_only_to_migrate() -> None:
    code = "import sys, finder.store.migrate, finder.store.visits; sys.exit('alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
