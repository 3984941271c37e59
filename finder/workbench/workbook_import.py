"""Bring a changed workbook back: new files, or every mistake with its sheet, its row and the cure."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from finder.core.exchange.spreadsheet import as_typed, harmless
from finder.core.loading.file_errors import BrokenRules, FileError
from finder.core.loading.load import load
from finder.core.loading.tidy import tidy_table
from finder.core.reviewing.folder import row_lines
from finder.core.reviewing.reviewers_only import leaking
from finder.core.reviewing.speaking import unspoken
from finder.core.rules.knowledge import Ruleset
from finder.workbench.reasons_text import split, with_reasons
from finder.workbench.workbook import ABOUT, VERSION
from finder.workbench.workbook_layout import (
    POINTLESS,
    REASONS,
    Column,
    FolderContent,
    Holds,
    Layout,
    content_of,
    for_reading,
    layouts,
)


class BrokenWorkbook(Exception):
    """The workbook cannot come back. Its text lists every mistake, one a line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(dict.fromkeys(mistakes))
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet, and its cells by title."""

    layout: Layout
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells[column.title]

    @property
    def id(self) -> str:
        """The row's id, which stands in the first column."""
        return self.cells[self.layout.columns[0].title]

    def wrong(self, text: str) -> str:
        """Return a mistake with its place."""
        return f"{self.layout.title}, row {self.number}: {text}"


@dataclass(slots=True)
class BookReading:
    """One pass over a workbook, with the mistakes found so far."""

    book: Workbook
    ruleset: Ruleset
    content: FolderContent
    mistakes: list[str] = field(default_factory=list)

    def rows(self, layout: Layout) -> list[SheetRow]:
        """Return the rows of a sheet that are not empty."""
        if layout.title not in self.book.sheetnames:
            self.mistakes.append(f"{layout.title}: there is no such sheet; export a new workbook")
            return []
        sheet = self.book[layout.title]
        titles = [str(cell.value or "") for cell in sheet[1]]
        wanted = [column.title for column in layout.columns]
        for title in wanted:
            if titles.count(title) != 1:
                self.mistakes.append(f"{layout.title}, row 1: there must be one column {title}; export a new workbook")
        for title in titles:
            if title and title not in wanted:
                self.mistakes.append(f"{layout.title}, row 1: nothing reads the column {title}; delete it")
        return [] if self.mistakes else list(self.read_rows(layout, sheet, titles))

    def read_rows(self, layout: Layout, sheet: Worksheet, titles: Sequence[str]) -> Iterator[SheetRow]:
        for cells in sheet.iter_rows(min_row=2):
            found = {title: self.text(layout, cell) for title, cell in zip(titles, cells, strict=False) if title}
            if any(found.values()):
                yield SheetRow(layout, cells[0].row or 0, found)

    def text(self, layout: Layout, cell: Cell | MergedCell) -> str:
        """Return what a cell holds, as it was typed; what is no text and no whole number is a mistake."""
        value = cell.value
        if isinstance(value, str) and cell.data_type != "f":
            return " ".join(as_typed(value).split())
        if value is None:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
            return str(int(value))
        place = f"{layout.title}, row {cell.row}: {cell.coordinate}"
        self.mistakes.append(f"{place} holds {value}; type the text or the whole number")
        return ""


def import_workbook(file: bytes, ruleset: Ruleset, folder: Path) -> dict[str, str]:
    """Return the new text of each file of the folder that the workbook changes. Raises BrokenWorkbook."""
    reading = BookReading(opened(file), ruleset, content_of(folder))
    check_version(reading.book, ruleset)
    rows = {layout.title: reading.rows(layout) for layout in layouts(ruleset)}
    for layout in layouts(ruleset):
        reading.mistakes += untouchable(layout, rows[layout.title], reading)
    if reading.mistakes:
        raise BrokenWorkbook(reading.mistakes)
    texts = {layout.file: table(layout, rows[layout.title], reading) for layout in layouts(ruleset) if layout.file}
    wanted = {row.id: entry for each in rows.values() for row in each if (entry := reason(row, ruleset))}
    backgrounds = [background.id for background in ruleset.backgrounds]
    texts[REASONS] = with_reasons((folder / REASONS).read_text(encoding="utf-8"), wanted, backgrounds)
    changed = {name: text for name, text in texts.items() if text != (folder / name).read_text(encoding="utf-8")}
    if mistakes := [placed(error, rows, texts[REASONS]) for error in errors_of(folder, changed)]:
        raise BrokenWorkbook(mistakes)
    return changed


