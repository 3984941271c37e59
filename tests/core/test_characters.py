"""Characters that some format cannot hold are found, even if they are written as
escapes."""

import pytest

from finder.core.loading.characters import (
    FORBIDDEN,
    depth,
    forbidden_escapes,
    forbidden_lines,
    named,
    texts_in,
)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\ud800",
        "\ufdd0",
        "\ufffe",
        "\U0010ffff",
    ],
)
def test_characters_that_no_format_can_hold_are_forbidden(character: str) -> None:
    assert FORBIDDEN.fullmatch(character)


@pytest.mark.parametrize(
    "character", ["\t", "\n", "\r", " ", "é", "’", "\u00a0", "\u2028", "\ufeff", "😀"]
)
def test_ordinary_text_is_allowed(character: str) -> None:
    assert not FORBIDDEN.search(character)


def test_each_line_is_reported_once_and_at_most_twenty() -> None:
    assert list(forbidden_lines("a\n\x07b\x08\n\nc\x00")) == [(2, "\x07"), (4, "\x00")]
    assert len(list(forbidden_lines("\x00\n" * 50))) == 20


def test_escapes_are_reported_with_their_line() -> None:
    lines = (
        r'a = "\\u0007"',
        r'b = "\u0007\U0001FFFF"',
        r'c = "\b\n\u0041\UFFFFFFFF\x00"',
    )
    text = "\n".join(lines)

    assert list(forbidden_escapes(text)) == [
        (2, "\x07"),
        (2, "\U0001ffff"),
        (3, "\b"),
        (3, "\x00"),
    ]
    assert named("\U0001ffff") == "U+1FFFF"


def test_texts_and_depth_of_data() -> None:
    data = {"a": ["b", {"c": 1}, [["d"]]]}

    assert set(texts_in(data)) == {"a", "b", "c", "d"}
    assert (depth(data), depth({}), depth(7)) == (4, 1, 0)
