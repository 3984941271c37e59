"""The output of the `finder` command for people, and its exit codes for programs."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main
from finder.core.loading.languages import count
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.store import visits
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.migrated import make_tables

SECRET = "the only secret of these tests and quite long"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a temporary data folder, so that no test uses the developer's own."""
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINDER_SECRET_KEYS", SECRET)
    return tmp_path / "data"


def finder(*words: str, posted: str | None = None) -> Result:
    return CliRunner().invoke(main, words, input=posted)


def test_the_shipped_rules_are_valid(ruleset: Ruleset) -> None:
    result = finder("rules", "check")

    assert result.exit_code == 0
    assert result.output == (
        f"Rules version {ruleset.version}: 330 rows, 202 dangers and 162 worked patients are right.\n"
        f"es: complete, {count(RULES)} texts\n"
    )


def test_a_broken_rule_is_reported_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    table = folder / "suggestions.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("feel:face_shock", "feel:face_shok"),
        encoding="utf-8",
    )
    monkeypatch.setenv("FINDER_RULES", str(folder))

    for command in (("rules", "check"), ("rules", "show"), ("run",)):
        result = finder(*command)

        assert result.exit_code == 1
        assert "Error: suggestions.csv:" in result.output
        assert "feel has no option face_shok; it has dull_steady" in result.output


def test_a_rule_with_another_effect_fails_its_worked_patients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    table = folder / "suggestions.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("face_shock,1,9", "face_shock,9,1"),
        encoding="utf-8",
    )
    monkeypatch.setenv("FINDER_RULES", str(folder))

    result = finder("rules", "check")

    assert result.exit_code == 1
    assert (
        "Who fits best: now also Anesthesiology; no longer Neurology." in result.output
    )


def test_every_rule_is_shown_in_words(ruleset: Ruleset) -> None:
    output = finder("rules", "show").output

    for rule in ruleset.suggestions.rows:
        assert f"{rule.id} [{rule.group}]" in output
        reason = ruleset.reasons[rule.id]
        assert all(said in output for said in (reason.words, *reason.own.values()))


def test_answers_become_an_assessment(ruleset: Ruleset, tmp_path: Path) -> None:
    vignette = load_vignettes(RULES, ruleset)[0]
    answers = json.dumps(
        {question: sorted(chosen) for question, chosen in vignette.answers.items()}
    )
    file = tmp_path / "answers.json"
    file.write_text(answers, encoding="utf-8")

    from_file, from_input = (
        finder("assess", str(file)),
        finder("assess", "-", posted=answers),
    )

    assert from_file.exit_code == 0
    assert from_file.output == from_input.output
    found = json.loads(from_file.output)
    assert {name: found[name] for name in vignette.expect} == vignette.expect


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ("{", "is not valid JSON"),
        ("[]", "the answers must be one object"),
        ('{"age": "young"}', "age: Choose from the list. Given: young"),
        ('{"agee": "a80"}', "agee: there is no such question; use one of who, "),
        ("", "is empty; the answers are one JSON object"),
        ("[" * 100_000, "is nested too deep"),
        (
            '{"safety_now": ["rf_chest"], "safety_now": ["none"]}',
            'contains "safety_now" twice; write each',
        ),
        ('{"own_words": "\\ud800"}', "contains half of a character"),
        ('{"pain_avg": NaN}', "contains NaN, which is not valid JSON"),
    ],
)
def test_unreadable_answers_are_reported(posted: str, expected: str) -> None:
    result = finder("assess", "-", posted=posted)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert expected in result.output


@pytest.mark.parametrize(
    "words", [("assess",), ("rules", "explain"), ("run", "--answers")]
)
def test_a_repeated_question_is_reported_by_every_command(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"age": "a80", "age": "a35_49"}', encoding="utf-8")

    result = finder(*words, str(file))

    assert result.exit_code == 1
    assert (
        result.output
        == f'Error: {file} contains "age" twice; write each question once\n'
    )


def test_answers_saved_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"age": "a80", "where": ["neck"]}', encoding="utf-8-sig")

    assert finder("assess", str(file)).exit_code == 0


def test_a_workbook_of_answers_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "answers.xlsx"
    file.write_bytes(b"PK\x03\x04\x14\x00\xff")

    assert (
        finder("assess", str(file)).output
        == f"Error: {file} is a workbook; save the answers as JSON\n"
    )


def test_a_mistyped_command_gets_the_commands_that_are_like_it() -> None:
    result = finder("docter")

    assert result.exit_code == 2
    assert "No such command 'docter'. Did you mean 'doctor'?" in result.output


def test_purge_deletes_expired_data(data: Path) -> None:
    engine = open_database(f"sqlite:///{data}/finder.db")
    make_tables(engine)
    keys, now = Keys((SECRET,)), datetime.now(UTC)
    for age in range(2):
        with Database(engine, keys).writing(
            now - timedelta(hours=3 * age)
        ) as transaction:
            visits.begin(transaction, f"token {age}", b"", "1", timedelta(hours=2))
    engine.dispose()

    first, second = finder("purge"), finder("purge")

    assert (
        first.output
        == "1 visits, 0 intakes and 0 entries of the audit trail deleted.\n"
    )
    assert (
        second.output
        == "0 visits, 0 intakes and 0 entries of the audit trail deleted.\n"
    )


def test_an_unknown_setting_is_reported_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FINDER_RULE", "rules")

    result = finder("run")

    assert result.exit_code == 1
    assert result.output.startswith(
        "Error: FINDER_RULE is not a setting; use one of FINDER_DATA, "
    )


@pytest.mark.parametrize("words", [("staff", "list"), ("rules", "reload"), ("doctor",)])
def test_a_path_that_this_user_cannot_use_is_named(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check this with a name that no file can have. Another user's folder, as in
    `finder staff list` by the wrong user, raises the same kind of error, but root may
    open any folder."""
    folder = str(tmp_path / ("long" * 100))
    monkeypatch.setenv("FINDER_DATA", folder)
    monkeypatch.delenv("FINDER_SECRET_KEYS")

    result = finder(*words)

    assert result.exit_code == 1
    assert f"{folder}/" in result.output
    assert "cannot be used (File name too long); run this as the user" in result.output


@pytest.mark.parametrize("last", ["0", "-5", "9" * 30])
def test_an_impossible_number_of_entries_is_refused(last: str) -> None:
    result = finder("audit", "show", "--last", last)

    assert result.exit_code == 2
    assert "is not in the range" in result.output
