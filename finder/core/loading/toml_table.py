"""Read a table of a TOML file: check its keys and values, and find their lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, cast

if TYPE_CHECKING:
    from finder.core.loading.reading import Reading


T = TypeVar("T")
LARGEST = 10_000
"""The largest number in a TOML file."""
LONGEST_KEY = 60
KINDS: Mapping[type, str] = {
    str: "a text in quotes",
    int: f"a whole number from 0 to {LARGEST}",
    bool: "true or false",
    list: "a list in [ ]",
    dict: "a table",
}
LANGUAGE = re.compile(r"[a-z]{2}")
SLIPS = frozenset(
    {"as", "at", "by", "do", "if", "in", "is", "no", "of", "on", "or", "so", "to"}
)
"""Words that a key may end in by mistake. They do not name languages, though some are
language codes."""


class Anchor(NamedTuple):
    """Where the line of a table is: the `nth` place where a form of text, such as a
    header, holds a name."""

    form: str
    name: str
    nth: int = 0

    @property
    def pattern(self) -> str:
        """The pattern to search for. It is made only for a mistake."""
        return self.form % re.escape(self.name)


HEADER = r"^\[(?:[\w-]+\.)*%s\]"
WHOLE_HEADER = "^%s"
LIST_HEADER = r"^\[\[%s\]\]"
INLINE_ID = r'\bid\s*=\s*"%s"'


@dataclass(slots=True, eq=False)
class TomlTable:
    """A table of a TOML file. `asked` are the keys that were read.

    `anchors` lead to its line. Each is searched for after the one before it.
    """

    reading: "Reading"
    file: str
    text: str
    data: Mapping[str, Any]
    anchors: tuple[Anchor, ...]
    asked: set[str] = field(init=False)

    def __post_init__(self) -> None:
        first = self.reading.asked.setdefault(id(self.data), self)
        self.asked = set() if first is self else first.asked

    def wrong(self, text: str) -> None:
        """Report a mistake. The line is searched for only now."""
        self.reading.place(self.file, self.line).wrong(text)

    @property
    def line(self) -> int:
        start, _ = self._span()
        return self._line_at(start)

    def _line_at(self, position: int) -> int:
        """Return the line of a position in the text."""
        lines_before = self.text.count("\n", 0, position)
        return lines_before + 1

    def _span(self) -> tuple[int, int]:
        """Return the position of the last anchor in the text."""
        start = end = 0
        for anchor in self.anchors:
            pattern = re.compile(anchor.pattern, re.MULTILINE)
            for _ in range(anchor.nth + 1):
                found = pattern.search(self.text, end)
                if found:
                    start, end = found.span()
        return start, end

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the table if the key is written in an unusual
        way."""
        written = rf"""(?:^|[{{,])[ \t]*\[*(?:[\w-]+\.)*["']?{re.escape(key)}["']?[ \t]*[\].=]"""
        _, end = self._span()
        found = re.compile(written, re.MULTILINE).search(self.text, end)
        return self._line_at(found.end()) if found else self.line

    def has(self, key: str) -> bool:
        """Return whether the table has this key, and note it as read. A key that
        nothing reads is a mistake."""
        self.asked.add(key)
        return key in self.data

    def names(self) -> tuple[str, ...]:
        """Return all keys of a table whose keys are names, and note them as read."""
        self.asked.update(self.data)
        return tuple(self.data)

    def report_unknown(self) -> None:
        """Report keys that nothing reads."""
        unread = [key for key in self.data if key not in self.asked]
        for key in unread:
            if not self._is_translation(key):
                near = get_close_matches(key[:LONGEST_KEY], self.asked, n=1)
                meant = f", did you mean {near[0]}? Known" if near else "; known"
                known = ", ".join(sorted(self.asked)) or "none"
                place = self.reading.place(self.file, self.line_of(key))
                place.wrong(f"nothing reads {key}{meant} are {known}")

    def _is_translation(self, key: str) -> bool:
        """Return whether the key holds the same words in another language."""
        return same_words(key, self.reading.language) in self.asked

    def tables(self, path: str) -> dict[str, Self]:
        """Return the sub-tables of `[path.*]`, or of the whole file if the path is
        empty."""
        data = self.data
        prefix = ""
        if path:
            data = self.take(path, dict, {})
            prefix = f"{path}."
        else:
            self.names()
        found = {}
        for name, value in data.items():
            header = f"[{prefix}{name}]"
            if self._is(value, dict, header, KINDS[dict]):
                found[name] = self._inner(value, Anchor(WHOLE_HEADER, header))
        return found

    def table(self, name: str) -> Self:
        """Return one sub-table. Report a missing one, and return an empty one."""
        if not self.has(name):
            self.wrong(f"the table [{name}] is missing")
        data = self.take(name, dict, {})
        return self._inner(data, Anchor(HEADER, name))

    def array(self, name: str, header: str) -> list[Self]:
        """Return the tables of `[[header]]` or of an inline list. Inline ones are found
        by their id."""
        if header and self.has(name) and isinstance(self.data[name], dict):
            self._misshapen(
                name, f"{name} must be a list of tables; write [[{header}]] above each"
            )
            return []
        tables = [
            each
            for each in self.take(name, list, [])
            if self._is(each, dict, name, "a list of tables")
        ]
        entries = []
        for nth, data in enumerate(tables):
            if header:
                anchor = Anchor(LIST_HEADER, header, nth)
            else:
                anchor = Anchor(INLINE_ID, shown(data.get("id", "")))
            entries.append(self._inner(data, anchor))
        return entries

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """Return the value of a key. Report a missing key without a default, and a
        value of another kind."""
        self.asked.add(key)
        value: Any = self.data.get(key)
        if value is None:
            if default is None:
                self.wrong(f"{key} is missing")
                return kind()
            return default
        if is_kind(value, kind):
            return value  # type: ignore[no-any-return]
        is_number = type(value) is int and kind is int
        found = f"{key} is {shown(value)}; write" if is_number else f"{key} must be"
        self._misshapen(key, f"{found} {KINDS[kind]}")
        return kind() if default is None else default

    def _misshapen(self, key: str, text: str) -> None:
        """Report a value of another kind. If it is a whole part of the file, other
        mistakes may follow from it."""
        if self.anchors:
            self.reading.place(self.file, self.line_of(key)).wrong(text)
        else:
            self.reading.unreadable(self.file, self.line_of(key), text)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers. Report anything else, and leave it out."""
        named_kind = f"a list of numbers, each {KINDS[int]}"
        numbers = [
            each
            for each in self.take(key, list)
            if self._is(each, int, key, named_kind)
        ]
        return tuple(numbers)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that nobody translates, such as ids. Report anything
        else, and leave it out."""
        found = [
            each
            for each in self.take(key, list)
            if self._is(each, str, key, "a list of texts")
        ]
        return tuple(found)

    def day(self, key: str) -> date | None:
        """Return a day, or None if there is none. Report anything else."""
        value = self.data[key] if self.has(key) else None
        if value is not None and type(value) is not date:
            self.wrong(f"{key} must be a date such as 2027-11-22, without quotes")
            return None
        return value

    def _inner(self, data: Mapping[str, Any], anchor: Anchor) -> Self:
        """Return the table that holds these data, the same object each time."""
        if known := self.reading.asked.get(id(data)):
            return cast("Self", known)
        anchors = (*self.anchors, anchor)
        return type(self)(self.reading, self.file, self.text, data, anchors)

    def _is(self, value: object, kind: type, what: str, named: str) -> bool:
        right = is_kind(value, kind)
        if not right:
            self.wrong(f"{what} must be {named}")
        return right


@lru_cache(4096)
def same_words(key: str, language: str) -> str:
    """Return the key of the same words in a language, or "" if the key names no
    language."""
    stem, _, own_language = key.rpartition("_")
    if own_language in SLIPS or not LANGUAGE.fullmatch(own_language):
        return ""
    return f"{stem}_{language}" if stem else language


def is_kind(value: object, kind: type) -> bool:
    """Return whether a value of TOML is of a kind. `true` is not a number, and a number
    has its bounds."""
    if type(value) is int:
        return kind is int and 0 <= value <= LARGEST
    return type(value) is kind


def shown(value: object) -> str:
    """Return a value for a sentence or a search. A value that would fill a page is only
    described."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return "no text"
    is_long = isinstance(value, int) and abs(value) > LARGEST**2
    return "far too large" if is_long else str(value)
