"""Rules that are loaded again in another language or voice share what holds no
words."""

from dataclasses import replace
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import check_one_version, load
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import Voice
from finder.paths import RULES
from tests.edits import edited

DECIDING = ("red_flags", "suggestions", "treatment_rows", "also_see", "scoring")
WORDED = (
    "language",
    "voice",
    "questionnaire",
    "reasons",
    "backgrounds",
    "treatments",
    "taxonomy",
    "sources",
    "advice",
    "sheet",
    "after_result",
    "glossary",
    "review",
)
LONG_FOR_HELPERS = (
    "reasons.toml",
    'extra_they_en = "If their neck or back hurts from it, keep them still until help comes."',
    'extra_they_en = "One. Two. Three. Four."',
)


@pytest.mark.parametrize(
    ("language", "voice"),
    [("en", Voice.HELPER), ("es", Voice.PERSON), ("es", Voice.HELPER)],
)
def test_rules_with_shared_tables_say_and_decide_the_same(
    ruleset: Ruleset, language: str, voice: Voice
) -> None:
    shared = load(RULES, language, voice=voice, like=ruleset)
    alone = load(RULES, language, voice=voice)

    for part in DECIDING:
        assert getattr(shared, part) is getattr(ruleset, part)
    for part in WORDED:
        assert repr(getattr(shared, part)) == repr(getattr(alone, part)), part
    assert shared.version == alone.version
    assert shared.suggestions.rows == alone.suggestions.rows


def test_a_mistake_in_the_other_voice_is_still_reported(tmp_path: Path) -> None:
    folder = edited(tmp_path / "rules", LONG_FOR_HELPERS)
    person = load(folder)

    with pytest.raises(BrokenRules, match="extra has 4 sentences"):
        load(folder, voice=Voice.HELPER, like=person)


ENGLISH_TEXT = (
    "Good pain care starts with a full check-up, clear facts, and safe movement."
)
SPANISH_TEXT = (
    "La buena atención del dolor empieza con una revisión completa, información clara "
    "y movimiento seguro. Los médicos de medicina interna empiezan por ahí."
)
WITHOUT_WORDS = (
    ("reasons.toml", ENGLISH_TEXT, "Call {poison_line}."),
    ("reasons.toml", SPANISH_TEXT, "Llame al {poison_line}."),
)


def test_a_reason_without_words_in_another_language_is_reported(tmp_path: Path) -> None:
    folder = edited(tmp_path / "rules", *WITHOUT_WORDS)
    unset = {"poison_line": ""}
    english = load(folder, numbers=unset)

    with pytest.raises(BrokenRules, match="everyone needs words and a strength"):
        load(folder, "es", unset, like=english)


def test_files_that_changed_meanwhile_are_loaded_in_full(tmp_path: Path) -> None:
    before = load(edited(tmp_path / "before"))
    changed = edited(
        tmp_path / "rules",
        ("suggestions.csv", "face-shocks,", "face-shock,"),
        ("reasons.toml", "[face-shocks]", "[face-shock]"),
    )

    found = load(changed, "es", like=before)

    assert "face-shock" in found.rules
    assert found.version != before.version


def test_rules_whose_files_change_while_they_are_loaded_are_refused(
    ruleset: Ruleset,
) -> None:
    changed = replace(ruleset, version="another")
    check_one_version(RULES, [ruleset, ruleset])

    with pytest.raises(BrokenRules, match="the files changed while they were loaded"):
        check_one_version(RULES, [ruleset, changed])
