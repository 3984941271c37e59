"""`finder keys`, as users run it."""

import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path))
    monkeypatch.setenv("FINDER_TIME_ZONE", "America/New_York")
    return lambda *words: CliRunner().invoke(main, words)


def later() -> datetime:
    return datetime.now(UTC) + timedelta(days=3)


def test_a_secret_is_added_and_all_is_sealed_under_it(run: Run, tmp_path: Path) -> None:
    run("staff", "add", "maria", "--role", "admin")
    assert re.fullmatch(
        r"[0-9a-f]{8} \(the newest\): 1 of staff.codes_sealed, 1 of the audit trail\n",
        run("keys", "status").output,
    )

    assert "Restart the app so that it uses the new secret" in run("keys", "add").output
    assert "(the newest): nothing\n" in run("keys", "status").output
    rotated = run("keys", "rotate").output

    assert (
        rotated
        == "staff.codes_sealed: 1 encrypted again\n1 values are now encrypted with the newest key.\n"
    )
    newest, older = run("keys", "status").output.splitlines()
    assert newest.endswith(
        "(the newest): 1 of staff.codes_sealed, 1 of the audit trail"
    )
    assert older.endswith("(older): 1 of the audit trail")
    assert run("audit", "verify").exit_code == 0
    assert (
        "(command line)  encrypted everything again under the newest key"
        in run("audit", "show").output
    )
    assert len((tmp_path / "secret-key").read_text(encoding="utf-8").split()) == 2


def test_a_secret_that_the_trail_needs_is_not_dropped(run: Run) -> None:
    run("staff", "add", "maria", "--role", "admin")
    run("keys", "add")
    run("keys", "rotate")

    assert (
        run("keys", "drop").output
        == "Error: every key is still in use; `finder keys status` shows where\n"
    )


def test_a_secret_is_dropped_only_when_visits_from_before_have_ended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("purge")
    run("keys", "add")

    assert run("keys", "drop").output == "Error: run `finder keys rotate` first\n"
    run("keys", "rotate")
    assert re.fullmatch(
        r"Error: visits from before the rotation need the older keys until they end; "
        r"try again after \d{4}-\d\d-\d\d \d\d:\d\d\n",
        run("keys", "drop").output,
    )

    monkeypatch.setattr(sys.modules["finder.commands.keys"], "now", later)
    assert (
        run("keys", "drop").output
        == f"{tmp_path}/secret-key now contains 1 of 2 secrets. Restart the app.\n"
    )
    assert run("keys", "status").output.endswith("(the newest): 1 of the audit trail\n")


def test_secrets_in_the_environment_are_changed_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINDER_SECRET_KEYS", "k7Qp2ZxV9mLr4TbWn8YsHd3GfJc6XaEu")
    run("purge")

    for word in ("add", "drop"):
        assert run("keys", word).output == (
            "Error: the secrets are in FINDER_SECRET_KEYS, so change them there: put the new secret first and the "
            "old ones after it, restart the app, and run `finder keys rotate`\n"
        )


def test_values_that_no_key_decrypts_are_counted(run: Run, tmp_path: Path) -> None:
    run("staff", "add", "maria", "--role", "admin")
    with sqlite3.connect(tmp_path / "finder.db") as database:
        database.execute(
            "UPDATE staff SET codes_sealed = x'0102030405', disabled = '2026-11-26 12:00:00'"
        )
        database.execute("UPDATE audit_entry SET who = 'eve'")
    database.close()

    assert run("keys", "rotate").output.endswith(
        "Left unchanged, because no available key decrypts them: 1.\n"
    )
    output = run("keys", "status").output
    assert "01020304 (not available): 1 of staff.codes_sealed\n" in output
    assert "no available key: 1 of the audit trail\n" in output
