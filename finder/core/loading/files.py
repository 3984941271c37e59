"""Read the files of `rules/`: tables as CSV, texts as TOML."""

import csv
import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from finder.core.loading.problems import BrokenRules, Place, Problem
from finder.core.rules.words import BESIDE, MANY, NO_NAMES, TAKES, Words

T = TypeVar("T")

HELP_LINES = {"emergency": "911", "crisis_line": "988", "clinic": "the clinic", "days": "30"}
WORKBOOK = b"PK\x03\x04"
"""How an Excel workbook begins."""
PLACEHOLDER = re.compile(r"[{]([^{}]*)[}]?|[}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over a folder of rules in one language; `numbers` fill the placeholders of the texts."""

    folder: Path
    language: str
    numbers: Mapping[str, str] = field(default_factory=lambda: HELP_LINES)
    problems: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    """Files that are not there or cannot be read at all; what else is told then follows from that."""

    def text(self, file: str) -> str:
        """The file's text with plain line ends; empty, and told, where it cannot be read."""
        try:
            content = (self.folder / file).read_bytes()
            if not content.startswith(WORKBOOK):
                return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            self.unreadable(file, 0, "this is a workbook; save it as CSV")
        except FileNotFoundError:
            self.unreadable(file, 0, "this file is missing; put it back beside the others in rules/")
        except (OSError, UnicodeDecodeError) as error:
            self.unreadable(file, 0, f"cannot be read ({error}); save it as UTF-8 text")
        return ""

    def finish(self) -> None:
        """Raise BrokenRules where anything was told."""
        if problems := self.unread or self.problems:
            raise BrokenRules(problems)

    def unreadable(self, file: str, line: int, text: str) -> None:
        self.unread.append(Problem(file, line, text))

    def place(self, file: str, line: int) -> Place:
        return Place(self.problems, file, line)

    def toml(self, file: str) -> "Entry":
        """The whole file as one entry."""
        text, data = self.text(file), {}
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            self.unreadable(file, int(found[1]) if found else text.count("\n"), f"this is not valid TOML: {error}")
        return Entry(self, file, text, data, ())

    def csv(self, file: str, header: tuple[str, ...]) -> "list[Cells]":
        """The rows under the header; a row of the wrong width is told and left out."""
        text = self.text(file)
        first, _, _ = text.partition("\n")
        reader = csv.reader(text.splitlines(), delimiter=";" if ";" in first and "," not in first else ",")
        names = tuple(name.strip() for name in next(reader, []))
        if names != header:
            self.place(file, 1).wrong(f"the first line must be {','.join(header)}")
            return []
        rows = []
        for cells in reader:
            place = self.place(file, reader.line_num)
            if len(cells) != len(header):
                place.wrong(f"this row has {len(cells)} cells, the header has {len(header)}; quote a cell with a comma")
            elif any(cells):
                rows.append(Cells(place, dict(zip(header, map(str.strip, cells), strict=True))))
        return rows


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column."""

    place: Place
    by_name: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.by_name[name]

    def ids(self, name: str) -> tuple[str, ...]:
        """A cell of ids joined by `|`."""
        return tuple(part.strip() for part in self[name].split("|") if part.strip())


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a TOML file. `anchors` are patterns that lead to its line, each sought after the one before."""

    reading: Reading
    file: str
    text: str
    data: Mapping[str, Any]
    anchors: tuple[tuple[str, int], ...]

    def wrong(self, text: str) -> None:
        """Tell a mistake; the line is looked for only now."""
        self.reading.place(self.file, self.line).wrong(text)

    @property
    def line(self) -> int:
        start = end = 0
        for pattern, nth in self.anchors:
            for _ in range(nth + 1):
                found = re.compile(pattern, re.MULTILINE).search(self.text, end)
                start, end = found.span() if found else (start, end)
        return self.text.count("\n", 0, start) + 1

    def tables(self, path: str) -> "dict[str, Entry]":
        """The sub-tables of `[path.*]`, or of the whole file for an empty path."""
        data = self.data.get(path, {}) if path else self.data
        prefix = re.escape(path) + r"\." if path else ""
        return {
            name: self._inner(value, (rf"^\[{prefix}{re.escape(name)}\]", 0))
            for name, value in data.items()
            if self._is(value, dict, f"[{path}]" if path else "each entry", "a table")
        }

    def table(self, name: str) -> "Entry":
        """One sub-table; empty, and told, where it is missing."""
        if name not in self.data:
            self.wrong(f"the table [{name}] is missing")
        return self._inner(self.data.get(name, {}), (rf"^\[{re.escape(name)}\]", 0))

    def array(self, name: str, header: str) -> "list[Entry]":
        """The tables of `[[header]]` or of an inline list; their line is found by their id."""
        entries = []
        tables = [each for each in self.take(name, list, []) if self._is(each, dict, name, "a list of tables")]
        for nth, data in enumerate(tables):
            inline = (rf'\bid\s*=\s*"{re.escape(str(data.get("id", "")))}"', 0)
            entries.append(self._inner(data, (rf"^\[\[{re.escape(header)}\]\]", nth) if header else inline))
        return entries

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key, told where it is missing without a default or of another kind."""
        if key not in self.data:
            if default is None:
                self.wrong(f"{key} is missing")
            return kind() if default is None else default
        value = self.data[key]
        named = {str: "a text in quotes", int: "a whole number", bool: "true or false", list: "a list in [ ]"}
        if isinstance(value, bool) is not (kind is bool) or not isinstance(value, kind):
            self.wrong(f"{key} must be {named.get(kind, kind.__name__)}")
            return kind() if default is None else default
        return value

    def day(self, key: str) -> date | None:
        """A day, if one is given; anything else is told."""
        value = self.data.get(key)
        if value is not None and type(value) is not date:
            self.wrong(f"{key} must be a day such as 2027-11-22, without quotes")
            return None
        return value

    def words(self, key: str, takes: frozenset[str] = NO_NAMES, *, required: bool = True) -> str:
        """A text in the reader's language, with the numbers put in; `takes` are the placeholders filled when it is
        said."""
        name = self.reading.language if key == "words" else f"{key}_{self.reading.language}"
        return self.filled(self.take(name, str, None if required else ""), takes)

    def filled(self, text: str, takes: frozenset[str] = NO_NAMES) -> str:
        if "{" not in text and "}" not in text:
            return text
        for name, number in self.reading.numbers.items():
            text = text.replace("{" + name + "}", number)
        for name in PLACEHOLDER.findall(text):
            if name not in takes:
                known = ", ".join(sorted({*self.reading.numbers, *takes}))
                self.wrong(f"there is no placeholder {{{name}}} for this text; there are {known}")
        return text

    def texts(self, key: str, takes: frozenset[str] = NO_NAMES) -> tuple[str, ...]:
        """A list of texts; what is no text is told."""
        values = self.take(key, list)
        return tuple(self.filled(value, takes) for value in values if self._is(value, str, key, "a list of texts"))

    def fill(self, kind: type[T], /, **given: object) -> T:
        """A dataclass from the keys that are called like its fields; unknown keys are told."""
        parts = parts_of(kind)  # type: ignore[arg-type]
        self.only(parts.keys())
        values = {name: self._field(part) for name, part in parts.items() if name not in given} | given
        for part in parts.values():
            self._count(part, values)
        return kind(**values)

    def without(self, key: str) -> "Entry":
        """This entry but for one key, which is read by itself."""
        return replace(self, data={name: value for name, value in self.data.items() if name != key})

    def only(self, names: Set[str]) -> None:
        """Tell keys that nobody reads."""
        for key in self.data:
            if key not in names and without_language(key) not in names:
                self.wrong(f"nothing reads {key}; known are {', '.join(sorted(names))}")

    def _field(self, part: "Field[Any]") -> object:
        required, takes = part.default is MISSING, part.metadata.get(TAKES, NO_NAMES)
        if part.type is Words:
            return self.words(part.name, takes, required=required)
        if get_origin(part.type) is tuple:
            key = self._key(part)
            if get_args(part.type)[0] is int:
                return tuple(each for each in self.take(key, list) if self._is(each, int, key, "a list of numbers"))
            return self.texts(key, takes)
        if part.type == date | None:
            return self.day(part.name)
        return self.take(part.name, part.type, None if required else part.default)  # type: ignore[arg-type]

    def _key(self, part: "Field[Any]") -> str:
        """What a list is called in the file."""
        return f"{part.name}_{self.reading.language}" if get_args(part.type)[0] is Words else part.name

    def _count(self, part: "Field[Any]", values: Mapping[str, Any]) -> None:
        """Tell a list that is shorter, or longer, than what is read of it."""
        least, most = part.metadata.get(MANY, (0, 0))
        if other := part.metadata.get(BESIDE):
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
        if not isinstance(value, kind):
            self.wrong(f"{what} must be {named}")
        return isinstance(value, kind)


@cache
def parts_of(kind: type) -> "dict[str, Field[Any]]":
    """The fields of a dataclass that are given to it."""
    return {part.name: part for part in fields(kind) if part.init}


@cache
def without_language(key: str) -> str:
    """What a key of a text is called in any language."""
    return "words" if re.fullmatch(r"[a-z]{2}", key) else re.sub(r"_[a-z]{2}$", "", key)
