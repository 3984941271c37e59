"""A version of the app on the tables of a newer or an earlier version."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main
from finder.store.engine import open_database, writing
from finder.store.migrate import make_tables

Run = Callable[..., Result]
NEWER, EARLIER = "9999", "0016"

COMMANDS = (
    ("staff", "list"),
    ("audit", "verify"),
    ("purge",),
    ("backup", "copy"),
    ("keys", "status"),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINDER_TIME_ZONE", "America/New_York")
    return lambda *words: CliRunner().invoke(main, list(map(str, words)))


def version(database: Path, new: str = "") -> str:
    with closing(sqlite3.connect(database)) as connection, connection:
        if new:
            connection.execute("UPDATE alembic_version SET version_num = ?", (new,))
        return str(
            connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        )


@pytest.mark.parametrize(
    "words",
    [("run", "--port", "1"), *COMMANDS],
)
def test_every_command_refuses_newer_tables_with_a_fix(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert run("staff", "add", "maria", "--role", "admin").exit_code == 0
    database = tmp_path / "data" / "finder.db"
    version(database, NEWER)

    refused = run(*words)

    assert refused.exit_code == 1
    assert (
        "was made by a newer version of the app; install that version, or restore a backup"
        in refused.output
    )
    assert "Traceback" not in refused.output
    assert version(database) == NEWER
    assert not Path("copy").exists()


@pytest.mark.parametrize("words", COMMANDS)
def test_only_a_start_changes_earlier_tables(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    database = tmp_path / "data" / "finder.db"
    engine = open_database(f"sqlite:///{database}")
    with writing(engine) as connection:
        make_tables(connection, EARLIER)
    engine.dispose()

    refused = run(*words)
    doctor = run("doctor").output

    assert refused.exit_code == 1
    assert refused.output == (
        f"Error: the database {database} has the tables of an earlier version of the app; to be able to go back, "
        "make a backup with that version first; then start this version, which changes the tables\n"
    )
    assert "first make a backup with the earlier version" in doctor
    assert version(database) == EARLIER
    assert not Path("copy").exists()
