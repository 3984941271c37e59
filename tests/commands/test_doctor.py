"""`finder doctor`: its report on a healthy installation, and on each kind of
problem."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main
from finder.commands.doctor_output import Verdict
from finder.commands.examining import check_disk, check_rules
from finder.commands.examining_database import check_backup
from finder.commands.examining_proxy import check_proxy
from finder.config import Settings
from finder.store import audit, visits
from finder.store.acts import Act
from finder.store.engine import open_database
from finder.store.migrate import migrate
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.edits import edited
from tests.postgresql import needed, postgresql

Run = Callable[..., Result]
SECRET = "a key for tests long enough to be taken"
CLINIC = Settings(clinic="Hillside Pain Clinic")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINDER_TIME_ZONE", "America/New_York")
    return lambda *words: CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the runner of a healthy installation, with an account and a backup of
    today."""
    monkeypatch.setenv("FINDER_CLINIC", "Hillside Pain Clinic")
    assert run("staff", "add", "maria", "--role", "admin").exit_code == 0
    assert run("backup", tmp_path / "today.backup").exit_code == 0
    return run


def database_of(folder: Path) -> Database:
    keys = Keys(tuple((folder / "secret-key").read_text().split()))
    return Database(open_database(f"sqlite:///{folder}/finder.db"), keys)


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "finder.db")) as connection, connection:
        connection.execute(statement)


def sick(run: Run, *said: str) -> Result:
    found = run("doctor")
    assert found.exit_code == 1, found.output
    assert "Traceback" not in found.output
    for text in said:
        assert text in found.output
    return found


def test_a_healthy_installation(clinic: Run) -> None:
    found = clinic("doctor")

    assert found.exit_code == 0, found.output
    assert found.output.endswith("\nNothing is wrong.\n")
    for about in (
        "settings",
        "keys",
        "database",
        "rules",
        "reviews",
        "disk",
        "clock",
        "trail",
        "proxy",
        "backup",
    ):
        assert f"\nok     {about} " in f"\n{found.output}"
    assert "note   reviews   no clinician has signed this version\n" in found.output


def test_an_empty_machine_is_left_unchanged(run: Run, tmp_path: Path) -> None:
    found = run("doctor")

    assert found.exit_code == 0
    assert "there is no database yet" in found.output
    assert not (tmp_path / "data").exists()


def test_it_changes_nothing(clinic: Run, tmp_path: Path) -> None:
    def content() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "data" / "finder.db")) as connection:
            return list(connection.iterdump())

    before, files = (
        content(),
        sorted(path.name for path in (tmp_path / "data").iterdir()),
    )
    clinic("doctor")

    assert content() == before
    assert {path.name for path in (tmp_path / "data").iterdir()} - set(files) <= {
        "finder.db-wal",
        "finder.db-shm",
    }


