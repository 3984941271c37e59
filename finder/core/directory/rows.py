"""Read the register's file row by row, in little memory: most rows are left after a look at a few bytes."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from finder.core.directory.header import DEACTIVATED, PARTS, REACTIVATED, Header, NoRegister, header_of

BOM = b"\xef\xbb\xbf"
BETWEEN = b'","'
QUOTE = b'"'
ORGANIZATION = b'","2"'
FIRST_NINE = slice(11, 16)
"""Where the entity type is in a row that begins `"1234567893","1",`."""
INDIVIDUAL = b"1"
ROW_BEGINS = re.compile(rb'"\d{10}","[12]?",')
LONGEST_ROW = 65_536
"""The most bytes of one row: 20 times what a row of the register has."""
MOST_REPORTED = 50


@dataclass(slots=True)
class Report:
    """What was read so far: rows and bytes, and what is wrong with single rows."""

    rows: int = 0
    read: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)

    def tell(self, line: int, text: str) -> None:
        """Keep a mistake with its line; beyond the first, mistakes are only counted."""
        self.wrong += 1
        if len(self.errors) < MOST_REPORTED:
            self.errors.append(f"line {line}: {text}")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of somebody who may be kept. `parts` are those of the header's PARTS; `codes` begin with the primary."""

    line: int
    parts: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoneRow:
    """The number of somebody whose row says nothing that is kept (any more)."""

    npi: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file of the register. With `update`, rows of people who are not kept are told as gone."""

    file: Iterable[bytes]
    wanted: Collection[str]
    report: Report
    update: bool = False

    def __iter__(self) -> Iterator[FoundRow | GoneRow]:
        """Yield who may be kept, in the file's order. Raises NoRegister where the file is none, or is cut."""
        lines = whole_rows(self.file, self.report)
        header = first_row(lines)
        wanted = frozenset(code.encode() for code in self.wanted)
        report, update, width, last = self.report, self.update, header.width - 1, header.last + 1
        codes_of = itemgetter(*header.codes)
        npi, entity = header.of[:2]
        gone, back = header.of[PARTS.index(DEACTIVATED)], header.of[PARTS.index(REACTIVATED)]
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
            elif len(cells := split_slowly(text)) != header.width:
                report.tell(line, f"this row has {len(cells)} cells, the header has {header.width}")
                continue
            is_active = cells[entity] == INDIVIDUAL and (not cells[gone] or cells[back])
            if not is_active or wanted.isdisjoint(codes_of(cells)):
                if update:
                    yield GoneRow(cells[npi].decode("ascii", "replace"))
                continue
            try:
                yield found(header, line, cells)
            except UnicodeDecodeError:
                report.tell(line, "a text is not UTF-8; take the file as CMS publishes it")
        if not row.endswith(b"\n") and len(split_slowly(row)) != header.width:
            raise cut(line)


def found(header: Header, line: int, cells: list[bytes]) -> FoundRow:
    """Return what is read of a row, as text, the primary code first. Raises UnicodeDecodeError."""
    parts = tuple(cells[place].replace(b'""', b'"').decode().strip() for place in header.of)
    pairs = [(cells[code].decode(), cells[switch]) for code, switch in zip(header.codes, header.switches, strict=True)]
    codes = sorted((pair for pair in pairs if pair[0]), key=lambda pair: pair[1] != b"Y")
    return FoundRow(line, parts, tuple(dict.fromkeys(code for code, _ in codes)))


def whole_rows(file: Iterable[bytes], report: Report) -> Iterator[tuple[int, bytes]]:
    """Yield each row with its line. A quoted cell may hold line ends, so an odd number of quotes goes on below, unless
    the next line begins as a row does. Raises NoRegister where the file ends within a row."""
    number, start, waiting = 0, 0, b""
    for line in file:
        number += 1
        report.read += len(line)
        if waiting and (ROW_BEGINS.match(line) or len(waiting) > LONGEST_ROW):
            report.rows += 1
            report.tell(start, "a quoted cell never ends; this row is left out")
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
        raise cut(start)


def cut(line: int) -> NoRegister:
    return NoRegister(f"the file ends in the middle of a row, line {line}; copy it or load it again")


def first_row(lines: Iterator[tuple[int, bytes]]) -> Header:
    """Return the header of a file. Raises NoRegister."""
    _, row = next(lines, (1, b""))
    if row[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in row:
        raise NoRegister("the file is not UTF-8 text; take it as CMS publishes it, or save it as CSV in UTF-8")
    return header_of([cell.decode("utf-8", "replace") for cell in split_slowly(row.removeprefix(BOM).rstrip(b"\r\n"))])


def split_slowly(row: bytes) -> list[bytes]:
    """Return the cells of a row that is not written as the register writes it."""
    text = row.decode("utf-8", "surrogateescape").strip("\r\n")
    try:
        return [cell.encode("utf-8", "surrogateescape") for cell in next(csv.reader([text]), [])]
    except csv.Error:
        return []