def opened(file: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(file))
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        raise BrokenWorkbook([f"this is no Excel workbook ({error}); save it as .xlsx"]) from None


def check_version(book: Workbook, ruleset: Ruleset) -> None:
    """A workbook of other rules would take back what was changed since."""
    about = book[ABOUT].iter_rows(values_only=True) if ABOUT in book.sheetnames else ()
    version = next((str(row[1]) for row in about if row[0] == VERSION), "")
    if version != ruleset.version:
        text = f"this workbook was made of rules version {version or '(none)'}, and the rules are {ruleset.version} now"
        raise BrokenWorkbook([f"{ABOUT}: {text}; export a new workbook and make your changes in it"])


def untouchable(layout: Layout, rows: Sequence[SheetRow], reading: BookReading) -> Iterator[str]:
    """Yield a mistake for each change of what is only for reading, in rows whose condition and cards are as before."""
    before = {row["id"]: row for row in reading.content.tables.get(layout.file, ())}
    shown = for_reading(layout, reading.ruleset)
    cells = [column for column in layout.columns if column.holds is Holds.CELL]
    for row in rows:
        old = before.get(row.id)
        if old and all(row[column] == " ".join(old[column.key].split()) for column in cells):
            for column in layout.columns:
                told = as_typed(harmless(shown[row.id].get(column.title, "")))
                if column.holds is Holds.READING and row[column] != " ".join(told.split()):
                    yield row.wrong(f"{column.title} is only for reading; put it back, and change what it comes from")


def table(layout: Layout, rows: Sequence[SheetRow], reading: BookReading) -> str:
    """Return the table of a sheet as its file holds it."""
    header = list(reading.content.tables[layout.file][0])
    by_key = {column.key: column for column in layout.columns if column.holds in {Holds.CELL, Holds.POINTS}}
    points = {column.key for column in layout.columns if column.holds is Holds.POINTS}
    cells = [[row[by_key[key]] for key in header] for row in rows]
    blank = [["" if key in points and cell == "0" else cell for key, cell in zip(header, each, strict=True)]
             for each in cells]  # fmt: skip
    return tidy_table([header, *blank])


def reason(row: SheetRow, ruleset: Ruleset) -> dict[str, Any]:
    """Return the entry of reasons.toml that a row asks for; none where it has no words and no source."""
    words = {column.key: row[column] for column in row.layout.columns if column.holds is Holds.WORDS}
    sources = [row[column] for column in row.layout.columns if column.holds is Holds.SOURCES]
    if not any([*words.values(), *sources]):
        return {}
    given = [each.id for each in ruleset.backgrounds if row.cells.get(each.short, "").strip("0")]
    only = given[0] if len(given) == 1 else ""
    others = [words[each.id] for each in ruleset.backgrounds if each.id in words and each.id != only]
    if only and not any(others) and not words[POINTLESS]:
        words[POINTLESS], words[only] = words[only], ""
    return {
        **words,
        "source": [name for each in sources for part in each.split(",") if (name := part.strip())],
    }


def errors_of(folder: Path, changed: Mapping[str, str]) -> list[FileError]:
    """Return what is wrong with the folder as it would be."""
    with TemporaryDirectory(prefix="rules-") as place:
        copy = Path(shutil.copytree(folder, Path(place) / "rules"))
        for name, text in changed.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        try:
            ruleset = load(copy)
        except BrokenRules as broken:
            return list(broken.errors)
        return [*unspoken(ruleset, row_lines(copy)), *leaking(ruleset, copy)]


def placed(error: FileError, rows: Mapping[str, Sequence[SheetRow]], reasons: str) -> str:
    """Return a mistake of a file with the sheet and the row that it comes from, where there is one."""
    if error.file == REASONS:
        before = [name for name, start in starts(reasons) if start <= error.line]
        found = [row for each in rows.values() for row in each if row.layout.has_words and row.id in before[-1:]]
    else:
        found = [row for each in rows.values() for row in each[error.line - 2 : error.line - 1]
                 if row.layout.file == error.file and error.line > 1]  # fmt: skip
    return found[0].wrong(error.text) if found else str(error)


def starts(reasons: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each entry with the line in which it begins."""
    preamble, blocks = split(reasons)
    line = 1 + preamble.count("\n")
    for name, block in blocks.items():
        yield name, line
        line += block.count("\n")
