"""`finder staff` and `finder audit`, as users run them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from finder.commands import main
from finder.config import Settings
from finder.core.rules.advice import Level
from finder.core.sharing.reference import check_symbol, written
from finder.secret_keys import secrets_of
from finder.store import audit, intake_sharing
from finder.store.acts import Act
from finder.store.desk_tables import audit_entry
from finder.store.engine import open_database, writing
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.former import record_sentence

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, words)


def test_the_first_admin_comes_from_the_command_line(run: Run) -> None:
    run("purge")
    assert "There are no accounts yet" in run("staff", "list").output

    made = run("staff", "add", "Maria.Lopez", "--role", "admin")

    assert re.search(
        r"Starting password of maria\.lopez.*: (\w{5}-){3}\w{5}\n",
        made.output,
    )
    assert run("staff", "list").output == "maria.lopez  admin  has not signed in yet\n"


def test_an_account_is_disabled_and_reset(run: Run) -> None:
    run("staff", "add", "adam", "--role", "admin")
    run("staff", "add", "zoe")

    assert run("staff", "disable", "zoe").output == "zoe is disabled and signed out.\n"
    assert "zoe  desk  disabled" in run("staff", "list").output
    assert "Starting password of zoe" in run("staff", "reset", "zoe").output
    assert "zoe  desk  has not signed in yet" in run("staff", "list").output


def test_an_impossible_action_is_reported_in_one_sentence(run: Run) -> None:
    run("staff", "add", "adam", "--role", "admin")

    for words, said in {
        (
            "staff",
            "disable",
            "adam",
        ): "Error: The only admin is adam. Add another admin first.\n",
        (
            "staff",
            "disable",
            "eve",
        ): "Error: There is no staff member eve. `finder staff list` shows all.\n",
        (
            "staff",
            "reset",
            "eve",
        ): "Error: There is no staff member eve. `finder staff list` shows all.\n",
        ("staff", "reset", "eve\udcff"): "Error: There is no staff member eve\ufffd. ",
        (
            "audit",
            "show",
            "--reference",
            "7KQ2",
        ): "Error: A code has 11 letters and numbers. You typed 4.",
    }.items():
        result = run(*words)
        assert result.exit_code == 1
        assert result.output.startswith(said)


def test_a_trail_that_an_earlier_version_began_is_shown_and_checked(
    run: Run, tmp_path: Path
) -> None:
    run("staff", "add", "adam", "--role", "admin")
    keys = Keys(secrets_of(Settings(data=tmp_path)))
    engine = open_database(Settings(data=tmp_path).database_url)
    with Database(engine, keys).writing(datetime.now(UTC)) as transaction:
        record_sentence(transaction, "adam", "signed in with a recovery code")
    engine.dispose()

    shown = run("audit", "show").output.splitlines()

    assert [line.split("  ", 2)[2] for line in shown] == [
        "(command line)  added the staff member adam",
        "adam  signed in with a recovery code",
    ]
    assert run("audit", "verify").output.startswith("All 2 entries are intact.")


def test_the_trail_of_one_intake_is_shown_by_its_reference(
    run: Run, tmp_path: Path
) -> None:
    run("purge")
    now, reference = datetime.now(UTC), f"7KQ2M9XD4T{check_symbol('7KQ2M9XD4T')}"
    keys = Keys(secrets_of(Settings(data=tmp_path)))
    engine = open_database(f"sqlite:///{tmp_path}/finder.db")
    shared = Shared(reference, b"answers", Level.SOON, False, "en", FilledIn.HOME, "1")
    with Database(engine, keys).writing(now) as transaction:
        found_by = intake_sharing.share(transaction, "key", shared, timedelta(days=1))
        audit.record(transaction, audit.PATIENT, Act.SHARED, intake=found_by)
    engine.dispose()

    [line] = run("audit", "show", "--reference", written(reference)).output.splitlines()

    assert line.endswith("  (patient)  shared an intake")


def test_the_trail_is_shown_and_checked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINDER_TIME_ZONE", "Asia/Kathmandu")
    run("staff", "add", "adam", "--role", "admin")
    run("staff", "add", "zoe")

    shown = run("audit", "show").output.splitlines()
    checked = run("audit", "verify")

    assert [line.split("  ", 2)[2] for line in shown] == [
        "(command line)  added the staff member adam",
        "(command line)  added the staff member zoe",
    ]
    assert all(
        re.match(r"\d+  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\+0545  ", line)
        for line in shown
    )
    assert run("audit", "show", "--last", "1").output.splitlines() == shown[1:]
    assert run("audit", "show", "--reference", "11111111111").output == ""
    mark = re.fullmatch(
        r"All 2 entries are intact. Keep this mark somewhere else: (2-\w{16})\n",
        checked.output,
    )
    assert mark
    assert run("audit", "verify", "--noted", mark[1]).exit_code == 0


def test_the_check_says_where_a_shortened_trail_begins(
    run: Run, tmp_path: Path
) -> None:
    run("staff", "add", "adam", "--role", "admin")
    old = re.search(r"1-\w{16}", run("audit", "verify").output)
    assert old
    run("staff", "add", "zoe")
    run("staff", "add", "eve")
    engine = open_database(f"sqlite:///{tmp_path}/finder.db")
    with writing(engine) as connection:
        past = dict.fromkeys((1, 2), datetime(2020, 1, 2, tzinfo=UTC))
        for number, at in past.items():
            connection.execute(
                update(audit_entry).where(audit_entry.c.number == number).values(at=at)
            )
    engine.dispose()

    assert "2 entries of the audit trail deleted." in run("purge").output
    output = run("audit", "verify", "--noted", old[0]).output.splitlines()

    assert re.fullmatch(
        "It begins after entry 2: earlier entries were deleted after 6 years, most recently on [0-9-]{10}.",
        output[0],
    )
    assert (
        output[1]
        == f"The mark {old[0]} belongs to a deleted entry, so it no longer proves anything. Note the new mark."
    )
    assert output[2].startswith(
        "All 1 entries are intact. Keep this mark somewhere else: 3-"
    )


@pytest.mark.parametrize(
    "noted", ["zzz", "2", "2-", "-0123456789abcdef", "2-0123456789abcdef0"]
)
def test_an_invalid_mark_is_reported_without_blame(run: Run, noted: str) -> None:
    run("staff", "add", "adam", "--role", "admin")

    result = run("audit", "verify", f"--noted={noted}")

    assert result.exit_code == 1
    assert result.output.startswith(
        f"Error: {noted!r} is not a mark; copy one that an earlier check printed"
    )


def test_a_mark_that_the_trail_never_had_is_reported(run: Run) -> None:
    run("staff", "add", "adam", "--role", "admin")

    assert (
        "the mark 1-0123456789abcdef is not in the trail"
        in run("audit", "verify", "--noted", "1-0123456789abcdef").output
    )


def test_a_changed_trail_ends_the_check_with_the_entry_that_was_changed(
    run: Run, tmp_path: Path
) -> None:
    run("staff", "add", "adam", "--role", "admin")
    run("staff", "add", "zoe")
    engine = open_database(f"sqlite:///{tmp_path}/finder.db")
    with writing(engine) as connection:
        connection.exec_driver_sql(
            "UPDATE audit_entry SET about = 'eve' WHERE number = 1"
        )
    engine.dispose()

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert (
        result.output == "Error: the audit trail is not intact:\nentry 1 was changed\n"
    )


@pytest.mark.parametrize(
    "words", [("audit", "verify"), ("staff", "list"), ("purge",), ("run",)]
)
def test_a_lost_key_is_reported_in_one_sentence_without_blame(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    run("staff", "add", "adam", "--role", "admin")
    key = (tmp_path / "secret-key").read_bytes()
    (tmp_path / "secret-key").unlink()

    result = run(*words)

    assert result.exit_code == 1
    assert re.fullmatch(
        r"Error: the database \S+ was first started with a secret key that the app.*\n",
        result.output,
    )
    (tmp_path / "secret-key").write_bytes(key)
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("audit", "verify"), ("audit", "show"), ("staff", "list"), ("clinicians", "list")],
)
def test_a_command_that_only_reads_makes_no_database(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FINDER_DATABASE", f"sqlite:///{tmp_path}/mistyped/finder.db")

    result = run(*words)

    assert result.exit_code == 1
    assert result.output == (
        f"Error: there is no database {tmp_path}/mistyped/finder.db; check FINDER_DATABASE, "
        "or start the app once with `finder run` to create it\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_lost_record_of_the_end_ends_the_check_in_words(
    run: Run, tmp_path: Path
) -> None:
    run("staff", "add", "adam", "--role", "admin")
    engine = open_database(f"sqlite:///{tmp_path}/finder.db")
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM audit_end")
    engine.dispose()

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert result.output.startswith(
        "Error: the audit trail is not intact:\nthe end record is missing"
    )


def test_what_a_database_says_of_a_row_is_not_printed(run: Run, tmp_path: Path) -> None:
    run("staff", "add", "adam", "--role", "admin")
    run("staff", "add", "zoe")
    engine = open_database(Settings(data=tmp_path).database_url)
    with writing(engine) as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE UPDATE ON staff BEGIN SELECT RAISE(ABORT, 'a yellow canary'); END"
        )
    engine.dispose()

    result = run("staff", "disable", "zoe")

    assert result.exit_code == 1
    assert (
        "sqlite_errorname=SQLITE_CONSTRAINT_TRIGGER\nThe database rejected a statement"
        in result.output
    )
    assert "canary" not in result.output