def test_it_shows_the_names_of_settings_and_never_their_values(
    clinic: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINDER_SECRET_KEYS", SECRET)

    found = clinic("doctor")

    assert "settings  set: FINDER_" in found.output
    assert "FINDER_SECRET_KEYS" in found.output
    assert SECRET not in found.output
    assert "Hillside" not in found.output


def test_a_setting_that_cannot_be_used(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINDER_VISIT_MINUTES", "many")

    sick(run, "FINDER_VISIT_MINUTES is 'many'; write a whole number")


@pytest.mark.parametrize("name", ["secret-key", "finder.db"])
def test_a_file_that_others_may_read(clinic: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "data" / name
    path.chmod(0o644)

    sick(
        clinic,
        f"other users of this machine can access {path}",
        f"-> run chmod 600 {path}",
    )


def test_a_missing_secret_is_not_created_again(clinic: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret-key"
    path.unlink()

    sick(
        clinic,
        "no data in the database can be decrypted",
        "-> restore its backup before you start the app",
    )

    assert not path.exists()


def test_a_secret_of_another_database(
    clinic: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "FINDER_SECRET_KEYS", "another key for tests long enough to be taken"
    )

    sick(clinic, "wrong  keys      the database", "was first started with a secret key")


def test_a_secret_that_is_weak(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDER_SECRET_KEYS", "short")

    found = sick(
        run, "wrong  keys      FINDER_SECRET_KEYS has a key shorter than 32 characters"
    )
    assert found.output.endswith(" needs attention.\n")
    assert "\n1 of " in found.output


def test_a_database_of_a_newer_version(clinic: Run, tmp_path: Path) -> None:
    change(tmp_path / "data", "UPDATE alembic_version SET version_num = '9999'")

    sick(
        clinic,
        "was made by a newer version of the app",
        "-> install that version, or restore a backup",
    )


def test_a_database_of_an_older_version_is_reported_and_not_changed(
    clinic: Run, tmp_path: Path
) -> None:
    change(tmp_path / "data", "UPDATE alembic_version SET version_num = '0015'")

    found = clinic("doctor")

    assert found.exit_code == 0
    assert "the next start creates or changes its tables" in found.output
    with closing(sqlite3.connect(tmp_path / "data" / "finder.db")) as connection:
        assert connection.execute(
            "SELECT version_num FROM alembic_version"
        ).fetchone() == ("0015",)


def test_tables_that_somebody_changed(clinic: Run, tmp_path: Path) -> None:
    change(tmp_path / "data", "DROP INDEX ix_visit_expires")

    sick(clinic, "its tables differ from those that its migrations make")


def test_a_file_that_is_no_database(clinic: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "data").glob("finder.db-*"):
        path.unlink()
    (tmp_path / "data" / "finder.db").write_bytes(b"not a database at all" * 400)

    sick(clinic, "is damaged or is not a database; restore a backup")


def test_a_file_that_is_damaged_inside(clinic: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "finder.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_held_expires'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    sick(clinic, "is damaged", "-> stop the app and restore a backup")


def test_a_database_that_cannot_be_reached(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed()
    monkeypatch.setenv("FINDER_DATABASE", f"postgresql://nobody@/none?host={tmp_path}")

    sick(
        run,
        "wrong  database  the database none",
        "cannot be reached; check that it is running",
        "ok     rules ",
    )


def test_visits_that_should_be_gone(clinic: Run, tmp_path: Path) -> None:
    database = database_of(tmp_path / "data")
    with database.writing(datetime.now(UTC) - timedelta(hours=5)) as transaction:
        visits.begin(transaction, "token", b"answers", "v1", timedelta(hours=1))
    database.engine.dispose()

    sick(
        clinic,
        "1 visit or intake expired hours ago",
        "-> start the app, or run finder purge",
    )
    clinic("purge")
    assert clinic("doctor").exit_code == 0


def test_a_clock_that_is_behind(clinic: Run, tmp_path: Path) -> None:
    database = database_of(tmp_path / "data")
    with database.writing(datetime.now(UTC) + timedelta(hours=2)) as transaction:
        audit.record(transaction, "maria", Act.SIGNED_IN)
    database.engine.dispose()

    found = sick(clinic, "wrong  clock ", "-> synchronize the clocks over the network")

    assert re.search(
        r"this machine's clock is \d:\d\d:\d\d behind the newest entry", found.output
    )


def test_an_audit_trail_that_somebody_changed(clinic: Run, tmp_path: Path) -> None:
    well = clinic("doctor")
    change(tmp_path / "data", "UPDATE audit_entry SET who = 'eve' WHERE number = 1")

    found = sick(
        clinic,
        "wrong  trail     is not intact: entry 1 was changed",
        "-> run finder audit verify",
    )

    assert (
        "\nok     trail     2 entries of the audit trail checked and intact, up to the mark 2-"
        in well.output
    )
    assert "ok     clock " in found.output


def test_a_secret_that_the_audit_trail_lacks_is_no_change(
    clinic: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "FINDER_SECRET_KEYS",
        f"{SECRET},{(tmp_path / 'data/secret-key').read_text().strip()}",
    )

    assert "ok     trail     2 entries" in clinic("doctor").output


def test_rules_that_are_broken(
    clinic: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited(tmp_path / "rules")
    (folder / "scoring.toml").write_text("nonsense")
    monkeypatch.setenv("FINDER_RULES", str(folder))

    sick(clinic, "wrong  rules     ", "scoring.toml", "ok     disk ")


def test_a_review_that_is_overdue(tmp_path: Path) -> None:
    folder = edited(tmp_path / "rules")
    review = folder / "review.toml"
    review.write_text(f"{review.read_text()}\n[sooner]\nface-shocks = 2026-11-23\n")

    found = list(check_rules(Settings(rules=folder), NOW))

    assert [(each.about, each.verdict) for each in found][-1] == (
        "reviews",
        Verdict.WRONG,
    )
    assert found[-1].text == "1 review date is past, the first since 2026-11-23"
    assert found[-1].fix


@pytest.mark.parametrize(
    ("days", "settings", "verdict"),
    [
        (7, CLINIC, Verdict.OK), (8, CLINIC, Verdict.WRONG), (8, Settings(), Verdict.NOTE), (0, Settings(), Verdict.OK),
        (None, CLINIC, Verdict.WRONG), (None, Settings(), Verdict.NOTE),
    ],
)  # fmt: skip
def test_how_old_the_backup_is(
    days: int | None, settings: Settings, verdict: Verdict
) -> None:
    found = check_backup(
        None if days is None else NOW - timedelta(days=days), settings, NOW
    )

    assert found.verdict is verdict
    assert found.text == (
        "none was made yet" if days is None else f"the newest is {days} days old"
    )
    assert bool(found.fix) == (verdict is not Verdict.OK)


def test_no_backup_is_younger_than_now() -> None:
    """A clock that was set back makes a backup of the future."""
    found = check_backup(NOW + timedelta(hours=1), CLINIC, NOW)

    assert found.text == "the newest is 0 days old"


def test_texts_use_the_singular_for_one(tmp_path: Path) -> None:
    assert (
        check_backup(NOW - timedelta(days=1), CLINIC, NOW).text
        == "the newest is 1 day old"
    )
    folder = edited(tmp_path / "rules")
    review = folder / "review.toml"
    review.write_text(
        f"{review.read_text()}\n[sooner]\nface-shocks = 2026-11-23\nfewer-attacks = 2026-11-22\n"
    )

    assert (
        next(iter(check_proxy(Settings(data=tmp_path)))).text
        == "0 processes of this app serve this data folder"
    )
    assert list(check_rules(Settings(rules=folder), NOW))[-1].text.startswith(
        "2 review dates are past, the first since "
    )


def test_a_proxy_without_hosts(tmp_path: Path) -> None:
    here = Settings(data=tmp_path, behind_tls_proxy=True)

    assert list(check_proxy(here))[-1].verdict is Verdict.WRONG
    named = Settings(data=tmp_path, behind_tls_proxy=True, hosts=("localhost:1",))
    _, setting, asked = check_proxy(named)
    assert setting.verdict is Verdict.OK
    assert (
        asked.text
        == "https://localhost:1/ refuses connections: nothing is listening there"
    )


def test_the_free_space_is_that_of_the_data_folder(tmp_path: Path) -> None:
    (found,) = check_disk(Settings(data=tmp_path / "not" / "yet"))

    assert f"MiB are free at {tmp_path}" in found.text


def test_a_healthy_postgresql(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    needed()
    with postgresql() as address:
        monkeypatch.setenv("FINDER_DATABASE", address)
        monkeypatch.setenv("FINDER_SECRET_KEYS", SECRET)
        empty = run("doctor")
        engine = open_database(address)
        migrate(engine)
        engine.dispose()
        made = run("doctor")

    assert (empty.exit_code, made.exit_code) == (0, 0), made.output
    assert "the next start creates or changes its tables" in empty.output
    assert "ok     database  is intact and writable" in made.output
    assert (
        "ok     clock     is not behind the audit trail, and agrees with the database"
        in made.output
    )


def test_a_data_folder_that_this_user_cannot_fill_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    _, found = check_disk(Settings(data=tmp_path / "file" / "data"))

    assert (found.verdict, found.text) == (
        Verdict.WRONG,
        f"{tmp_path}/file is not a folder where this user can write",
    )
