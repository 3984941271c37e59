"""`finder keys rotate` with the data of two clinics, killed half-way on both engines,
and finished."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from finder.secret_keys import stored_secrets
from finder.store import audit_check, clinics
from finder.store.engine import open_database
from finder.store.rotation import SEALED_COLUMNS, uses
from finder.store.seal import Keys
from finder.store.tables import FIRST_CLINIC, metadata
from finder.store.transaction import Database
from tests.commands.two_clinics import LETTERS, everything, fill
from tests.postgresql import empty_database

Run = Callable[..., str]
NOW = datetime.now(UTC)
SEALED_VALUES = 2 * len(LETTERS) * len(SEALED_COLUMNS)
HALF_WAY = SEALED_VALUES // 2
KILLED = f"""
import os, signal, sys
from sqlalchemy import Engine, event
from finder.commands import main

done = 0

def count(connection, cursor, statement, *others):
    global done
    done += statement.startswith("UPDATE")
    if done == {HALF_WAY}:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "after_cursor_execute", count)
main(["keys", "rotate"])
"""
"""The command as people run it, killed in the middle of a transaction, when half of the
values are encrypted again."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def run(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path))
    monkeypatch.setenv("FINDER_DATABASE", address)

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "finder", *words]
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout

    return run


class Installation:
    """Two clinics in one database, and what they read."""

    def __init__(self, address: str, secret_file: Path) -> None:
        self._address = address
        self._secret_file = secret_file

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database with the secrets that the file holds now."""
        engine = open_database(self._address)
        try:
            yield Database(engine, Keys(stored_secrets(self._secret_file)))
        finally:
            engine.dispose()

    def fill(self) -> None:
        with self.database() as database:
            for clinic in self.clinics(database):
                with database.of(clinic).writing(NOW) as transaction:
                    fill(transaction)

    def clinics(self, database: Database) -> list[int]:
        with database.reading(NOW) as transaction:
            return [each.id for each in clinics.all_clinics(transaction)]

    def read(self) -> dict[int, dict[str, Any]]:
        """Return everything that each clinic reads."""
        found = {}
        with self.database() as database:
            for clinic in self.clinics(database):
                with database.of(clinic).reading(NOW) as transaction:
                    found[clinic] = everything(transaction)
        return found

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has, but for those that tell of the rotation
        itself."""
        with self.database() as database, database.reading(NOW) as transaction:
            tables = [
                each
                for name, each in metadata.tables.items()
                if not name.startswith(("audit_", "database_key"))
            ]
            counted = (
                transaction.execute(select(func.count()).select_from(each)).scalar_one()
                for each in tables
            )
            return dict(zip((each.name for each in tables), counted, strict=True))

    def sealed(self) -> list[int]:
        """Return how many values each key seals, the newest key first; entries of the
        audit trail do not count."""
        with self.database() as database, database.reading(NOW) as transaction:
            assert list(audit_check.mismatches(transaction)) == []
            return [
                sum(many for what, many in use.rows.items() if "." in what)
                for use in uses(transaction)
            ]


def test_a_rotation_killed_half_way_is_finished_and_both_clinics_read_everything(
    run: Run, address: str, tmp_path: Path
) -> None:
    run("clinic", "add", "north", "Northern Pain Center")
    site = Installation(address, tmp_path / "secret-key")
    site.fill()
    before, rows = site.read(), site.rows()
    assert [*before] == [FIRST_CLINIC, FIRST_CLINIC + 1]
    assert site.sealed() == [SEALED_VALUES]
    run("keys", "add")
    assert site.sealed() == [0, SEALED_VALUES]

    killed = subprocess.run(
        [sys.executable, "-c", KILLED], check=False, capture_output=True
    )

    assert killed.returncode == -signal.SIGKILL
    newest, older = site.sealed()
    assert newest + older == SEALED_VALUES
    assert 0 < newest < HALF_WAY, "what was under way when it was killed is undone"
    assert site.read() == before
    assert site.rows() == rows

    finished = run("keys", "rotate")

    assert f"\n{older} values are now encrypted with the newest key.\n" in finished
    assert "no available key" not in finished
    assert site.sealed() == [SEALED_VALUES, 0]
    assert site.read() == before
    assert site.rows() == rows
    assert re.search(
        r"\(the newest\): (?:3|6) of \S+, .*1 of the audit trail\n",
        run("keys", "status"),
    )
