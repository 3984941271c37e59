"""Begin a language: add an empty text next to each English one, for a translator to
fill in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

QUOTES = "\"'"
EMPTY = '""'
STRING = r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
TOKEN = re.compile(rf"{STRING}|#[^\n]*|[\[\]{{}}=,\n]|[^\s\[\]{{}}=,\"'#]+", re.DOTALL)
Token = re.Match[str]
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
        before = toml[at : text.end]
        key_end = text.start + len(text.key)
        equals = toml[key_end : text.value]
        value = toml[text.value : text.end]
        written = TOKEN.sub(lambda found: rewritten(found[0], write), value)
        parts += [before, separator, other, equals, written]
        at = text.end
    parts.append(toml[at:])
    return "".join(parts)


def rest_of_table(toml: str, text: Text) -> str:
    """Return what follows a text in its table."""
    table_end = "}" if text.is_inline else "\n["
    rest, _, _ = toml[text.end :].partition(table_end)
    return rest


def has_key(toml: str, key: str) -> bool:
    """Return whether a part of a file sets this key."""
    setting = rf"(?<![\w.]){re.escape(key)}\s*="
    return re.search(setting, toml) is not None


def rewritten(token: str, write: Callable[[str], str]) -> str:
    return write(token) if token[0] in QUOTES else token


def english_texts(toml: str) -> Iterator[Text]:
    """Yield the English texts of a file in order."""
    all_tokens = TOKEN.finditer(toml)
    tokens = [token for token in all_tokens if not token[0].startswith("#")]
    depth = 0
    for number, token in enumerate(tokens[:-2]):
        depth += depth_change(token)
        after = tokens[number + 1]
        is_key = after[0] == "="
        if is_key and ENGLISH_KEY.fullmatch(token[0]):
            first = number + 2
            following = tokens[first : first + MOST_TOKENS]
            value = list(value_of(following))
            yield Text(
                key=token[0],
                start=token.start(),
                value=value[0].start(),
                end=value[-1].end(),
                is_inline=depth > 0,
            )


def depth_change(token: Token) -> int:
    """Return 1 for a token that opens a list or a table, -1 for one that closes it, or
    else 0."""
    text = token[0]
    return (text in OPENS) - (text in CLOSES)


def value_of(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens of the value that begins here: one token, or a whole list."""
    depth = 0
    for token in tokens:
        depth += depth_change(token)
        yield token
        if not depth:
            return
