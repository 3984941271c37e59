import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, bindparam, inspect, text
from sqlalchemy.exc import DBAPIError

from finder.store import clinicians, intakes, saved_visits, visits
from finder.store.engine import DatabaseAway, open_database, reading, writing
from finder.store.migrate import (
    NewerSchema,
    OlderSchema,
    TableVersion,
    config_for,
    drift,
    make_if_missing,
    make_tables,
    migrate,
    newest,
    table_version,
)
from finder.store.seal import Keys
from finder.store.tables import Instant
from finder.store.transaction import Database

BEFORE_APPOINTMENTS = import_module(
    "finder.store.migrations.versions.0015_appointments"
).down_revision


def test_the_migrations_make_what_the_code_expects(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    migrate(engine)

    assert drift(engine) == []


def test_a_table_that_differs_shows_as_drift(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP INDEX ix_visit_expires"))

    assert [change for change, *_ in drift(engine)] == ["add_index"]


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    assert drift(engine) == []


def test_missing_tables_are_made_but_earlier_ones_are_left_as_they_are(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    make_if_missing(engine)
    make_if_missing(engine)
    assert drift(engine) == []

    with writing(engine) as connection:
        make_tables(connection, "0009")
    with pytest.raises(OlderSchema, match="make a backup with that version first"):
        make_if_missing(engine)
    assert table_version(engine) is TableVersion.OLDER


def test_a_database_in_memory_is_migrated_too(opened: Callable[[str], Engine]) -> None:
    engine = opened("sqlite://")

    migrate(engine)

    assert drift(engine) == []


def test_older_code_refuses_a_newer_database_and_leaves_it_as_it_is(
    engine: Engine,
) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(
        NewerSchema,
        match="was made by a newer version of the app; install that version",
    ):
        migrate(engine)

    with reading(engine) as connection:
        assert (
            connection.execute(
                text("SELECT version_num FROM alembic_version")
            ).scalar_one()
            == "9999"
        )


def test_a_migration_that_fails_half_way_leaves_nothing_and_runs_again(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE in_the_way (expires INTEGER)"))
        connection.execute(
            text("CREATE INDEX ix_visit_expires ON in_the_way (expires)")
        )

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
    migrate(engine)
    with Database(engine, keys).writing(now) as transaction:
        begun = visits.begin(transaction, "token", b"my back hurts", "v1", later - now)
        command.downgrade(config_for(transaction.connection), "0009")
        old = {
            "visit": begun.id,
            "code": keys.fingerprint("7KQ2M9XD4TH", "resume"),
            "until": later,
        }
        insert = text(
            "INSERT INTO saved (visit_id, code_hash, until) VALUES (:visit, :code, :until)"
        )
        transaction.execute(insert.bindparams(bindparam("until", type_=Instant)), old)

    migrate(engine)

    with Database(engine, keys).reading(now) as transaction:
        assert saved_visits.find(transaction, "7KQ2M9XD4TH") == (begun, later)


def test_appointments_come_and_go_and_what_was_there_stays(
    opened: Callable[[str], Engine], address: str, keys: Keys
) -> None:
    engine, now = opened(address), datetime(2026, 11, 24, 12, tzinfo=UTC)
    row = {
        "key": "key",
        "reference_hash": b"r",
        "state": "new",
        "level": 0,
        "language": "en",
        "taken": "home",
    }
    row |= {
        "pinned": False,
        "changes": 0,
        "rules_version": "v1",
        "created": now,
        "expires": now + timedelta(days=30),
    }
    row |= {
        "label_sealed": keys.seal(
            b"7KQ2M9XD4TH00", table="intake", row=b"key", field="label"
        )
    }
    row |= {
        "sealed": keys.seal(
            b"my back hurts", table="intake", row=b"key", field="sealed"
        )
    }
    times = [bindparam(name, type_=Instant) for name in ("created", "expires")]
    shared = text(
        f"INSERT INTO intake ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"  # noqa: S608 - our names
    )
    doctor = text(
        "INSERT INTO clinician (npi, name, background, board, offers, languages, accepting)"
        " VALUES ('1234567893', 'Ana Alvarez, MD', 'pm_r', '', '', '', :yes)"
    )
    with writing(engine) as connection:
        command.upgrade(config_for(connection), BEFORE_APPOINTMENTS)
        connection.execute(shared.bindparams(*times), row)
        connection.execute(doctor, {"yes": True})

    migrate(engine)
    assert drift(engine) == []
    with Database(engine, keys).reading(now) as transaction:
        found = intakes.find(transaction, "key")
        (ana,) = clinicians.all_clinicians(transaction)
    assert found
    assert (found.payload, found.call_back, found.appointment, found.line.fits) == (
        b"my back hurts",
        "",
        None,
        (),
    )
    assert (ana.name, ana.place, ana.phone, ana.link) == ("Ana Alvarez, MD", "", "", "")

    with writing(engine) as connection:
        command.downgrade(config_for(connection), BEFORE_APPOINTMENTS)
        assert (
            connection.execute(text("SELECT sealed FROM intake")).scalar_one()
            == row["sealed"]
        )
        assert (
            connection.execute(text("SELECT name FROM clinician")).scalar_one()
            == ana.name
        )
        assert "call_back_sealed" not in {
            each["name"] for each in inspect(connection).get_columns("intake")
        }
        assert "phone" not in {
            each["name"] for each in inspect(connection).get_columns("clinician")
        }

    migrate(engine)
    assert drift(engine) == []
    with Database(engine, keys).reading(now) as transaction:
        assert intakes.find(transaction, "key") == found


def migrate_at(address: str) -> None:
    migrate(open_database(address))


def test_processes_that_start_together_take_turns(
    opened: Callable[[str], Engine], address: str
) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        list(processes.map(migrate_at, [address] * 4))

    assert drift(opened(address)) == []


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    code = (
        "import sys; from finder.store.engine import open_database; from finder.store.migrate import migrate; "
        f"migrate(open_database('sqlite:///{tmp_path / 'finder.sqlite3'}')); sys.exit('alembic' in sys.modules)"
    )
    made, current = (
        subprocess.run([sys.executable, "-c", code], check=False).returncode
        for _ in range(2)
    )

    assert (made, current) == (1, 0)


def test_the_newest_revision_is_known_without_alembic(engine: Engine) -> None:
    with reading(engine) as connection:
        assert (
            newest()
            == ScriptDirectory.from_config(config_for(connection)).get_current_head()
        )
