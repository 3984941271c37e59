"""Rules of an older version can still be read. Texts that they lack come from newer
rules."""

import re
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.loading.snapshot import load_snapshot, snapshot_of, texts_of
from finder.paths import RULES
from tests.edits import edited


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return a rules folder whose advice lacks the text of a mistake, the table of
    facts and the page of other help."""
    folder = edited(tmp_path / "rules", ("advice.toml", "You told us:", "You said:"))
    path = folder / "advice.toml"
    text = re.sub(
        r"^mistake_en .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    for name in ("fact", "other_help"):
        text = re.sub(
            rf"^\[{name}\].*?(?=^\[[a-z_]+\]|\Z)",
            "",
            text,
            flags=re.MULTILINE | re.DOTALL,
        )
    path.write_text(text, encoding="utf-8")
    return folder


def test_an_older_folder_alone_has_missing_texts(older: Path) -> None:
    with pytest.raises(BrokenRules, match="mistake_en is missing"):
        load(older)


def test_missing_texts_come_from_a_newer_folder_and_its_own_stay(older: Path) -> None:
    found, now = load(older, newer=RULES), load(RULES)

    assert found.advice.urgent.mistake == now.advice.urgent.mistake
    assert found.advice.urgent.told == "You said:"
    assert not found.advice.other_help.heading
    assert found.version != now.version


def test_a_version_that_a_visit_began_with_is_read_in_the_same_way(older: Path) -> None:
    assert (
        load_snapshot(snapshot_of(texts_of(older)), newer=RULES).advice.urgent.told
        == "You said:"
    )
