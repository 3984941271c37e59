"""The rules as an Excel workbook, to read, sort, discuss and bring back."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from finder.core.exchange.spreadsheet import harmless
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.knowledge import Ruleset
from finder.workbench.workbook_layout import Holds, content_of, layouts, rows_of

Cell = str | int
CellRow = Sequence[Cell]

HEAD = PatternFill("solid", fgColor="E2EFEC")
WIDEST, NARROWEST = 60, 8
ABOUT, VERSION = "About", "Rules version"


def export_workbook(ruleset: Ruleset, folder: Path) -> bytes:
    """Return the whole file. The folder is the one that the rules were read from."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, header, rows in sheets(ruleset, folder):
        fill(book.create_sheet(title), header, list(rows))
    for layout in layouts(ruleset):
        for place, column in enumerate(layout.columns, start=1):
            if column.holds is Holds.READING:
                book[layout.title].cell(1, place).font = Font(bold=True, italic=True)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def sheets(ruleset: Ruleset, folder: Path) -> Iterator[tuple[str, CellRow, Iterator[CellRow]]]:
    yield ABOUT, (ABOUT, ""), about(ruleset)
    content = content_of(folder)
    for layout in layouts(ruleset):
        yield layout.title, [column.title for column in layout.columns], rows_of(layout, ruleset, content)
    sources = ((each.id, each.title, each.mark, each.note) for each in ruleset.sources.values())
    yield "Sources", ("Source", "Title", "How it was checked", "Note"), sources


def about(ruleset: Ruleset) -> Iterator[CellRow]:
    signed = f"{ruleset.review.reviewed_by}, {ruleset.review.reviewed_on}"
    yield VERSION, ruleset.version
    yield "Reviewer", signed if ruleset.is_signed else ruleset.advice.result.not_reviewed
    yield "Next review by", str(ruleset.review.review_by or "")
    yield "Points", ruleset.advice.result.honest
    yield "A copy", "This workbook is a copy. What counts are the files in the folder of rules."
    yield "Bring it back", "Change points, words, conditions or rows, then run `finder rules import --xlsx FILE`."
    yield "Only for reading", "This sheet, the sheet of sources, and the columns in italics. They are not read back."
    for group, cap in ruleset.scoring.caps.items():
        yield f"Group {group}", "no limit" if cap == UNCAPPED else f"at most {cap} points for one background"


def fill(sheet: Worksheet, header: CellRow, rows: Sequence[CellRow]) -> None:
    """A sheet with a header that stays, a filter, and columns as wide as their words."""
    for number, row in enumerate((header, *rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, harmless(value) if isinstance(value, str) else value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, str):
                cell.data_type = "s"  # words are words, also those that begin like a formula
    for place in range(1, len(header) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(1, place).fill = HEAD
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for place in range(1, len(header) + 1):
        longest = max(len(str(row[place - 1])) for row in (header, *rows))
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(NARROWEST, longest + 2))
