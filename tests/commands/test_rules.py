"""`finder rules`: formatted and shown for people, with an exit code for programs."""

import os
import shutil
from pathlib import Path

import pytest

from finder.commands.replacing import replace_text
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from tests.commands.test_cli import finder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the rules."""
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    monkeypatch.setenv("FINDER_RULES", str(folder))
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    return folder


def test_rules_are_tidied_only_when_asked_to(folder: Path) -> None:
    table = folder / "also_see.csv"
    table.write_bytes(
        b"\xef\xbb\xbf" + table.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n")
    )
    spreadsheet = table.read_bytes()

    checked = finder("rules", "tidy", "--check")
    unchanged = table.read_bytes()
    tidied, again = finder("rules", "tidy"), finder("rules", "tidy", "--check")

    assert (checked.exit_code, checked.output) == (
        1,
        "Error: not in their canonical form: also_see.csv; run `finder rules tidy`\n",
    )
    assert unchanged == spreadsheet
    assert tidied.output == "Tidied: also_see.csv.\n"
    assert (again.exit_code, again.output) == (0, "All files are tidy.\n")
    assert table.read_bytes() == (RULES / "also_see.csv").read_bytes()


def test_tidying_keeps_links_and_permissions(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "kept.csv"
    (folder / "also_see.csv").rename(real)
    real.write_text(
        "".join(f"{row},,\n" for row in real.read_text(encoding="utf-8").splitlines()),
        encoding="utf-8",
    )
    real.chmod(0o640)
    (folder / "also_see.csv").symlink_to(real)

    output = finder("rules", "tidy").output

    assert output == "Tidied: also_see.csv.\n"
    assert (folder / "also_see.csv").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes() == (RULES / "also_see.csv").read_bytes()
    assert list(tmp_path.glob(".kept*")) == []


def test_a_new_file_gets_the_usual_permissions_and_a_failure_leaves_nothing(
    tmp_path: Path,
) -> None:
    before = os.umask(0o027)
    try:
        replace_text(tmp_path / "new.txt", "new")
        with pytest.raises(UnicodeEncodeError):
            replace_text(tmp_path / "new.txt", "\ud800")
    finally:
        os.umask(before)

    assert (tmp_path / "new.txt").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.glob(".new*")) == []


def test_check_reads_the_files_that_only_reviewers_need(folder: Path) -> None:
    (folder / "promises.toml").write_text("not TOML", encoding="utf-8")

    result = finder("rules", "check")

    assert result.exit_code == 1
    assert result.output.startswith("Error: promises.toml:1: this is not valid TOML")


@pytest.mark.parametrize("columns", ["60", "110", "160"])
def test_rules_are_shown_side_by_side_within_the_terminal(
    ruleset: Ruleset, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    lines = finder("rules", "show", "--wide").output.splitlines()

    assert max(map(len, lines)) <= max(int(columns), 110)
    assert "Anes Neur PM&R Psyc Inte" in lines[0]
    face = next(line for line in lines if line.startswith("face-shocks"))
    assert face.split("  ")[0] == "face-shocks"
    assert "    1    9    .    .    ." in face
    assert {line.split()[0] for line in lines if line and line[0] != " "} >= {
        rule.id for rule in ruleset.suggestions.rows
    }


def test_rules_are_exported_to_the_files_that_are_named(tmp_path: Path) -> None:
    book, table = tmp_path / "rules.xlsx", tmp_path / "rules.dmn"

    result = finder("rules", "export", "--xlsx", str(book), "--dmn", str(table))

    assert (result.exit_code, result.output) == (
        0,
        f"Written: {table}\nWritten: {book}\n",
    )
    assert book.read_bytes().startswith(b"PK")
    assert table.read_bytes().startswith(b"<?xml")


def test_an_export_without_a_valid_file_is_reported(tmp_path: Path) -> None:
    nothing, nowhere = (
        finder("rules", "export"),
        finder("rules", "export", "--dmn", str(tmp_path / "no" / "rules.dmn")),
    )

    assert "name a file: --xlsx FILE, --dmn FILE, or both" in nothing.output
    assert nowhere.exit_code == 1
    assert (
        "cannot be written (No such file or directory); choose another place"
        in nowhere.output
    )


def test_a_reworded_english_text_is_named_until_its_translation_is_accepted(
    folder: Path,
) -> None:
    sheet = folder / "sheet.toml"
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace('"Still missing"', '"Not told yet"'),
        encoding="utf-8",
    )

    checked, status = finder("rules", "check"), finder("rules", "language", "status")
    accepted, again = (
        finder("rules", "language", "accept", "es"),
        finder("rules", "language", "status"),
    )

    named = "clinic > missing_en is new or reworded; check that missing_es still says the same"
    assert named in checked.output
    assert "are right" in checked.output
    assert named in status.output
    assert (
        "es: texts to look at again: 1; `finder rules language accept es`"
        in status.output
    )
    assert accepted.output.endswith("1 of them new or reworded.\n")
    assert "reworded" not in again.output
    assert "reworded" not in finder("rules", "check").output


def test_a_language_that_nobody_writes_cannot_be_accepted() -> None:
    found = finder("rules", "language", "accept", "vi")

    assert found.exit_code == 1
    assert found.output.startswith("Error: no text is written in vi;")
