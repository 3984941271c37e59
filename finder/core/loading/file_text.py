"""What is in the text of a file: forbidden characters, the data of TOML, and the line
of a mistake.

Each voice and language reads the same texts, so the results are cached.
"""

import re
import tomllib
from functools import lru_cache
from typing import Any

from finder.core.loading.characters import FORBIDDEN, depth, forbidden_lines, texts_in

DEEPEST = 20
"""How deep tables and lists may be nested. The shipped files have five levels."""


@lru_cache(maxsize=64)
def without_forbidden(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return a text without its forbidden characters, and the line of each."""
    # A text has few different characters, so searching only those is faster.
    characters = "".join(set(text))
    if not FORBIDDEN.search(characters):
        return text, ()
    allowed = FORBIDDEN.sub("", text)
    lines = forbidden_lines(text)
    return allowed, tuple(lines)


@lru_cache(maxsize=64)
def data_of(text: str) -> dict[str, Any]:
    """Return the data of a TOML text. All voices and languages share it, so it must not
    be changed."""
    return tomllib.loads(text)


@lru_cache(maxsize=64)
def holds_forbidden(text: str) -> bool:
    """Return whether a valid TOML text holds forbidden characters that are written as
    escapes."""
    if "\\" not in text:
        return False
    data = data_of(text)
    characters = set[str]().union(*texts_in(data))
    found = FORBIDDEN.search("".join(characters))
    return found is not None


@lru_cache(maxsize=64)
def is_too_deep(text: str) -> bool:
    """Return whether a TOML text nests lists and tables too deep.

    Raises ValueError or RecursionError if it cannot be read.
    """
    data = data_of(text)
    return depth(data) > DEEPEST


def line_of_mistake(text: str, error: ValueError) -> int:
    """Return the line that the error names, or else the line of a number that is too
    long to be read, or the last line."""
    named = re.search(r"line (\d+)", str(error))
    if named:
        return int(named[1])
    plain = text.replace("_", "")
    digits = re.search(r"\d{4000}", plain)
    if digits:
        before = plain[: digits.start()]
        return before.count("\n") + 1
    return text.count("\n")


def nested_line(text: str) -> int:
    """Return the line that nests the most."""
    lines = text.split("\n")
    deepest = max(lines, key=count_openings)
    return 1 + lines.index(deepest)


def count_openings(line: str) -> int:
    """Return how many lists, tables and parts of keys begin in a line."""
    counts = map(line.count, "[{.")
    return sum(counts)
