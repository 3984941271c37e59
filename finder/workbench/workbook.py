"""The rules as an Excel workbook, to read, sort and discuss."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from finder.core.exchange.spreadsheet import harmless
from finder.core.loading.scoring import UNCAPPED
from finder.core.reviewing.handbook import RuleLine, also_see_lines, red_flag_lines, suggestion_lines, treatment_lines
from finder.core.rules.knowledge import Ruleset
from finder.core.telling.wording import as_written

Cell = str | int
CellRow = Sequence[Cell]

HEAD = PatternFill("solid", fgColor="E2EFEC")
WIDEST, NARROWEST = 60, 8


def export_workbook(ruleset: Ruleset) -> bytes:
    """The whole file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, header, rows in sheets(ruleset):
        fill(book.create_sheet(title), header, list(rows))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def sheets(ruleset: Ruleset) -> Iterator[tuple[str, CellRow, Iterator[CellRow]]]:
    names = [background.short for background in ruleset.backgrounds]
    yield "About", ("About", ""), about(ruleset)
    yield (
        "Suggestions",
        ("Rule", "Group", "If", *names, "Because", "Strength", "Source", "Treatments named", "Condition"),
        suggestions(ruleset),
    )
    signs = zip(red_flag_lines(ruleset), ruleset.red_flags.rows, strict=True)
    flags = ((*plain(line), line.does, as_written(row.when)) for line, row in signs)
    yield "Warning signs", ("Row", "If", "Unless", "May mean", "Source", "We say", "Condition"), flags
    cards = ((*plain(line), line.does, ", ".join(line.cards)) for line in treatment_lines(ruleset))
    yield "Treatments", ("Row", "If", "Unless", "What is said", "Source", "Then", "On"), cards
    yield "Other doctors", ("Row", "If", "Unless", "What is said", "Source"), map(plain, also_see_lines(ruleset))
    sources = ((each.id, each.title, each.mark, each.note) for each in ruleset.sources.values())
    yield "Sources", ("Source", "Title", "How it was checked", "Note"), sources


def about(ruleset: Ruleset) -> Iterator[CellRow]:
    signed = f"{ruleset.review.reviewed_by}, {ruleset.review.reviewed_on}"
    yield "Rules version", ruleset.version
    yield "Reviewer", signed if ruleset.is_signed else ruleset.advice.result.not_reviewed
    yield "Next review by", str(ruleset.review.review_by or "")
    yield "Points", ruleset.advice.result.honest
    yield "A copy", "This workbook is a copy to read and discuss. What counts are the files in the folder of rules."
    for group, cap in ruleset.scoring.caps.items():
        yield f"Group {group}", "no limit" if cap == UNCAPPED else f"at most {cap} points for one background"


def suggestions(ruleset: Ruleset) -> Iterator[CellRow]:
    for line, rule in zip(suggestion_lines(ruleset), ruleset.suggestions.rows, strict=True):
        yield (
            line.id,
            line.group,
            " and ".join(line.when),
            *line.points,
            line.reason,
            line.strength,
            ", ".join(line.sources),
            ", ".join(line.cards),
            as_written(rule.when),
        )


def plain(line: RuleLine) -> tuple[str, ...]:
    return line.id, " and ".join(line.when), " and ".join(line.unless), line.reason, ", ".join(line.sources)


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
