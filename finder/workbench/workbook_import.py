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
    book = read_book(file)
    check_version(book, ruleset)
    reading = BookReading(book, ruleset, content_of(folder))
    rows = rows_of_sheets(reading)
    texts = new_texts(reading, rows, folder)
    changed = {
        name: text for name, text in texts.items() if text != text_of(folder, name)
    }
    errors = errors_of(folder, changed)
    if errors:
        mistakes = [in_workbook(error, rows, texts[REASONS]) for error in errors]
        raise BrokenWorkbook(mistakes)
    return changed


def text_of(folder: Path, name: str) -> str:
    """Return the text of a file of the rules."""
    file = folder / name
    return file.read_text(encoding="utf-8")


def rows_of_sheets(reading: BookReading) -> RowsOf:
    """Return the rows of all sheets. Raises BrokenWorkbook if one of them cannot be
    read."""
    sheets = layouts(reading.ruleset)
    rows = {layout.title: reading.rows(layout) for layout in sheets}
    for layout in sheets:
        of_sheet = rows[layout.title]
        reading.mistakes += changes_of_read_only(layout, of_sheet, reading)
    if reading.mistakes:
        raise BrokenWorkbook(reading.mistakes)
    return rows


def new_texts(reading: BookReading, rows: RowsOf, folder: Path) -> dict[str, str]:
    """Return the text of each file as the workbook would have it."""
    ruleset = reading.ruleset
    texts = {}
    for layout in layouts(ruleset):
        file = layout.file
        if file:
            of_sheet = rows[layout.title]
            texts[file] = table(layout, of_sheet, reading)
    entries = {}
    for row in chain.from_iterable(rows.values()):
        entry = reason(row, ruleset)
        if entry:
            entries[row.id] = entry
    before = text_of(folder, REASONS)
    backgrounds = [background.id for background in ruleset.backgrounds]
    texts[REASONS] = with_reasons(before, entries, backgrounds)
    return texts


def read_book(file: bytes) -> Workbook:
    """Return the workbook in a file. Raises BrokenWorkbook."""
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


def changes_of_read_only(
    layout: Layout, rows: Sequence[SheetRow], reading: BookReading
) -> Iterator[str]:
    """Yield a mistake for each change in a read-only column. Rows with a new condition
    or new cards are skipped."""
    table = reading.content.tables.get(layout.file, ())
    before = {row["id"]: row for row in table}
    exported = for_reading(layout, reading.ruleset)
    for row in rows:
        old = before.get(row.id)
        if old and not has_new_cells(row, old):
            yield from changed_texts(row, exported[row.id])


def changed_texts(row: SheetRow, exported: Mapping[str, str]) -> Iterator[str]:
    """Yield a mistake for each read-only text of a row that is not as it was
    exported."""
    for column in columns_that(row.layout, Holds.READING):
        text = exported.get(column.title, "")
        before = as_typed(harmless(text))
        if row[column] != one_line(before):
            yield row.wrong(
                f"{column.title} is only for reading; undo the change, and change its source instead"
            )


def has_new_cells(row: SheetRow, old: Mapping[str, str]) -> bool:
    """Return whether the condition or the cards of a row have changed."""
    for column in columns_that(row.layout, Holds.CELL):
        before = one_line(old[column.key])
        if row[column] != before:
            return True
    return False


def columns_that(layout: Layout, *holds: Holds) -> list[Column]:
    """Return the columns of these kinds."""
    return [column for column in layout.columns if column.holds in holds]


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def table(layout: Layout, rows: Sequence[SheetRow], reading: BookReading) -> str:
    """Return the table of a sheet as text for its file. Points of 0 become empty
    cells."""
    first_row = reading.content.tables[layout.file][0]
    header = list(first_row)
    columns = columns_that(layout, Holds.CELL, Holds.POINTS)
    by_key = {column.key: column for column in columns}
    lines = [header]
    in_order = [by_key[key] for key in header]
    for row in rows:
        cells = [as_in_file(row, column) for column in in_order]
        lines.append(cells)
    return tidy_table(lines)


def as_in_file(row: SheetRow, column: Column) -> str:
    """Return a cell as text for the file of the table."""
    cell = row[column]
    is_points = column.holds is Holds.POINTS
    if is_points and cell == "0":
        return ""
    return cell


def reason(row: SheetRow, ruleset: Ruleset) -> dict[str, Any]:
    """Return the entry of a row for reasons.toml, empty if the row has no words and no
    source."""
    words = words_of(row, ruleset)
    columns = columns_that(row.layout, Holds.SOURCES)
    cells = [row[column] for column in columns]
    if not any([*words.values(), *cells]):
        return {}
    listed = ",".join(cells)
    names = map(str.strip, listed.split(","))
    sources = list(filter(None, names))
    return {**words, "source": sources}


def words_of(row: SheetRow, ruleset: Ruleset) -> dict[str, str]:
    """Return the words of a row, by key. The sentence about the only background with
    points is stored without the background, if that place is free."""
    columns = columns_that(row.layout, Holds.WORDS)
    words = {column.key: row[column] for column in columns}
    only = only_background(row, ruleset)
    if not only:
        return words
    keys = {WITHOUT_POINTS}
    keys |= {each.id for each in ruleset.backgrounds}
    others = keys - {only}
    is_free = not any(words.get(key) for key in others)
    if is_free:
        words[WITHOUT_POINTS] = words[only]
        words[only] = ""
    return words


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
        copy = Path(place, "rules")
        shutil.copytree(folder, copy)
        for name, text in changed.items():
            file = copy / name
            file.write_text(text, encoding="utf-8", newline="")
        try:
            ruleset = load(copy)
        except BrokenRules as broken:
            return list(broken.errors)
        lines = row_lines(copy)
        errors = list(reason_mistakes(ruleset, lines))
        errors += texts_with_reviewers_words(ruleset, copy)
        return errors


def in_workbook(error: FileError, rows: RowsOf, reasons: str) -> str:
    """Return an error with the sheet and row that it comes from, if there is one."""
    row = row_of(error, rows, reasons)
    return row.wrong(error.text) if row else str(error)


def row_of(error: FileError, rows: RowsOf, reasons: str) -> SheetRow | None:
    """Return the row that an error comes from, None if there is none."""
    if error.file == REASONS:
        return row_of_reason(error, rows, reasons)
    return row_of_line(error, rows)


def row_of_reason(error: FileError, rows: RowsOf, reasons: str) -> SheetRow | None:
    """Return the row whose words are at the line of an error, None if there is none."""
    name = entry_at(error.line, reasons)
    for row in chain.from_iterable(rows.values()):
        if row.layout.has_words and row.id == name:
            return row
    return None


def row_of_line(error: FileError, rows: RowsOf) -> SheetRow | None:
    """Return the row that became the line of an error, None if there is none. Line 1 is
    the header."""
    place = error.line - 2
    for of_sheet in rows.values():
        if 0 <= place < len(of_sheet):
            row = of_sheet[place]
            if row.layout.file == error.file:
                return row
    return None


def entry_at(line: int, reasons: str) -> str | None:
    """Return the name of the entry at a line, None if the line comes before all of
    them."""
    found = None
    for name, start in starts(reasons):
        if start <= line:
            found = name
    return found


def starts(reasons: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each entry, with the line where it begins."""
    preamble, blocks = split(reasons)
    line = 1 + preamble.count("\n")
    for name, block in blocks.items():
        yield name, line
        line += block.count("\n")
