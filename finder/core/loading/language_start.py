"""Begin a language: add an empty text next to each English one, for a translator to fill in."""

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


def with_texts(toml: str, language: str, write: Callable[[str], str] = lambda _: EMPTY) -> str:
    """Return the file with a text of the language after each English one that has none yet.

    `write` makes the text from the English one. Both are in quotes.
    """
    parts, at = [], 0
    for text in english_texts(toml):
        other = f"{text.key.removesuffix('en')}{language}"
        if re.search(rf"(?<![\w.]){re.escape(other)}\s*=", rest_of_table(toml, text)):
            continue
        equals = toml[text.start + len(text.key) : text.value]
        written = TOKEN.sub(lambda found: rewritten(found[0], write), toml[text.value : text.end])
        parts += [toml[at : text.end], ", " if text.is_inline else "\n", other, equals, written]
        at = text.end
    return "".join([*parts, toml[at:]])


def rest_of_table(toml: str, text: Text) -> str:
    """Return what follows a text in its table."""
    table_end = "}" if text.is_inline else "\n["
    return toml[text.end :].partition(table_end)[0]


def rewritten(token: str, write: Callable[[str], str]) -> str:
    return write(token) if token[0] in QUOTES else token


def english_texts(toml: str) -> Iterator[Text]:
    tokens = [found for found in TOKEN.finditer(toml) if not found[0].startswith("#")]
    depth = 0
    for number, token in enumerate(tokens[:-2]):
        depth += (token[0] in OPENS) - (token[0] in CLOSES)
        if not ENGLISH_KEY.fullmatch(token[0]) or tokens[number + 1][0] != "=":
            continue
        value = list(value_of(tokens[number + 2 : number + 2 + MOST_TOKENS]))
        yield Text(token[0], token.start(), value[0].start(), value[-1].end(), depth > 0)


def value_of(tokens: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the tokens of the value that begins here: one token, or a whole list."""
    depth = 0
    for token in tokens:
        depth += (token[0] in OPENS) - (token[0] in CLOSES)
        yield token
        if not depth:
            return
