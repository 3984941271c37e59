"""Begin a language: add an empty text next to each English one, for a translator to
fill in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

QUOTES = "\"'"
EMPTY = '""'
STRING = r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
TOKEN = re.compile(rf"{STRING}|#[^\n]*|[\[\]{{}}=,\n]|[^\s\[\]{{}}=,\"'#]+", re.DOTALL)
ENGLISH_KEY = re.compile(r"(?:[\w-]+\.)*(?:\w+_)?en")
OPENS, CLOSES = {"[", "{"}, {"]", "}"}
MOST_TOKENS = 500
"""More tokens than any list of texts has."""


@dataclass(frozen=True, slots=True)
class Text:
    """An English text: its key, where key and value begin, and where the value ends.

    `is_inline` says whether its table is written within one line.
    """

    key: str
    start: int
    value: int
    end: int
    is_inline: bool


def with_texts(
    toml: str, language: str, write: Callable[[str], str] = lambda _: EMPTY
) -> str:
    """Return the file with a text of the language after each English one that has none
    yet.

    `write` makes the text from the English one. Both are in quotes.
    """
    parts = []
    at = 0
    for text in english_texts(toml):
        other = f"{text.key.removesuffix('en')}{language}"
        if has_key(rest_of_table(toml, text), other):
            continue
        separator = ", " if text.is_inline else "\n"
        equals = toml[text.start + len(text.key) : text.value]
        value = toml[text.value : text.end]
        written = TOKEN.sub(lambda found: rewritten(found[0], write), value)
        parts += [toml[at : text.end], separator, other, equals, written]
        at = text.end
    parts.append(toml[at:])
    return "".join(parts)


def rest_of_table(toml: str, text: Text) -> str:
    """Return what follows a text in its table."""
    table_end = "}" if text.is_inline else "\n["
    return toml[text.end :].partition(table_end)[0]


def has_key(toml: str, key: str) -> bool:
    """Return whether a part of a file sets this key."""
    setting = rf"(?<![\w.]){re.escape(key)}\s*="
    return re.search(setting, toml) is not None


def rewritten(token: str, write: Callable[[str], str]) -> str:
    return write(token) if token[0] in QUOTES else token


def english_texts(toml: str) -> Iterator[Text]:
    """Yield the English texts of a file in order."""
    tokens = [found for found in TOKEN.finditer(toml) if not found[0].startswith("#")]
    depth = 0
    for number, token in enumerate(tokens[:-2]):
        depth += depth_change(token)
        is_key = tokens[number + 1][0] == "="
        if is_key and ENGLISH_KEY.fullmatch(token[0]):
            first = number + 2
            value = list(value_of(tokens[first : first + MOST_TOKENS]))
            yield Text(
                key=token[0],
                start=token.start(),
                value=value[0].start(),
                end=value[-1].end(),
                is_inline=depth > 0,
            )


def depth_change(token: re.Match[str]) -> int:
    """Return 1 for a token that opens a list or a table, -1 for one that closes it, or
    else 0."""
    return (token[0] in OPENS) - (token[0] in CLOSES)


def value_of(tokens: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the tokens of the value that begins here: one token, or a whole list."""
    depth = 0
    for token in tokens:
        depth += depth_change(token)
        yield token
        if not depth:
            return
