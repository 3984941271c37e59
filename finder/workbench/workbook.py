"""The rules as an Excel workbook, to read, sort, discuss and import again."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from finder.core.exchange.spreadsheet import harmless
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.knowledge import Ruleset, Source
from finder.workbench.workbook_layout import Holds, Layout, content_of, layouts, rows_of

Cell = str | int
CellRow = Sequence[Cell]

HEAD = PatternFill("solid", fgColor="E2EFEC")
WIDEST, NARROWEST = 60, 8
ABOUT, VERSION = "About", "Rules version"


def export_workbook(ruleset: Ruleset, folder: Path) -> bytes:
    """Return the file. `folder` is the folder that the rules were read from."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, header, rows in sheets(ruleset, folder):
        sheet = book.create_sheet(title)
        fill(sheet, header, list(rows))
    for layout in layouts(ruleset):
        mark_reading(book[layout.title], layout)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def mark_reading(sheet: Worksheet, layout: Layout) -> None:
    """Set the heads of read-only columns in italics."""
    for place, column in enumerate(layout.columns, start=1):
        if column.holds is Holds.READING:
            head = sheet.cell(1, place)
            head.font = Font(bold=True, italic=True)


def sheets(
    ruleset: Ruleset, folder: Path
) -> Iterator[tuple[str, CellRow, Iterator[CellRow]]]:
    yield ABOUT, (ABOUT, ""), about(ruleset)
    content = content_of(folder)
    for layout in layouts(ruleset):
        header = [column.title for column in layout.columns]
        yield layout.title, header, rows_of(layout, ruleset, content)
    titles = ("Source", "Title", "How it was checked", "Note")
    sources = map(source_row, ruleset.sources.values())
    yield "Sources", titles, sources


def source_row(source: Source) -> CellRow:
    return source.id, source.title, source.mark, source.note


def about(ruleset: Ruleset) -> Iterator[CellRow]:
    review = ruleset.review
    texts = ruleset.advice.result
    signed = f"{review.reviewed_by}, {review.reviewed_on}"
    yield VERSION, ruleset.version
    yield "Reviewer", signed if ruleset.is_signed else texts.not_reviewed
    yield "Next review by", str(review.review_by or "")
    yield "Points", texts.honest
    yield (
        "A copy",
        "This workbook is a copy. Only the files in the folder of rules are used.",
    )
    yield (
        "Import it",
        "Change points, words, conditions or rows, then run `finder rules import --xlsx FILE`.",
    )
    yield (
        "Only for reading",
        "This sheet, the sheet of sources, and the columns in italics. They are not read back.",
    )
    for group, cap in ruleset.scoring.caps.items():
        limit = f"at most {cap} points for one background"
        if cap == UNCAPPED:
            limit = "no limit"
        yield f"Group {group}", limit


def fill(sheet: Worksheet, header: CellRow, rows: Sequence[CellRow]) -> None:
    """Fill a sheet: a frozen header, a filter, and columns as wide as their text."""
    lines = [header, *rows]
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            write_cell(sheet, number, place, value)
    first_row = next(sheet.iter_rows(max_row=1))
    for head in first_row:
        head.font = Font(bold=True)
        head.fill = HEAD
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    columns = zip(*lines, strict=True)
    for place, cells in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width_of(cells)


def width_of(cells: CellRow) -> int:
    """Return the width of a column that holds these cells."""
    lengths = [len(str(value)) for value in cells]
    width = max(lengths) + 2
    return min(WIDEST, max(NARROWEST, width))


def write_cell(sheet: Worksheet, number: int, place: int, value: Cell) -> None:
    """Write one cell. Text is stored as text, even if it begins like a formula."""
    cell = sheet.cell(number, place)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.value = harmless(value)
        cell.data_type = "s"
    else:
        cell.value = value
