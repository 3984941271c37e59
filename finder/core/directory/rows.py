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
ENTITY_BYTES = slice(11, 16)
"""The position of the entity type, with the quotes around it, in a row that begins
`"1234567893","1",`."""
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
        report = self.report
        lines = whole_rows(self.file, report)
        header = first_row(lines)
        reader = RowReader(header, self.wanted, report)
        # Most rows are organizations, and this look at a few bytes is enough for them.
        skips_organizations = header.begins_as_usual and not self.update
        line, row = 1, b"\n"
        for line, row in lines:
            report.rows += 1
            if skips_organizations and row[ENTITY_BYTES] == ORGANIZATION:
                continue
            cells = reader.cells(line, row)
            if not cells:
                continue
            if reader.may_be_stored(cells):
                yield from reader.found(line, cells)
            elif self.update:
                yield GoneRow(reader.npi_in(cells))
        if not row.endswith(b"\n") and len(split_any_row(row)) != header.width:
            raise truncated(line)


class RowReader:
    """Splits rows into cells, and says which clinicians may be stored."""

    def __init__(self, header: Header, wanted: Collection[str], report: Report) -> None:
        self.header = header
        self.report = report
        self.separators = header.width - 1
        self.last = header.last + 1
        self.wanted = frozenset(code.encode() for code in wanted)
        self.codes_of = itemgetter(*header.codes)
        self.npi, self.entity = header.of[:2]
        self.gone = header.of[PARTS.index(DEACTIVATED)]
        self.back = header.of[PARTS.index(REACTIVATED)]

    def cells(self, line: int, row: bytes) -> list[bytes]:
        """Return the cells of a row, at least as far as they are read, or none for an
        empty row. Report a row with another number of cells, and return none."""
        text = row.rstrip(b"\r\n")
        is_quoted = text[:1] == QUOTE == text[-1:]
        if is_quoted and text.count(BETWEEN) == self.separators:
            return text[1:-1].split(BETWEEN, self.last)
        if not text.strip():
            return []
        cells = split_any_row(text)
        width = self.header.width
        if len(cells) != width:
            has = f"this row has {len(cells)} cells"
            self.report.add(line, f"{has}, the header has {width}")
            return []
        return cells

    def may_be_stored(self, cells: list[bytes]) -> bool:
        """Return whether a row is of a person who is not deactivated and has a wanted
        code."""
        if cells[self.entity] != INDIVIDUAL:
            return False
        if cells[self.gone] and not cells[self.back]:
            return False
        codes = self.codes_of(cells)
        return not self.wanted.isdisjoint(codes)

    def found(self, line: int, cells: list[bytes]) -> Iterator[FoundRow]:
        """Yield the row. Report a row with a text that is not UTF-8 instead."""
        try:
            yield found_row(self.header, line, cells)
        except UnicodeDecodeError:
            text = "a text is not UTF-8; use the file as CMS publishes it"
            self.report.add(line, text)

    def npi_in(self, cells: list[bytes]) -> str:
        return cells[self.npi].decode("ascii", "replace")


def found_row(header: Header, line: int, cells: list[bytes]) -> FoundRow:
    """Return the parts of a row that are read, as text, the primary code first. Raises
    UnicodeDecodeError."""
    parts = []
    for place in header.of:
        text = cells[place].replace(b'""', b'"').decode()
        parts.append(text.strip())
    primary: list[str] = []
    others: list[str] = []
    for place, switch in zip(header.codes, header.switches, strict=True):
        codes = primary if cells[switch] == b"Y" else others
        code = cells[place].decode()
        codes.append(code)
    filled = filter(None, primary + others)
    each_once = dict.fromkeys(filled)
    return FoundRow(line, tuple(parts), tuple(each_once))


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
