"""Typed text is cleaned without losing its meaning."""

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.rules.clean_text import clean, turns_writing
from finder.core.rules.knowledge import Ruleset

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PERSIAN = "می\u200cخواهم"
TURNED = "take 5 \u202e021\u202c mg"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("BP 120\t80", "BP 120 80"),
        ("5\t10", "5 10"),
        ("5\x0010", "5 10"),
        ("5\x1f10", "5 10"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("five\x0bsix\x0cseven\x85eight", "five\nsix\nseven\neight"),
        ("  around \n", "around"),
        ("10\u00a0mg", "10\u00a0mg"),
        (FAMILY, FAMILY),
        (PERSIAN, PERSIAN),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("half\ud800", "half\ufffd"),
        (TURNED, "take 5 021 mg"),
        ("\u2066a\u2067b\u2068c\u2069\u202ad\u202be\u202df", "abcdef"),
        ("\u200b\u200d \n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_only_misleading_characters_are_removed(typed: str, stored: str) -> None:
    assert clean(typed) == stored
    assert clean(stored) == stored


def test_direction_marks_are_recognized() -> None:
    assert turns_writing(TURNED)
    assert not turns_writing(f"{FAMILY} {PERSIAN} 5\t10")


def test_words_in_a_file_of_answers_are_cleaned_like_typed_ones(
    ruleset: Ruleset,
) -> None:
    found = answers_from(
        {"age": "a35_49", "where": ["head"], "own_words": " 5\t10\u202e "},
        ruleset.questionnaire,
    )

    assert found.own_words == "5 10"
