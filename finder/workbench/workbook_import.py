"""Import a changed workbook: return the new files, or report every mistake with its
sheet, row and how to fix it."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from finder.core.exchange.spreadsheet import as_typed, harmless
from finder.core.loading.file_errors import BrokenRules, FileError
from finder.core.loading.load import load
from finder.core.loading.tidy import tidy_table
from finder.core.reviewing.folder import row_lines
from finder.core.reviewing.reason_check import reason_mistakes
from finder.core.reviewing.reviewers_only import texts_with_reviewers_words
from finder.core.rules.knowledge import Ruleset
from finder.workbench.reasons_text import split, with_reasons
from finder.workbench.workbook import ABOUT, VERSION
from finder.workbench.workbook_layout import (
    REASONS,
    WITHOUT_POINTS,
    Column,
    Holds,
    Layout,
    content_of,
    for_reading,
    layouts,
)
from finder.workbench.workbook_reading import BookReading, SheetRow


class BrokenWorkbook(Exception):
    """The workbook cannot be imported. The text lists every mistake, one on each
    line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(dict.fromkeys(mistakes))
        super().__init__("\n".join(self.mistakes))


RowsOf = Mapping[str, Sequence[SheetRow]]
"""The rows of each sheet, by its title."""


def import_workbook(file: bytes, ruleset: Ruleset, folder: Path) -> dict[str, str]:
    """Return the new text of each file that the workbook changes. Raises
    BrokenWorkbook."""
    reading = BookReading(opened(file), ruleset, content_of(folder))
    check_version(reading.book, ruleset)
    rows = rows_of_sheets(reading)
    changed = {}
    for name, text in new_texts(reading, rows, folder).items():
        before = (folder / name).read_text(encoding="utf-8")
        if text != before:
            changed[name] = text
    errors = errors_of(folder, changed)
    if errors:
        reasons = changed.get(REASONS) or (folder / REASONS).read_text(encoding="utf-8")
        raise BrokenWorkbook([placed(error, rows, reasons) for error in errors])
    return changed


def rows_of_sheets(reading: BookReading) -> RowsOf:
    """Return the rows of all sheets. Raises BrokenWorkbook if one of them cannot be
    read."""
    sheets = layouts(reading.ruleset)
    rows = {layout.title: reading.rows(layout) for layout in sheets}
    for layout in sheets:
        mine = rows[layout.title]
        reading.mistakes += untouchable(layout, mine, reading)
    if reading.mistakes:
        raise BrokenWorkbook(reading.mistakes)
    return rows


def new_texts(reading: BookReading, rows: RowsOf, folder: Path) -> dict[str, str]:
    """Return the text of each file as the workbook would have it."""
    ruleset = reading.ruleset
    texts = {}
    for layout in layouts(ruleset):
        if layout.file:
            mine = rows[layout.title]
            texts[layout.file] = table(layout, mine, reading)
    entries = {}
    for row in chain.from_iterable(rows.values()):
        entry = reason(row, ruleset)
        if entry:
            entries[row.id] = entry
    before = (folder / REASONS).read_text(encoding="utf-8")
    backgrounds = [background.id for background in ruleset.backgrounds]
    texts[REASONS] = with_reasons(before, entries, backgrounds)
    return texts


def opened(file: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(file))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BrokenWorkbook(
            [f"this is not an Excel workbook ({error}); save it as .xlsx"]
        ) from None


def check_version(book: Workbook, ruleset: Ruleset) -> None:
    """Raise BrokenWorkbook if the workbook is of other rules, because importing it
    would undo later changes."""
    version = version_of(book)
    if version == ruleset.version:
        return
    made_of = version or "(none)"
    text = f"this workbook was made from rules version {made_of}, but the rules are now version {ruleset.version}"
    fix = "export a new workbook and make your changes in it"
    raise BrokenWorkbook([f"{ABOUT}: {text}; {fix}"])


def version_of(book: Workbook) -> str:
    """Return the version of the rules in a workbook, empty if it has none."""
    if ABOUT not in book.sheetnames:
        return ""
    for row in book[ABOUT].iter_rows(values_only=True):
        if row[0] == VERSION:
            return str(row[1])
    return ""


