"""The glossary finds its words in texts, and its file is checked."""

from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load, version
from finder.core.loading.snapshot import load_snapshot, snapshot_of, texts_of
from finder.core.rules.glossary import Glossary, Word
from finder.paths import RULES
from tests.edits import edited

MS = Word("ms", "MS", "MS, multiple sclerosis", "An illness of nerves.", ("GK",))
BLOCK = Word(
    "nerve_block", "Nerve block", "nerve block, nerve blocks", "A shot.", ("GK",)
)
NERVE = Word("nerve", "Nerve", "nerve", "It feels.", ("GK",))
GLOSSARY = Glossary((NERVE, MS, BLOCK))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A Nerve block, then a nerve.", [BLOCK, NERVE]),
        ("nerve blocks help a nerve", [BLOCK, NERVE]),
        ("MS is no ms, and no MSG.", [MS]),
        ("Multiple Sclerosis", [MS]),
        ("nervely un-nerve nerve-like", []),
        ("", []),
    ],
)
def test_words_are_found_as_a_whole_and_the_longer_one_first(
    text: str, found: list[Word]
) -> None:
    assert list(GLOSSARY.words_in(text)) == found


def test_a_word_knows_its_position() -> None:
    (found,) = GLOSSARY.find("One nerve block.")

    assert (found.word, found.start, found.end) == (BLOCK, 4, 15)


def test_a_form_without_letters_is_never_found() -> None:
    plus = Word("plus", "Plus", "+", "More.", ("GK",))

    assert not Glossary((plus,)).words_in("+ or more")


def test_an_empty_glossary_finds_nothing() -> None:
    assert not Glossary().words_in("A nerve block.")


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (
            'forms_en = "naloxone"',
            'forms_en = " , "',
            "[naloxone] has no form; write how the word is written",
        ),
        (
            'forms_en = "naloxone"',
            'forms_en = "naloxone, Opioid"',
            "opioid is already a form of opioid; delete one",
        ),
        ('source   = ["ASRA18"]', 'source   = ["ASRA99"]', "there is no source ASRA99"),
        ("[naloxone]", "[Naloxone]", "word `Naloxone` is not a valid id"),
    ],
)
def test_a_mistake_in_the_file_is_reported(
    tmp_path: Path, before: str, after: str, named: str
) -> None:
    folder = edited(tmp_path / "rules", ("words.toml", before, after))

    with pytest.raises(BrokenRules) as broken:
        load(folder)
    assert any(
        error.file == "words.toml" and named in error.text
        for error in broken.value.errors
    )


def test_rules_from_before_the_glossary_borrow_it(tmp_path: Path) -> None:
    folder = edited(
        tmp_path / "rules",
        ("sources.toml", "[ASRA18]", "[ASRA18X]"),
        ("reasons.toml", "ASRA18", "ASRA18X"),
    )
    (folder / "words.toml").unlink()

    with pytest.raises(BrokenRules, match=r"words\.toml: this file is missing"):
        load(folder)
    borrowed = load_snapshot(snapshot_of(texts_of(folder)), newer=RULES).glossary
    assert borrowed.words == load(RULES).glossary.words
    assert version(folder) != version(RULES)
