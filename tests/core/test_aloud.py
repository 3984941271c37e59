"""What staff read to a caller can be spoken: no asides, no symbols, and codes letter by
letter."""

import pytest

from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.reference import ALPHABET, written
from finder.core.summarizing.aloud import aloud, spelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A doctor trained in rehabilitation (PM&R) fits best.",
            "A doctor trained in rehabilitation fits best.",
        ),
        ("Talking therapy for pain (CBT, ACT)", "Talking therapy for pain"),
        ("nerves & muscles; joints", "nerves and muscles, joints"),
        ("Call 911.", "Call 911."),
    ],
)
def test_asides_and_symbols_are_not_read_aloud(text: str, expected: str) -> None:
    assert aloud(text) == expected


def test_every_background_can_be_read_aloud(ruleset: Ruleset) -> None:
    for background in ruleset.backgrounds:
        for text in (background.name, background.plain, background.trained):
            assert aloud(text)
            assert not set("()&/;") & set(aloud(text))


def test_a_code_is_spelled_in_its_groups() -> None:
    assert spelled(written("7KQ2M9XD4TH")) == (
        (("7", ""), ("K", "Kilo"), ("Q", "Quebec"), ("2", "")),
        (("M", "Mike"), ("9", ""), ("X", "X-ray"), ("D", "Delta")),
        (("4", ""), ("T", "Tango"), ("H", "Hotel")),
    )


def test_every_letter_of_a_code_has_a_word() -> None:
    (pairs,) = spelled(ALPHABET)

    assert [symbol for symbol, word in pairs if not word and not symbol.isdigit()] == []
