"""Read a table of a TOML file: check its keys and values, and fill dataclasses from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from finder.core.loading.file_errors import Location
from finder.core.loading.placeholders import PLACEHOLDER, without_sentences
from finder.core.loading.voiced import helper_key, unsaid, voiced
from finder.core.rules.voice import Voice
from finder.core.rules.words import AS_LONG_AS, MANY, NO_NAMES, TAKES, TO_HELPERS, Words

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
SLIPS = frozenset({"as", "at", "by", "do", "if", "in", "is", "no", "of", "on", "or", "so", "to"})
"""Words that a key may end in by mistake. They do not name languages, though some are language codes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a TOML file. `asked` are the keys that were read.

    `anchors` are patterns that lead to its line. Each is searched for after the one before it.
    """

    reading: "Reading"
    file: str
    text: str
    data: Mapping[str, Any]
    anchors: tuple[tuple[str, int], ...]
    asked: set[str] = field(init=False)

    def __post_init__(self) -> None:
        first = self.reading.asked.setdefault(id(self.data), self)
        object.__setattr__(self, "asked", set() if first is self else first.asked)

    def wrong(self, text: str) -> None:
        """Report a mistake. The line is searched for only now."""
        self.reading.place(self.file, self.line).wrong(text)

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self._span()[0]) + 1

    def _span(self) -> tuple[int, int]:
        """Return the position of the last anchor in the text."""
        start = end = 0
        for pattern, nth in self.anchors:
            for _ in range(nth + 1):
                found = re.compile(pattern, re.MULTILINE).search(self.text, end)
                start, end = found.span() if found else (start, end)
        return start, end

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the table if the key is written in an unusual way."""
        written = rf"""(?:^|[{{,])[ \t]*\[*(?:[\w-]+\.)*["']?{re.escape(key)}["']?[ \t]*[\].=]"""
        found = re.compile(written, re.MULTILINE).search(self.text, self._span()[1])
        return self.text.count("\n", 0, found.end()) + 1 if found else self.line

    def has(self, key: str) -> bool:
        """Return whether the table has this key, and note it as read. A key that nothing reads is a mistake."""
        self.asked.add(key)
        return key in self.data

    def names(self) -> tuple[str, ...]:
        """Return all keys of a table whose keys are names, and note them as read."""
        self.asked.update(self.data)
        return tuple(self.data)

    def report_unknown(self) -> None:
        """Report keys that nothing reads."""
        for key in self.data:
            if key not in self.asked and not self._is_translation(key):
                near = get_close_matches(key[:LONGEST_KEY], self.asked, n=1)
                meant = f", did you mean {near[0]}? Known" if near else "; known"
                text = f"nothing reads {key}{meant} are {', '.join(sorted(self.asked)) or 'none'}"
                self.reading.place(self.file, self.line_of(key)).wrong(text)

    def _is_translation(self, key: str) -> bool:
        """Return whether the key holds the same words in another language."""
        stem, _, language = key.rpartition("_")
        translated = f"{stem}_{self.reading.language}" if stem else self.reading.language
        is_language = LANGUAGE.fullmatch(language) and language not in SLIPS
        return bool(is_language) and translated in self.asked

    def tables(self, path: str) -> "dict[str, Entry]":
        """Return the sub-tables of `[path.*]`, or of the whole file if the path is empty."""
        if not path:
            self.names()
        data = self.take(path, dict, {}) if path else self.data
        prefix = re.escape(path) + r"\." if path else ""
        return {
            name: self._inner(value, (rf"^\[{prefix}{re.escape(name)}\]", 0))
            for name, value in data.items()
            if self._is(value, dict, f"[{path}.{name}]" if path else f"[{name}]", KINDS[dict])
        }

    def table(self, name: str) -> "Entry":
        """Return one sub-table. Report a missing one, and return an empty one."""
        if not self.has(name):
            self.wrong(f"the table [{name}] is missing")
        return self._inner(self.take(name, dict, {}), (rf"^\[(?:[\w-]+\.)*{re.escape(name)}\]", 0))

    def array(self, name: str, header: str) -> "list[Entry]":
        """Return the tables of `[[header]]` or of an inline list. Inline ones are found by their id."""
        entries = []
        if header and self.has(name) and isinstance(self.data[name], dict):
            self._misshapen(name, f"{name} must be a list of tables; write [[{header}]] above each")
            return []
        tables = [each for each in self.take(name, list, []) if self._is(each, dict, name, "a list of tables")]
        for nth, data in enumerate(tables):
            inline = (rf'\bid\s*=\s*"{re.escape(shown(data.get("id", "")))}"', 0)
            entries.append(self._inner(data, (rf"^\[\[{re.escape(header)}\]\]", nth) if header else inline))
        return entries

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """Return the value of a key. Report a missing key without a default, and a value of another kind."""
        if not self.has(key):
            if default is None:
                self.wrong(f"{key} is missing")
            return kind() if default is None else default
        value = self.data[key]
        if is_kind(value, kind):
            return value  # type: ignore[no-any-return]
        found = f"{key} is {shown(value)}; write" if type(value) is int and kind is int else f"{key} must be"
        self._misshapen(key, f"{found} {KINDS[kind]}")
        return kind() if default is None else default

    def _misshapen(self, key: str, text: str) -> None:
        """Report a value of another kind. If it is a whole part of the file, other mistakes may follow from it."""
        if self.anchors:
            self.reading.place(self.file, self.line_of(key)).wrong(text)
        else:
            self.reading.unreadable(self.file, self.line_of(key), text)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers. Report anything else, and leave it out."""
        named_kind = f"a list of numbers, each {KINDS[int]}"
        return tuple(each for each in self.take(key, list) if self._is(each, int, key, named_kind))

    def day(self, key: str) -> date | None:
        """Return a day, or None if there is none. Report anything else."""
        value = self.data[key] if self.has(key) else None
        if value is not None and type(value) is not date:
            self.wrong(f"{key} must be a date such as 2027-11-22, without quotes")
            return None
        return value

    def words(
        self, key: str, takes: frozenset[str] = NO_NAMES, *, required: bool = True, to_helpers: bool = True
    ) -> str:
        """Return a text in the reader's language and voice, with the numbers filled in.

        `takes` are placeholders that are filled later. `to_helpers` says whether a helper may read the text.
        """
        name = self.reading.language if key == "words" else f"{key}_{self.reading.language}"
        text = self.take(name, str, None if required else "")
        helper = self.take(self._helper_key(name), str, "")
        (said,) = self._voiced(name, (text,), (helper,) if helper else (), takes, to_helpers=to_helpers)
        return said

    def _helper_key(self, name: str) -> str:
        return helper_key(name, self.reading.language)

    def _voiced(
        self, name: str, texts: Sequence[str], helper: Sequence[str], takes: frozenset[str], *, to_helpers: bool
    ) -> Sequence[str]:
        """Return the texts in the reader's voice, with the numbers filled in. The other voice is checked, too."""
        if to_helpers and self.reading.unsaid is not None:
            for unvoiced in unsaid(self.reading.language, name, texts, helper):
                Location(self.reading.unsaid, self.file, self.line_of(name)).wrong(unvoiced)
        person = [self.filled(text, takes) for text in texts]
        other = [self.filled(text, takes) for text in helper]
        return voiced(person, other) if self.reading.voice is Voice.HELPER else person

    def filled(self, text: str, takes: frozenset[str] = NO_NAMES) -> str:
        """Return a text with the numbers filled in. Report unknown placeholders."""
        if "{" not in text and "}" not in text:
            return text
        for name, number in self.reading.numbers.items():
            placeholder = "{" + name + "}"
            text = text.replace(placeholder, number) if number else without_sentences(text, placeholder)
        for name in PLACEHOLDER.findall(text):
            if name not in takes:
                known = ", ".join(sorted({*self.reading.numbers, *takes}))
                self.wrong(f"there is no placeholder {{{name}}} for this text; use one of {known}")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that nobody translates, such as ids. Report anything else, and leave it out."""
        return tuple(value for value in self.take(key, list) if self._is(value, str, key, "a list of texts"))

    def many_words(self, key: str, takes: frozenset[str] = NO_NAMES, *, to_helpers: bool = True) -> tuple[str, ...]:
        """Return a list of texts in the reader's language and voice, with the numbers filled in.

        A text is left out if all its sentences name something that is not set.
        """
        name = f"{key}_{self.reading.language}"
        helper = self.texts(self._helper_key(name)) if self.has(self._helper_key(name)) else ()
        texts = self.texts(name)
        said = self._voiced(name, texts, helper, takes, to_helpers=to_helpers)
        return tuple(text for text in said if text or "" in texts)

    def fill(self, kind: type[T], /, **ready: object) -> T:
        """Return a dataclass with the values of the keys that are named like its fields. `ready` are known values."""
        parts = parts_of(kind)  # type: ignore[arg-type]
        to_helpers = getattr(kind, TO_HELPERS, True)
        read = {name: self._field(part, to_helpers=to_helpers) for name, part in parts.items() if name not in ready}
        values = read | ready
        for part in counted_parts_of(kind):  # type: ignore[arg-type]
            self._count(part, values)
        return kind(**values)

    def _field(self, part: "Field[Any]", *, to_helpers: bool) -> object:
        required = part.default is MISSING
        takes = part.metadata.get(TAKES, NO_NAMES)
        if part.type in KINDS:
            return self.take(part.name, part.type, None if required else part.default)  # type: ignore[arg-type]
        if part.type is Words:
            return self.words(part.name, takes, required=required, to_helpers=to_helpers)
        if get_origin(part.type) is tuple:
            is_there = required or self.has(self._key(part))
            return self._list(part, takes, to_helpers=to_helpers) if is_there else part.default
        return self.day(part.name)

    def _list(self, part: "Field[Any]", takes: frozenset[str], *, to_helpers: bool) -> object:
        """Return a list of numbers, of ids, or of words."""
        kind = get_args(part.type)[0]
        if kind is int:
            return self.numbers(part.name)
        return self.texts(part.name) if kind is str else self.many_words(part.name, takes, to_helpers=to_helpers)

    def _key(self, part: "Field[Any]") -> str:
        """Return the key of a list in the file."""
        return f"{part.name}_{self.reading.language}" if get_args(part.type)[0] is Words else part.name

    def _count(self, part: "Field[Any]", values: Mapping[str, Any]) -> None:
        """Report a list that is too short or too long."""
        least, most = part.metadata.get(MANY, (0, 0))
        if other := part.metadata.get(AS_LONG_AS):
            least = most = len(values[other])
        if not least:
            return
        found, wanted = len(values[part.name]), f"{least}" if most else f"{least} or more"
        if found < least or 0 < most < found:
            reason = f", one for each of {other}" if other else ""
            self.wrong(f"{self._key(part)} has {found} entries; write {wanted}{reason}")

    def _inner(self, data: Mapping[str, Any], anchor: tuple[str, int]) -> "Entry":
        return Entry(self.reading, self.file, self.text, data, (*self.anchors, anchor))

    def _is(self, value: object, kind: type, what: str, named: str) -> bool:
        right = is_kind(value, kind)
        if not right:
            self.wrong(f"{what} must be {named}")
        return right


def is_kind(value: object, kind: type) -> bool:
    """Return whether a value of TOML is of a kind. `true` is not a number, and a number has its bounds."""
    return type(value) is kind and (kind is not int or 0 <= value <= LARGEST)  # type: ignore[operator]


def shown(value: object) -> str:
    """Return a value for a sentence or a search. A value that would fill a page is only described."""
    if isinstance(value, str):
        return value
    is_long = isinstance(value, int) and abs(value) > LARGEST**2
    return "far too large" if is_long else "no text" if isinstance(value, dict | list) else str(value)


@cache
def parts_of(kind: type) -> "dict[str, Field[Any]]":
    """Return the fields that a dataclass is created with, by name."""
    return {part.name: part for part in fields(kind) if part.init}


@cache
def counted_parts_of(kind: type) -> "tuple[Field[Any], ...]":
    """Return the fields that hold a list of a given length."""
    return tuple(part for part in parts_of(kind).values() if part.metadata.keys() & {MANY, AS_LONG_AS})
