import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from finder.store.engine import (
    DatabaseAway,
    forget_deleted,
    open_database,
    reading,
    writing,
)
from finder.store.tables import visit


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        found: int = connection.execute(
            text("SELECT count(*) FROM counted")
        ).scalar_one()
        return found


def make_table(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counted (number INTEGER UNIQUE)"))


def add(engine: Engine, number: int) -> None:
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO counted VALUES (:number)"), {"number": number}
        )


def test_writes_are_stored_when_the_block_ends(engine: Engine) -> None:
    make_table(engine)

    add(engine, 1)

    assert count(engine) == 1


def test_nothing_is_stored_when_the_block_fails(engine: Engine) -> None:
    make_table(engine)

    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("INSERT INTO counted VALUES (1)"))
        raise RuntimeError

    assert count(engine) == 0


def test_reading_continues_during_a_write_and_sees_the_earlier_state(
    engine: Engine,
) -> None:
    make_table(engine)

    with writing(engine) as connection:
        connection.execute(text("INSERT INTO counted VALUES (1)"))
        seen = count(engine)

    assert seen == 0


def test_a_writer_of_sqlite_holds_the_lock_before_its_first_read(
    sqlite: Engine,
) -> None:
    with writing(sqlite) as first:
        first.execute(text("SELECT 1"))
        with (
            pytest.raises(DatabaseAway, match="locked by another program"),
            writing(sqlite) as second,
        ):
            second.execute(text("SELECT 1"))


def test_a_lock_that_is_not_released_is_reported_after_a_while(engine: Engine) -> None:
    make_table(engine)
    add(engine, 1)

    with writing(engine) as first:
        first.execute(text("UPDATE counted SET number = 2"))
        with (
            pytest.raises(DatabaseAway, match="locked by another program"),
            writing(engine) as second,
        ):
            second.execute(text("UPDATE counted SET number = 3"))


def test_a_database_in_memory_is_one_for_all_threads_which_take_turns(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("sqlite://")
    make_table(engine)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: add(engine, number), range(200)))

    assert count(engine) == 200


def test_a_database_with_all_connections_in_use_is_reported_as_busy(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("sqlite://")

    with (
        reading(engine),
        pytest.raises(DatabaseAway, match="in memory is too busy"),
        reading(engine),
    ):
        pass


def test_a_server_that_disappears_silently_is_noticed(
    opened: Callable[[str], Engine], postgresql: str
) -> None:
    with reading(opened(postgresql)) as connection:
        driver = connection.connection.driver_connection
        assert driver
        known = driver.info.get_parameters()

    assert (known["keepalives_idle"], known["tcp_user_timeout"]) == ("10", "15000")


def test_the_database_is_for_this_user_alone(sqlite: Engine) -> None:
    file, log = Path(str(sqlite.url.database)), Path(f"{sqlite.url.database}-wal")

    assert [oct(path.stat().st_mode & 0o777) for path in (file.parent, file, log)] == [
        "0o700",
        "0o600",
        "0o600",
    ]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 1000),
    ],
)
def test_sqlite_is_set_to_lose_nothing_and_to_wipe_what_is_deleted(
    sqlite: Engine, pragma: str, value: object
) -> None:
    with reading(sqlite) as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_file_name_with_url_characters_is_only_a_file_name(
    opened: Callable[[str], Engine], tmp_path: Path
) -> None:
    make_table(opened(f"sqlite:///{tmp_path}/50% of #1.db"))

    assert (tmp_path / "50% of #1.db").stat().st_size > 0


