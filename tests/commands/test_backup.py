"""`finder backup` and `finder restore`, as users run them."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from finder.commands import main
from finder.commands.backup import new_file

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINDER_TIME_ZONE", "America/New_York")
    return lambda *words: CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture
def file(run: Run, tmp_path: Path) -> Path:
    """Return a backup of a database with one account."""
    run("staff", "add", "maria", "--role", "admin")
    made = tmp_path / "monday.backup"
    assert run("backup", made).exit_code == 0
    return made


def begin_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_key: bool = True
) -> None:
    """Move to a new machine that has only the secret key."""
    (tmp_path / "new").mkdir(mode=0o700)
    if with_key:
        (tmp_path / "new" / "secret-key").write_bytes(
            (tmp_path / "data" / "secret-key").read_bytes()
        )
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "new"))


def test_a_backup_restores_on_another_machine(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_elsewhere(tmp_path, monkeypatch)

    restored = run("restore", file)

    assert re.fullmatch(
        r"The backup of \d{4}-\d\d-\d\d \d\d:\d\d is restored: \d+ rows\.\n",
        restored.output,
    )
    assert run("staff", "list").output == "maria  admin  has not signed in yet\n"
    assert run("audit", "verify").exit_code == 0
    assert "(command line)  restored a backup" in run("audit", "show").output


def test_the_running_database_records_its_backup(run: Run, file: Path) -> None:
    assert "(command line)  made a backup" in run("audit", "show").output


def test_a_backup_is_for_this_user_alone_and_overwrites_none(
    run: Run, file: Path
) -> None:
    content = file.read_bytes()

    again = run("backup", file)

    assert (
        again.output
        == f"Error: {file} already exists; choose another name for the backup\n"
    )
    assert file.read_bytes() == content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"maria" not in content


def test_a_folder_that_is_not_there_is_named(
    run: Run, file: Path, tmp_path: Path
) -> None:
    wanted = tmp_path / "nowhere" / "backup"

    assert run("backup", wanted).output == (
        f"Error: {wanted} cannot be written (No such file or directory); choose another place\n"
    )


def test_a_backup_needs_a_database(run: Run, tmp_path: Path) -> None:
    result = run("backup", tmp_path / "backup")

    assert result.output.startswith("Error: there is no database ")
    assert list(tmp_path.glob("backup*")) == []


def test_a_backup_is_checked_without_a_database(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_elsewhere(tmp_path, monkeypatch)

    assert " is intact and contains " in run("restore", "--check", file).output
    assert not (tmp_path / "new" / "finder.db").exists()

    file.write_bytes(file.read_bytes()[:-1])
    cut = run("restore", "--check", file)
    assert (cut.exit_code, cut.output) == (
        1,
        f"Error: {file} is damaged or incomplete; use another backup\n",
    )


def test_a_backup_cannot_be_restored_without_its_key(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_elsewhere(tmp_path, monkeypatch, with_key=False)

    assert run("restore", file).output == (
        f"Error: {file} was made with a secret key that the app does not have; put the copy of its file secret-key "
        "into FINDER_DATA, or add it to FINDER_SECRET_KEYS\n"
    )


def test_a_database_in_use_is_left_unchanged(run: Run, file: Path) -> None:
    assert (
        " is not empty, and a restore never overwrites data; "
        in run("restore", file).output
    )
    assert run("staff", "list").output == "maria  admin  has not signed in yet\n"


def test_two_backups_to_one_name_at_once_leave_the_first_that_was_finished(
    tmp_path: Path,
) -> None:
    wanted = tmp_path / "backup"

    with pytest.raises(ClickException, match="already exists"), new_file(wanted) as one:
        one.write(b"slow " * 100_000)
        with new_file(wanted) as another:
            another.write(b"fast")

    assert wanted.read_bytes() == b"fast"
    assert list(tmp_path.iterdir()) == [wanted]


def test_a_backup_to_standard_output_is_refused(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("backup", "-").output == (
        "Error: a backup is written to a new file, not to standard output; name the file\n"
    )

    assert not (tmp_path / "-").exists()
