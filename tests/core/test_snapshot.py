"""Rules survive a snapshot, word for word."""

import json
import shutil
import zlib
from pathlib import Path

import pytest

from finder.core.deciding.assess import assess
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.snapshot import load_snapshot, snapshot_of, texts_of
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.random_patients import random_patients


def test_packed_rules_are_the_same_rules(ruleset: Ruleset) -> None:
    found = load_snapshot(
        snapshot_of(texts_of(RULES)),
        numbers={
            "emergency": "112",
            "crisis_line": "988",
            "clinic": "us",
            "days": "30",
        },
    )

    assert found.version == ruleset.version
    assert found.review == ruleset.review
    assert "112" in found.advice.urgent.footer
    for answers in random_patients(ruleset.questionnaire, 50):
        assert assess(found, answers) == assess(ruleset, answers)


def test_a_spreadsheet_s_traces_survive_and_a_missing_file_stays_missing(
    tmp_path: Path, ruleset: Ruleset
) -> None:
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    table = folder / "also_see.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "review.toml").unlink()

    with pytest.raises(BrokenRules, match=r"review\.toml: this file is missing"):
        load_snapshot(snapshot_of(texts_of(folder)))
    (folder / "review.toml").write_text("", encoding="utf-8")
    assert load_snapshot(snapshot_of(texts_of(folder))).version == ruleset.version


def test_only_the_files_of_rules_are_unpacked(tmp_path: Path) -> None:
    content = zlib.compress(json.dumps({"../escape.toml": "x = 1"}).encode())

    with pytest.raises(BrokenRules):
        load_snapshot(content)
    assert not list(tmp_path.parent.rglob("escape.toml"))