def test_a_folder_that_cannot_be_created_is_reported_with_a_fix(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")

    with pytest.raises(
        DatabaseAway,
        match=r"taken/finder.db cannot be created or opened \(.+\); give this user permission",
    ):
        open_database(f"sqlite:///{tmp_path}/taken/finder.db")


def test_a_deleted_file_is_reported_and_not_created_again(sqlite: Engine) -> None:
    file = Path(str(sqlite.url.database))
    sqlite.dispose()
    file.unlink()

    with pytest.raises(
        DatabaseAway, match="cannot be opened; check that the file exists"
    ):
        count(sqlite)

    assert not file.exists()


@pytest.mark.parametrize("act", [make_table, count])
def test_a_file_that_is_moved_while_it_is_open_is_used_again_when_it_is_back(
    sqlite: Engine, act: Callable[[Engine], object]
) -> None:
    file = Path(str(sqlite.url.database))
    moved = file.with_name("moved.db")
    file.rename(moved)

    with pytest.raises(DatabaseAway, match="was moved, deleted or replaced"):
        act(sqlite)

    moved.rename(file)
    make_table(sqlite)
    assert count(sqlite) == 0


def test_a_file_that_cannot_be_looked_at_is_reported(sqlite: Engine) -> None:
    folder = Path(str(sqlite.url.database)).parent
    folder.rename(folder.with_name("moved"))
    folder.symlink_to(folder)

    with pytest.raises(DatabaseAway, match="or its disk fails"):
        add(sqlite, 1)


def test_nothing_is_written_after_another_database_took_the_place_of_the_file(
    sqlite: Engine, opened: Callable[[str], Engine], tmp_path: Path
) -> None:
    """Check this because SQLite would write on into the old file, and nobody would see
    that again after a restart."""
    make_table(sqlite)
    another = tmp_path / "another.db"
    make_table(opened(f"sqlite:///{another}"))
    another.replace(str(sqlite.url.database))

    with pytest.raises(DatabaseAway, match="restart the app to use the file"):
        add(sqlite, 1)


def test_a_file_that_is_no_database_is_reported(
    opened: Callable[[str], Engine], tmp_path: Path
) -> None:
    (tmp_path / "finder.db").write_text("shopping list " * 100)

    with pytest.raises(DatabaseAway, match="is damaged or is not a database"):
        count(opened(f"sqlite:///{tmp_path}/finder.db"))


def test_a_full_disk_is_reported(sqlite: Engine) -> None:
    make_table(sqlite)

    with (
        pytest.raises(DatabaseAway, match="has no space left"),
        writing(sqlite) as connection,
    ):
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE another AS SELECT zeroblob(1000000)")


def test_a_database_without_tables_is_reported(
    opened: Callable[[str], Engine], address: str
) -> None:
    with pytest.raises(DatabaseAway, match="start the app once with `finder run`"):
        count(opened(address))


def test_a_server_that_does_not_respond_is_reported(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("postgresql://finder:hidden-word@127.0.0.1:1/clinic")

    with (
        pytest.raises(
            DatabaseAway, match=r"clinic on 127\.0\.0\.1 cannot be reached"
        ) as refused,
        reading(engine),
    ):
        pass

    assert "hidden-word" not in str(refused.value)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_restarted_server_is_used_again_without_restarting_the_app(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    make_table(engine)
    with (
        pytest.raises(DatabaseAway, match="cannot be reached"),
        writing(engine) as connection,
    ):
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert count(engine) == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "finder.db",
        "mysql://clinic",
        "postgresql+unknown://clinic",
        "postgresql://clinic@host:port/finder",
        "postgresql://clinic@/finder?hots=/folder",
        "postgresql://[::1/clinic",
    ],
)
def test_an_invalid_address_is_reported_with_a_valid_example(url: str) -> None:
    with pytest.raises(
        DatabaseAway,
        match="write sqlite:////folder/file or postgresql://name@host/database",
    ):
        open_database(url)


def test_a_missing_driver_is_reported_with_a_fix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(
        DatabaseAway,
        match="needs the Python package psycopg; install the app with its `postgres`",
    ):
        open_database("postgresql://finder@clinic/finder")


def test_an_internal_error_shows_no_stored_value(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    row = {"token_hash": b"planted", "sealed": b"planted", "rules_version": "planted"}

    with pytest.raises(IntegrityError) as fault, writing(engine) as connection:
        connection.execute(insert(visit), row)

    assert "[SQL parameters hidden" in str(fault.value)
    assert "planted" not in caplog.text


def test_a_reader_keeps_the_sqlite_log_from_being_emptied_and_that_is_reported(
    sqlite: Engine,
) -> None:
    make_table(sqlite)
    with reading(sqlite) as connection:
        connection.execute(text("SELECT * FROM counted")).all()
        add(sqlite, 1)

        with pytest.raises(DatabaseAway, match="deleted rows are still in its log"):
            forget_deleted(sqlite)

    forget_deleted(sqlite)
    assert Path(f"{sqlite.url.database}-wal").stat().st_size == 0


def test_a_missing_file_is_created_only_if_requested(
    opened: Callable[[str], Engine], tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path}/mistyped/finder.db"

    with pytest.raises(
        DatabaseAway,
        match=r"there is no database .*mistyped/finder\.db; check FINDER_DATABASE",
    ):
        open_database(address, make=False)
    assert list(tmp_path.iterdir()) == []

    opened(address)
    open_database(address, make=False).dispose()
    open_database("sqlite://", make=False).dispose()
    open_database("postgresql://nobody@localhost/none", make=False).dispose()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("42501", "cannot be written; check that its disk is not read-only"),
        ("XX001", "is damaged or is not a database"),
        ("58030", "is on a failing disk"),
        ("53100", "has no space left"),
    ],
)
def test_a_disk_failure_of_postgresql_is_reported_with_a_fix(
    engine: Engine, code: str, message: str
) -> None:
    failing = f"DO $$ BEGIN RAISE EXCEPTION 'could not open file' USING ERRCODE = '{code}'; END $$"

    with pytest.raises(DatabaseAway, match=message), writing(engine) as connection:
        connection.exec_driver_sql(failing)
