"""Read the files of a folder of rules: tables as CSV, texts as TOML."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from finder.core.loading.characters import (
    forbidden_escapes,
    named,
)
from finder.core.loading.csv_cells import END, Cells, delimiter_of, used
from finder.core.loading.entry import Entry
from finder.core.loading.file_errors import BrokenRules, FileError, Location
from finder.core.loading.file_text import (
    DEEPEST,
    data_of,
    holds_forbidden,
    is_too_deep,
    line_of_mistake,
    nested_line,
    without_forbidden,
)
from finder.core.loading.placeholders import HELP_LINES
from finder.core.loading.toml_table import TomlTable
from finder.core.rules.sentence import Sentence
from finder.core.rules.voice import Voice

WORKBOOK = b"PK\x03\x04"
"""The first bytes of an Excel workbook."""
LARGEST_FILE = 4_000_000
"""The most bytes of one file. The shipped files have less than a twentieth of that."""
FIXED_TEXTS: Mapping[str, frozenset[str]] = {
    "advice.toml": frozenset(),
    "sheet.toml": frozenset({"clinic"}),
    "next.toml": frozenset({"next", "call"}),
}
"""File of fixed texts -> the tables that hold them.

An empty set means all tables except those that may be left out.
"""
NEVER_ENDS = Sentence('a quoted cell that begins here never ends; add the closing "')
MAY_BE_LEFT_OUT = frozenset({"other_help"})
MAY_COME_FROM_NEWER = frozenset({"next.toml", "words.toml"})
"""Files that rules of an older version may lack. A newer folder then provides them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over a folder of rules in one language. `numbers` fill the placeholders
    of the texts."""

    folder: Path
    language: str
    numbers: Mapping[str, str] = field(default_factory=lambda: HELP_LINES)
    errors: list[FileError] = field(default_factory=list)
    unread: list[FileError] = field(default_factory=list)
    """Files that are missing or cannot be read at all. Other mistakes may follow from
    that."""

    asked: "dict[int, TomlTable]" = field(default_factory=dict)
    """Each TOML table that was read, by identity, as it was first read."""

    newer: Path | None = None
    """A folder of newer rules. It provides fixed texts that this folder is too old to
    have."""

    voice: Voice = Voice.PERSON
    missing_forms: list[FileError] | None = None
    """Texts that a helper reads although they speak to the person. None to skip the
    search, which takes long."""

    def text(self, file: str) -> str:
        """Return the text of a file with plain line ends. Report a file that cannot be
        read, and return ""."""
        return self.text_of(file, self._content(file))

    def text_of(self, file: str, content: bytes) -> str:
        """Return the text of bytes that were already read."""
        text, found = without_forbidden(self._decoded(file, content))
        for line, character in found:
            self.forbidden(file, line, character)
        return text

    def comes_from_newer(self, file: str) -> bool:
        """Return whether this folder is too old to have the file, so that the newer one
        provides it."""
        return (
            self.newer is not None
            and file in MAY_COME_FROM_NEWER
            and not (self.folder / file).exists()
        )

    def _path_of(self, file: str) -> Path:
        if self.newer and self.comes_from_newer(file):
            return self.newer / file
        return self.folder / file

    def _content(self, file: str) -> bytes:
        """Return the content of a file. Of a file that is too large, return one byte
        more than is allowed. Report a file that cannot be read, and return b""."""
        path = self._path_of(file)
        if path.exists() and not path.is_file():
            text = "this is not a regular file; save it as UTF-8 text"
            self.unreadable(file, 0, text)
            return b""
        try:
            with path.open("rb") as opened:
                size = os.fstat(opened.fileno()).st_size
                return opened.read(min(size, LARGEST_FILE) + 1)
        except FileNotFoundError:
            text = "this file is missing; put it back next to the others in rules/"
            self.unreadable(file, 0, text)
        except OSError as error:
            self.unreadable(file, 0, f"cannot be read ({error}); save it as UTF-8 text")
        return b""

    def _decoded(self, file: str, content: bytes) -> str:
        """Return the text of UTF-8 content with plain line ends. Report any other
        content, and return ""."""
        if content.startswith(WORKBOOK):
            self.unreadable(file, 0, Sentence("this is a workbook; save it as CSV"))
            return ""
        if len(content) > LARGEST_FILE:
            sentence = Sentence(
                "this file has more than %(most)s bytes; remove what does not belong in it",
                {"most": LARGEST_FILE},
            )
            self.unreadable(file, 0, sentence)
            return ""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            sentence = Sentence(
                "cannot be read (%(error)s); save it as UTF-8 text", {"error": error}
            )
            self.unreadable(file, 0, sentence)
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def forbidden(self, file: str, line: int, character: str) -> None:
        """Report a forbidden character."""
        sentence = Sentence(
            "the character %(character)s cannot be stored or printed; delete it, or type the text again",
            {"character": named(character)},
        )
        self.place(file, line).wrong(sentence)

    def finish(self) -> None:
        """Raise BrokenRules if anything was reported. Nothing is read afterwards."""
        for entry in tuple(self.asked.values()):
            entry.report_unknown()
        # The tables refer to this reading, and would stay in memory until Python
        # collects reference cycles.
        self.asked.clear()
        if errors := self.unread or self.errors:
            raise BrokenRules(errors)

    def unreadable(self, file: str, line: int, text: str) -> None:
        """Report a file that cannot be used at all. Mistakes that were found earlier
        are still reported."""
        if not self.unread:
            self.unread.extend(self.errors)
        Location(self.unread, file, line).wrong(text)

    def place(self, file: str, line: int) -> Location:
        """Return a line of a file, to report mistakes there."""
        return Location(self.errors, file, line)

    def toml(self, file: str) -> "Entry":
        """Return the whole file as one entry."""
        text = self.text(file)
        data = self._parsed(file, text)
        if self.newer and data and file in FIXED_TEXTS:
            data = self._with_newer(file, data)
        if data and holds_forbidden(text):
            for line, character in forbidden_escapes(text):
                self.forbidden(file, line, character)
        return Entry(self, file, text, data, ())

    def _with_newer(self, file: str, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data with the fixed texts that only the newer folder has."""
        reading = Reading(self.newer or self.folder, self.language)
        newer = reading.toml(file).data
        parts = FIXED_TEXTS[file] or newer.keys() - MAY_BE_LEFT_OUT
        fixed = {name: part for name, part in newer.items() if name in parts}
        return with_missing(data, fixed)

    def _parsed(self, file: str, text: str) -> dict[str, Any]:
        """Return the data of a TOML file. Report a file that is not valid, and return
        nothing."""
        try:
            is_nested_too_deep = is_too_deep(text)
        except ValueError as error:
            line = line_of_mistake(text, error)
            self.unreadable(file, line, f"this is not valid TOML: {error}")
            return {}
        except RecursionError:
            is_nested_too_deep = True
        if is_nested_too_deep:
            line = nested_line(text)
            text = f"more than {DEEPEST} lists or tables are nested; reduce the nesting"
            self.unreadable(file, line, text)
            return {}
        return data_of(text)

    def csv(self, file: str, header: tuple[str, ...]) -> "list[Cells]":
        """Return the rows under the header. Report rows of the wrong width, and leave
        them out."""
        rows = self.rows(file)
        first, names = next(rows, (1, []))
        if tuple(names) == header:
            return self.under(header, rows, file)
        is_reported = any(error.file == file for error in self.unread)
        if not is_reported:
            columns = ",".join(header)
            self.unreadable(file, first, f"the first line must be {columns}")
        return []

    def under(
        self, columns: Sequence[str], rows: Iterable[tuple[int, list[str]]], file: str
    ) -> "list[Cells]":
        """Return these rows by column. Report rows of the wrong width, and leave them
        out."""
        found = []
        for line, cells in rows:
            place = self.place(file, line)
            counted = {"cells": len(cells), "columns": len(columns)}
            if len(cells) > len(columns):
                place.wrong(too_many_cells(counted))
            elif len(cells) < len(columns):
                place.wrong(too_few_cells(counted))
            else:
                by_column = dict(zip(columns, cells, strict=True))
                found.append(Cells(place, by_column))
        return found

    def rows(self, file: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a table, each with the line where it begins.

        Empty rows, and empty cells beyond the header, are leftovers of a spreadsheet.
        They are left out.
        """
        return self.rows_of(file, self.text(file))

    def rows_of(self, file: str, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a text that was already read, each with the line where it
        begins."""
        wide = 0
        for line, cells in self._split(file, text):
            wide = wide or used(cells)
            yield line, cells if any(cells[wide:]) else cells[:wide]

    def _split(self, file: str, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not empty, with trimmed cells. Report a quote that
        never ends."""
        reader = csv.reader(
            StringIO(f"{text}\n{END}", newline=""), delimiter=delimiter_of(text)
        )
        line = 1
        try:
            for cells in reader:
                trimmed = [cell.strip() for cell in cells]
                holds_end = any(END in cell for cell in cells)
                if holds_end and cells != [END]:
                    self.unreadable(file, line, NEVER_ENDS)
                if any(trimmed) and not holds_end:
                    yield line, trimmed
                line = reader.line_num + 1
        except csv.Error as error:
            sentence = Sentence(
                "the row that begins here cannot be split (%(error)s); shorten its cells",
                {"error": error},
            )
            self.unreadable(file, line, sentence)


def too_many_cells(counted: Mapping[str, int]) -> Sentence:
    return Sentence(
        "this row has %(cells)s cells, the header has %(columns)s; quote a cell with a comma",
        counted,
    )


def too_few_cells(counted: Mapping[str, int]) -> Sentence:
    return Sentence(
        "this row has %(cells)s cells, the header has %(columns)s; write a comma for each empty cell",
        counted,
    )


def with_missing(data: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the keys that only `other` has, including keys of nested
    tables."""
    found = {**other, **data}
    for name in data.keys() & other.keys():
        if isinstance(data[name], dict) and isinstance(other[name], dict):
            found[name] = with_missing(data[name], other[name])
    return found
