"""Rules that are loaded again in another language or voice share what holds no
words."""

from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
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
