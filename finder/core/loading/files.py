"""Read the files of `rules/`: tables as CSV, texts as TOML."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from finder.core.loading.characters import FORBIDDEN, depth, forbidden_escapes, forbidden_lines, named, texts_in
from finder.core.loading.file_errors import BrokenRules, FileError, Location
from finder.core.rules.words import BESIDE, MANY, NO_NAMES, TAKES, Words

T = TypeVar("T")

HELP_LINES = {
    "emergency": "911",
    "crisis_line": "988",
    "crisis_chat": "988lifeline.org",
    "spanish_line": "988",
    "veterans_line": "988",
    "veterans_text": "838255",
    "poison_line": "1-800-222-1222",
    "violence_line": "1-800-799-7233",
    "violence_text": "88788",
    "clinic": "the clinic",
    "days": "30",
}
"""What the placeholders of the texts become where nothing else is set. An empty one leaves out what names it."""
WORKBOOK = b"PK\x03\x04"
"""How an Excel workbook begins."""
LARGEST_FILE = 4_000_000
"""The most bytes of one file. The shipped files have less than a twentieth of it."""
LARGEST = 10_000
"""The largest number in a TOML file."""
LONGEST_KEY = 60
DEEPEST = 20
"""The most tables and lists that stand in each other; the shipped files have five."""
KINDS: Mapping[type, str] = {
    str: "a text in quotes",
    int: f"a whole number from 0 to {LARGEST}",
    bool: "true or false",
    list: "a list in [ ]",
    dict: "a table",
}
END = "\x00"
"""Put after a table: a quoted cell that never ends takes it in."""
LANGUAGE = re.compile(r"[a-z]{2}")
SLIPS = frozenset({"as", "at", "by", "do", "if", "in", "is", "no", "of", "on", "or", "so", "to"})
"""Words that a key may end in by mistake. They are no languages here, though some are codes of one."""
FIXED_TEXTS: Mapping[str, frozenset[str]] = {"advice.toml": frozenset(), "sheet.toml": frozenset({"clinic"})}
"""The files of fixed texts, with the tables that hold them; none is all tables but those that may be left out."""
MAY_BE_LEFT_OUT = frozenset({"other_help"})
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
PLACEHOLDER = re.compile(r"[{]([^{}]*)[}]?|[}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over a folder of rules in one language; `numbers` fill the placeholders of the texts."""

    folder: Path
    language: str
    numbers: Mapping[str, str] = field(default_factory=lambda: HELP_LINES)
    errors: list[FileError] = field(default_factory=list)
    unread: list[FileError] = field(default_factory=list)
    """Files that are not there or cannot be read at all; what else is told then follows from that."""

    asked: "dict[int, tuple[Entry, set[str]]]" = field(default_factory=dict)
    """Each TOML table that was read, by identity, with the keys that were asked of it."""

    newer: Path | None = None
    """A folder of newer rules, whose fixed texts stand in for those that this folder is too old to have."""

    def text(self, file: str) -> str:
        """The file's text with plain line ends; empty, and told, where it cannot be read."""
        text = self._decoded(file)
        for line, character in forbidden_lines(text):
            self.forbidden(file, line, character)
        return FORBIDDEN.sub("", text)

    def _decoded(self, file: str) -> str:
        path = self.folder / file
        if path.exists() and not path.is_file():
            self.unreadable(file, 0, "this is not a regular file; save it as UTF-8 text")
            return ""
        try:
            with path.open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
            if content.startswith(WORKBOOK):
                self.unreadable(file, 0, "this is a workbook; save it as CSV")
            elif len(content) > LARGEST_FILE:
                self.unreadable(file, 0, f"this file has more than {LARGEST_FILE} bytes; take out what is not rules")
            else:
                return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except FileNotFoundError:
            self.unreadable(file, 0, "this file is missing; put it back beside the others in rules/")
        except (OSError, UnicodeDecodeError) as error:
            self.unreadable(file, 0, f"cannot be read ({error}); save it as UTF-8 text")
        return ""

    def forbidden(self, file: str, line: int, character: str) -> None:
        text = f"the character {named(character)} cannot be kept or printed; delete it, or type the text again"
        self.place(file, line).wrong(text)

    def finish(self) -> None:
        """Raise BrokenRules where anything was told."""
        for entry, asked in tuple(self.asked.values()):
            entry.tell_unknown(asked)
        if errors := self.unread or self.errors:
            raise BrokenRules(errors)

    def unreadable(self, file: str, line: int, text: str) -> None:
        """Tell a file that cannot be used at all. What was told before does not follow from that, so it is kept."""
        if not self.unread:
            self.unread.extend(self.errors)
        Location(self.unread, file, line).wrong(text)

    def place(self, file: str, line: int) -> Location:
        return Location(self.errors, file, line)

    def toml(self, file: str) -> "Entry":
        """The whole file as one entry."""
        text = self.text(file)
        data = self._parsed(file, text)
        if self.newer and data and file in FIXED_TEXTS:
            data = self._with_newer(file, data)
        if any(map(FORBIDDEN.search, texts_in(data))):
            for line, character in forbidden_escapes(text):
                self.forbidden(file, line, character)
        return Entry(self, file, text, data, ())

    def _with_newer(self, file: str, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data with the fixed texts that only the newer folder has."""
        newer = Reading(self.newer or self.folder, self.language).toml(file).data
        parts = FIXED_TEXTS[file] or newer.keys() - MAY_BE_LEFT_OUT
        return with_missing(data, {name: part for name, part in newer.items() if name in parts})

    def _parsed(self, file: str, text: str) -> dict[str, Any]:
        """The data of a TOML file; empty, and told, where it is none."""
        try:
            data = tomllib.loads(text)
            if depth(data) <= DEEPEST:
                return data
        except ValueError as error:
            found = re.search(r"line (\d+)", str(error))
            digits = re.search(r"\d{4000}", text.replace("_", ""))
            at = text.count("\n", 0, digits.start()) + 1 if digits else text.count("\n")
            self.unreadable(file, int(found[1]) if found else at, f"this is not valid TOML: {error}")
            return {}
        except RecursionError:
            pass
        self.unreadable(file, nested_line(text), f"more than {DEEPEST} lists or tables stand in each other; undo that")
        return {}

    def csv(self, file: str, header: tuple[str, ...]) -> "list[Cells]":
        """The rows under the header; a row of the wrong width is told and left out."""
        rows = self.rows(file)
        first, names = next(rows, (1, []))
        if tuple(names) != header:
            if all(told.file != file for told in self.unread):
                self.unreadable(file, first, f"the first line must be {','.join(header)}")
            return []
        found = []
        for line, cells in rows:
            place = self.place(file, line)
            if len(cells) != len(header):
                many = len(cells) > len(header)
                cure = "quote a cell with a comma" if many else "write a comma for each empty cell"
                place.wrong(f"this row has {len(cells)} cells, the header has {len(header)}; {cure}")
            else:
                found.append(Cells(place, dict(zip(header, cells, strict=True))))
        return found

    def rows(self, file: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a table, each with the line it begins in. Empty rows, and empty cells beyond the
        header, are what a spreadsheet leaves behind, and are left out."""
        return self.rows_of(file, self.text(file))

    def rows_of(self, file: str, text: str) -> Iterator[tuple[int, list[str]]]:
        """The same of a text that was read already."""
        wide = 0
        for line, cells in self._split(file, text):
            wide = wide or used(cells)
            yield line, cells if any(cells[wide:]) else cells[:wide]

    def _split(self, file: str, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that are not empty, with trimmed cells; a quote that never ends is told."""
        reader = csv.reader(StringIO(f"{text}\n{END}", newline=""), delimiter=delimiter_of(text))
        line = 1
        try:
            for cells in reader:
                trimmed = [cell.strip() for cell in cells]
                if any(END in cell for cell in cells):
                    if cells != [END]:
                        self.unreadable(file, line, 'a quoted cell that begins here never ends; write " after its text')
                elif any(trimmed):
                    yield line, trimmed
                line = reader.line_num + 1
        except csv.Error as error:
            self.unreadable(file, line, f"the row that begins here cannot be split ({error}); shorten its cells")


def delimiter_of(text: str) -> str:
    """What stands between the cells: some spreadsheets write `;`."""
    first, _, _ = text.partition("\n")
    return ";" if ";" in first and "," not in first else ","


def used(cells: list[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((number for number, cell in enumerate(cells, start=1) if cell), default=0)


def nested_line(text: str) -> int:
    """The line that nests most."""
    lines = text.split("\n")
    return 1 + max(range(len(lines)), key=lambda number: sum(map(lines[number].count, "[{.")))


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column."""

    place: Location
    by_name: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The cell's text; a line break in it, as any white space, is a blank."""
        return " ".join(self.by_name[name].split())

    def ids(self, name: str) -> tuple[str, ...]:
        """A cell of ids joined by `|`."""
        parts = [part.strip() for part in self.by_name[name].split("|")]
        if any("\n" in part for part in parts):
            self.place.wrong(f"{name} has a line break between two entries; write | there")
        return tuple(" ".join(part.split()) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a TOML file. `anchors` are patterns that lead to its line, each sought after the one before."""

    reading: Reading
    file: str
    text: str
    data: Mapping[str, Any]
    anchors: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        self.reading.asked.setdefault(id(self.data), (self, set()))

    def wrong(self, text: str) -> None:
        """Tell a mistake; the line is looked for only now."""
        self.reading.place(self.file, self.line).wrong(text)

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self._span()[0]) + 1

    def _span(self) -> tuple[int, int]:
        """Where the last of the anchors stands in the text."""
        start = end = 0
        for pattern, nth in self.anchors:
            for _ in range(nth + 1):
                found = re.compile(pattern, re.MULTILINE).search(self.text, end)
                start, end = found.span() if found else (start, end)
        return start, end

    def line_of(self, key: str) -> int:
        """The line of a key of this table; the table's own where it is written in an unusual way."""
        written = rf"""(?:^|[{{,])[ \t]*\[*(?:[\w-]+\.)*["']?{re.escape(key)}["']?[ \t]*[\].=]"""
        found = re.compile(written, re.MULTILINE).search(self.text, self._span()[1])
        return self.text.count("\n", 0, found.end()) + 1 if found else self.line

    def has(self, key: str) -> bool:
        """Whether the table has this key; that it was asked for is noted, since every other key is a mistake."""
        self.reading.asked[id(self.data)][1].add(key)
        return key in self.data

    def names(self) -> tuple[str, ...]:
        """All keys of a table whose keys are names; none of them is unknown."""
        self.reading.asked[id(self.data)][1].update(self.data)
        return tuple(self.data)

    def tell_unknown(self, asked: set[str]) -> None:
        """Tell keys that nobody reads."""
        for key in self.data:
            if key not in asked and not self._is_translation(key, asked):
                near = get_close_matches(key[:LONGEST_KEY], asked, n=1)
                meant = f", did you mean {near[0]}? Known" if near else "; known"
                text = f"nothing reads {key}{meant} are {', '.join(sorted(asked)) or 'none'}"
                self.reading.place(self.file, self.line_of(key)).wrong(text)

    def _is_translation(self, key: str, asked: set[str]) -> bool:
        """The words of another language beside those that are read."""
        stem, _, language = key.rpartition("_")
        beside = f"{stem}_{self.reading.language}" if stem else self.reading.language
        is_language = LANGUAGE.fullmatch(language) and language not in SLIPS
        return bool(is_language) and beside in asked

    def tables(self, path: str) -> "dict[str, Entry]":
        """The sub-tables of `[path.*]`, or of the whole file for an empty path."""
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
        """One sub-table; empty, and told, where it is missing."""
        if not self.has(name):
            self.wrong(f"the table [{name}] is missing")
        return self._inner(self.take(name, dict, {}), (rf"^\[(?:[\w-]+\.)*{re.escape(name)}\]", 0))

    def array(self, name: str, header: str) -> "list[Entry]":
        """The tables of `[[header]]` or of an inline list; their line is found by their id."""
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
        """The value of a key, told where it is missing without a default or of another kind."""
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
        """Tell a value of another shape. Where it is a whole part of the file, much else follows from it."""
        if self.anchors:
            self.reading.place(self.file, self.line_of(key)).wrong(text)
        else:
            self.reading.unreadable(self.file, self.line_of(key), text)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; what is none is told."""
        named_kind = f"a list of numbers, each {KINDS[int]}"
        return tuple(each for each in self.take(key, list) if self._is(each, int, key, named_kind))

    def day(self, key: str) -> date | None:
        """A day, if one is given; anything else is told."""
        value = self.data[key] if self.has(key) else None
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
            placeholder = "{" + name + "}"
            text = text.replace(placeholder, number) if number else without_sentences(text, placeholder)
        for name in PLACEHOLDER.findall(text):
            if name not in takes:
                known = ", ".join(sorted({*self.reading.numbers, *takes}))
                self.wrong(f"there is no placeholder {{{name}}} for this text; there are {known}")
        return text

    def texts(self, key: str, takes: frozenset[str] = NO_NAMES) -> tuple[str, ...]:
        """A list of texts; what is no text is told."""
        values = self.take(key, list)
        texts = (value for value in values if self._is(value, str, key, "a list of texts"))
        return tuple(filled for text in texts if (filled := self.filled(text, takes)) or not text)

    def fill(self, kind: type[T], /, **ready: object) -> T:
        """A dataclass from the keys that are called like its fields."""
        parts = parts_of(kind)  # type: ignore[arg-type]
        values = {name: self._field(part) for name, part in parts.items() if name not in ready} | ready
        for part in parts.values():
            self._count(part, values)
        return kind(**values)

    def _field(self, part: "Field[Any]") -> object:
        required, takes = part.default is MISSING, part.metadata.get(TAKES, NO_NAMES)
        if part.type is Words:
            return self.words(part.name, takes, required=required)
        if get_origin(part.type) is tuple:
            key = self._key(part)
            if get_args(part.type)[0] is int:
                return self.numbers(key)
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
        right = is_kind(value, kind)
        if not right:
            self.wrong(f"{what} must be {named}")
        return right


def is_kind(value: object, kind: type) -> bool:
    """Whether a value of TOML is of a kind: true is no number, and a number has its bounds."""
    return type(value) is kind and (kind is not int or 0 <= value <= LARGEST)  # type: ignore[operator]


def shown(value: object) -> str:
    """A value in a sentence, or for a search; what would fill a page is only named."""
    if isinstance(value, str):
        return value
    is_long = isinstance(value, int) and abs(value) > LARGEST**2
    return "far too large" if is_long else "no text" if isinstance(value, dict | list) else str(value)


@cache
def parts_of(kind: type) -> "dict[str, Field[Any]]":
    """The fields of a dataclass that are given to it."""
    return {part.name: part for part in fields(kind) if part.init}


def with_missing(data: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the keys, also of its tables, that only the other has."""
    found = {**other, **data}
    for name in data.keys() & other.keys():
        if isinstance(data[name], dict) and isinstance(other[name], dict):
            found[name] = with_missing(data[name], other[name])
    return found


def without_sentences(text: str, naming: str) -> str:
    """The text without the sentences that name something which is not there."""
    return text if naming not in text else " ".join(each for each in sentences(text) if naming not in each)


def sentences(text: str) -> list[str]:
    return SENTENCE_END.split(text)
