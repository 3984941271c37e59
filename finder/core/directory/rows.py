"""Read the register's file row by row, in little memory: most rows are skipped after a
look at a few bytes."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from finder.core.directory.header import (
    DEACTIVATED,
    PARTS,
    REACTIVATED,
    Header,
    NoRegister,
    header_of,
)

BOM = b"\xef\xbb\xbf"
BETWEEN = b'","'
QUOTE = b'"'
ORGANIZATION = b'","2"'
FIRST_NINE = slice(11, 16)
"""The position of the entity type in a row that begins `"1234567893","1",`."""
INDIVIDUAL = b"1"
ROW_BEGINS = re.compile(rb'"\d{10}","[12]?",')
LONGEST_ROW = 65_536
"""The most bytes of one row: 20 times the length of a row of the register."""
MOST_REPORTED = 50


@dataclass(slots=True)
class Report:
    """What was read so far: rows and bytes, and the mistakes in single rows."""

    rows: int = 0
    read: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        """Add a mistake with its line. After the first ones, mistakes are only
        counted."""
        self.wrong += 1
        if len(self.errors) < MOST_REPORTED:
            self.errors.append(f"line {line}: {text}")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of a clinician who may be stored. `parts` are those in PARTS; `codes` begin
    with the primary code."""

    line: int
    parts: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoneRow:
    """The NPI of a clinician whose row has nothing to store, or nothing any more."""

    npi: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file of the register. With `update`, rows of clinicians who are not
    stored are yielded as gone."""

    file: Iterable[bytes]
    wanted: Collection[str]
    report: Report
    update: bool = False

    def __iter__(self) -> Iterator[FoundRow | GoneRow]:
        """Yield the clinicians who may be stored, in the file's order.

        Raises NoRegister for a wrong or incomplete file.
        """
        lines = whole_rows(self.file, self.report)
        header = first_row(lines)
        # The loop runs for millions of rows, so it reads local names only.
        report = self.report
        update = self.update
        wanted = frozenset(code.encode() for code in self.wanted)
        width = header.width - 1
        last = header.last + 1
        codes_of = itemgetter(*header.codes)
        npi, entity = header.of[:2]
        gone = header.of[PARTS.index(DEACTIVATED)]
        back = header.of[PARTS.index(REACTIVATED)]
        begins_as_usual = header.begins_as_usual
        line, row = 1, b"\n"
        for line, row in lines:
            report.rows += 1
            if begins_as_usual and not update and row[FIRST_NINE] == ORGANIZATION:
                continue
            text = row.rstrip(b"\r\n")
            if text.count(BETWEEN) == width and text[:1] == QUOTE == text[-1:]:
                cells = text[1:-1].split(BETWEEN, last)
            elif not text.strip():
                continue
            elif len(cells := split_any_row(text)) != header.width:
                report.add(
                    line,
                    f"this row has {len(cells)} cells, the header has {header.width}",
                )
                continue
            is_active = cells[entity] == INDIVIDUAL and (not cells[gone] or cells[back])
            if not is_active or wanted.isdisjoint(codes_of(cells)):
                if update:
                    yield GoneRow(cells[npi].decode("ascii", "replace"))
                continue
            try:
                yield found_row(header, line, cells)
            except UnicodeDecodeError:
                report.add(
                    line, "a text is not UTF-8; use the file as CMS publishes it"
                )
        if not row.endswith(b"\n") and len(split_any_row(row)) != header.width:
            raise truncated(line)


def found_row(header: Header, line: int, cells: list[bytes]) -> FoundRow:
    """Return the parts of a row that are read, as text, the primary code first. Raises
    UnicodeDecodeError."""
    parts = [cells[place].replace(b'""', b'"').decode() for place in header.of]
    primary: list[str] = []
    others: list[str] = []
    for place, switch in zip(header.codes, header.switches, strict=True):
        codes = primary if cells[switch] == b"Y" else others
        codes.append(cells[place].decode())
    each_once = dict.fromkeys(filter(None, primary + others))
    return FoundRow(line, tuple(map(str.strip, parts)), tuple(each_once))


def whole_rows(file: Iterable[bytes], report: Report) -> Iterator[tuple[int, bytes]]:
    """Yield each row with its line. Raises NoRegister if the file ends within a row.

    A quoted cell may hold line ends, so a row with an odd number of quotes goes on in
    the next line, unless that line begins like a row.
    """
    start = 0
    waiting = b""
    for number, line in enumerate(file, start=1):
        report.read += len(line)
        if waiting and (ROW_BEGINS.match(line) or len(waiting) > LONGEST_ROW):
            report.rows += 1
            report.add(start, "a quoted cell never ends; this row is left out")
            waiting = b""
        if not waiting and line.count(QUOTE) % 2 == 0:
            yield number, line
            continue
        start = start if waiting else number
        waiting += line
        if waiting.count(QUOTE) % 2 == 0:
            yield start, waiting
            waiting = b""
    if waiting:
        raise truncated(start)


def truncated(line: int) -> NoRegister:
    """Return the error for a file that ends within a row."""
    return NoRegister(
        f"the file ends in the middle of a row, line {line}; copy or download it again"
    )


def first_row(lines: Iterator[tuple[int, bytes]]) -> Header:
    """Return the header of a file. Raises NoRegister if it is not one of the
    register."""
    _, row = next(lines, (1, b""))
    if row[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in row:
        raise NoRegister(
            "the file is not UTF-8 text; use it as CMS publishes it, or save it as CSV in UTF-8"
        )
    text = row.removeprefix(BOM).rstrip(b"\r\n")
    names = [cell.decode("utf-8", "replace") for cell in split_any_row(text)]
    return header_of(names)


def split_any_row(row: bytes) -> list[bytes]:
    """Return the cells of a row that is not written as the register writes it."""
    text = row.decode("utf-8", "surrogateescape").strip("\r\n")
    try:
        cells = next(csv.reader([text]), [])
    except csv.Error:
        return []
    return [cell.encode("utf-8", "surrogateescape") for cell in cells]