def untouchable(
    layout: Layout, rows: Sequence[SheetRow], reading: BookReading
) -> Iterator[str]:
    """Yield a mistake for each change in a read-only column. Rows with a new condition
    or new cards are skipped."""
    tables = reading.content.tables
    before = {row["id"]: row for row in tables.get(layout.file, ())}
    shown = for_reading(layout, reading.ruleset)
    for row in rows:
        old = before.get(row.id)
        if not old or has_new_cells(row, old):
            continue
        for column in columns_that(layout, Holds.READING):
            text = shown[row.id].get(column.title, "")
            exported = as_typed(harmless(text))
            if row[column] != one_line(exported):
                yield row.wrong(
                    f"{column.title} is only for reading; undo the change, and change its source instead"
                )


def has_new_cells(row: SheetRow, old: Mapping[str, str]) -> bool:
    """Return whether the condition or the cards of a row have changed."""
    columns = columns_that(row.layout, Holds.CELL)
    return any(row[column] != one_line(old[column.key]) for column in columns)


def columns_that(layout: Layout, *holds: Holds) -> list[Column]:
    """Return the columns of these kinds."""
    return [column for column in layout.columns if column.holds in holds]


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def table(layout: Layout, rows: Sequence[SheetRow], reading: BookReading) -> str:
    """Return the table of a sheet as text for its file. Points of 0 become empty
    cells."""
    header = list(reading.content.tables[layout.file][0])
    columns = columns_that(layout, Holds.CELL, Holds.POINTS)
    by_key = {column.key: column for column in columns}
    written = []
    for row in rows:
        cells = [as_in_file(row, by_key[key]) for key in header]
        written.append(cells)
    return tidy_table([header, *written])


def as_in_file(row: SheetRow, column: Column) -> str:
    """Return a cell as text for the file of the table."""
    cell = row[column]
    no_points = column.holds is Holds.POINTS and cell == "0"
    return "" if no_points else cell


def reason(row: SheetRow, ruleset: Ruleset) -> dict[str, Any]:
    """Return the entry of a row for reasons.toml, empty if the row has no words and no
    source."""
    words = {
        column.key: row[column] for column in columns_that(row.layout, Holds.WORDS)
    }
    cells = [row[column] for column in columns_that(row.layout, Holds.SOURCES)]
    if not any([*words.values(), *cells]):
        return {}
    only = only_background(row, ruleset)
    names = {background.id for background in ruleset.backgrounds}
    others = [text for key, text in words.items() if key in names - {only}]
    is_free = not any(others) and not words[WITHOUT_POINTS]
    if only and is_free:
        words[WITHOUT_POINTS] = words[only]
        words[only] = ""
    sources = [name.strip() for cell in cells for name in cell.split(",")]
    return {**words, "source": list(filter(None, sources))}


def only_background(row: SheetRow, ruleset: Ruleset) -> str:
    """Return the only background that a row gives points, empty if there are none or
    several."""
    found = []
    for background in ruleset.backgrounds:
        points = row.cells.get(background.short, "")
        if points.strip("0"):
            found.append(background.id)
    return found[0] if len(found) == 1 else ""


def errors_of(folder: Path, changed: Mapping[str, str]) -> list[FileError]:
    """Return the errors that the folder would have with these changes."""
    with TemporaryDirectory(prefix="rules-") as place:
        copy = Path(shutil.copytree(folder, Path(place) / "rules"))
        for name, text in changed.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        try:
            ruleset = load(copy)
        except BrokenRules as broken:
            return list(broken.errors)
        return [
            *reason_mistakes(ruleset, row_lines(copy)),
            *texts_with_reviewers_words(ruleset, copy),
        ]


def placed(error: FileError, rows: RowsOf, reasons: str) -> str:
    """Return an error with the sheet and row that it comes from, if there is one."""
    is_reason = error.file == REASONS
    found = (
        row_of_reason(error, rows, reasons) if is_reason else row_of_line(error, rows)
    )
    return found.wrong(error.text) if found else str(error)


def row_of_reason(error: FileError, rows: RowsOf, reasons: str) -> SheetRow | None:
    """Return the row whose words are at the line of an error, None if there is none."""
    name = None
    for entry, start in starts(reasons):
        if start <= error.line:
            name = entry
    for row in chain.from_iterable(rows.values()):
        if row.layout.has_words and row.id == name:
            return row
    return None


def row_of_line(error: FileError, rows: RowsOf) -> SheetRow | None:
    """Return the row that became the line of an error, None if there is none. Line 1 is
    the header."""
    place = error.line - 2
    for mine in rows.values():
        if 0 <= place < len(mine) and mine[0].layout.file == error.file:
            return mine[place]
    return None


def starts(reasons: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each entry, with the line where it begins."""
    preamble, blocks = split(reasons)
    line = 1 + preamble.count("\n")
    for name, block in blocks.items():
        yield name, line
        line += block.count("\n")
