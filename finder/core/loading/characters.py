"""Characters that XML, a workbook or a database cannot store. They are refused wherever
text comes in."""

import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

PLANES = "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{PLANES}]"
)
"""Control characters except tab and line ends, halves of surrogate pairs, and
noncharacters."""
ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([bfe])|.)", re.DOTALL
)
SHORT = {"b": "\b", "f": "\f", "e": "\x1b"}
MOST_CHARACTERS = 20
"""How many characters to report. A file of another kind would fill pages."""


def forbidden_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first lines with a forbidden character, each with its first one."""
    first: dict[int, str] = {}
    for found in islice(FORBIDDEN.finditer(text), MOST_CHARACTERS):
        line = line_of(found)
        first.setdefault(line, found[0])
    yield from first.items()


def forbidden_escapes(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield the lines of a text that write a forbidden character as an escape such as
    `\u0007`."""
    for found in ESCAPE.finditer(text):
        character = escaped(found)
        if FORBIDDEN.match(character):
            yield line_of(found), character


def line_of(found: re.Match[str]) -> int:
    """Return the number of the line in which a match begins."""
    lines_before = found.string.count("\n", 0, found.start())
    return lines_before + 1


def escaped(found: re.Match[str]) -> str:
    """Return the character that an escape stands for, or "" if it is not an escape of a
    special character."""
    digits = found[1] or found[2] or found[3]
    if not digits:
        return SHORT.get(found[4], "")
    number = int(digits, 16)
    return chr(number) if number <= sys.maxunicode else ""


def named(character: str) -> str:
    """Return the name of the character in a sentence: "U+0007"."""
    return f"U+{ord(character):04X}"


def texts_in(data: object) -> Iterator[str]:
    """Yield every text in data of TOML or JSON, including keys, at any depth."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value


def depth(data: object) -> int:
    """Return how deep tables and lists are nested."""
    deepest = 0
    level = nested_in([data])
    while level:
        deepest += 1
        inner: list[object] = []
        for value in level:
            inner += value.values() if isinstance(value, dict) else value
        level = nested_in(inner)
    return deepest


def nested_in(values: list[object]) -> list[Any]:
    """Return those of the values that are tables or lists."""
    return [value for value in values if isinstance(value, dict | list)]
