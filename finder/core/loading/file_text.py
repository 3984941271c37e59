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
    if not FORBIDDEN.search("".join(set(text))):
        return text, ()
    return FORBIDDEN.sub("", text), tuple(forbidden_lines(text))


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
    characters = set[str]().union(*texts_in(data_of(text)))
    return FORBIDDEN.search("".join(characters)) is not None


@lru_cache(maxsize=64)
def is_too_deep(text: str) -> bool:
    """Return whether a TOML text nests lists and tables too deep.

    Raises ValueError or RecursionError if it cannot be read.
    """
    return depth(data_of(text)) > DEEPEST


def line_of_mistake(text: str, error: ValueError) -> int:
    """Return the line that the error names, or else the line of a number that is too
    long to be read, or the last line."""
    named = re.search(r"line (\d+)", str(error))
    if named:
        return int(named[1])
    digits = re.search(r"\d{4000}", text.replace("_", ""))
    if digits:
        return text.count("\n", 0, digits.start()) + 1
    return text.count("\n")


def nested_line(text: str) -> int:
    """Return the line that nests the most."""
    depths = [sum(map(line.count, "[{.")) for line in text.split("\n")]
    return 1 + depths.index(max(depths))
