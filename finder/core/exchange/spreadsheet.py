"""Write CSV in which no cell can run as a formula.

A spreadsheet with another separator begins a cell in the middle of a text. So an
apostrophe is written before each sign that begins a formula: at the beginning of a
text, and after each comma, semicolon, tab, bar and line break, even if spaces or quotes
come first. `as_typed` removes these apostrophes.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""The last four are full-width forms, which some spreadsheets read as the same
signs."""
BEGINS_A_CELL = "(?:^|(?<=[,;|\\t\\n\\v\\f\\r\\x1c-\\x1e\\x85\u2028\u2029]))"
PADDING = "[\\s\"']*"
BEGINS_A_FORMULA = re.compile(f"({BEGINS_A_CELL}{PADDING})([{SIGNS}])")
ESCAPED_CELL = re.compile(f"({BEGINS_A_CELL}{PADDING})'([{SIGNS}])")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV that spreadsheets open directly: a byte order mark, CRLF, every cell
    quoted, and no formula."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(harmless, header))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + text.getvalue()


def harmless(cell: str) -> str:
    """Return the cell with an apostrophe before every sign that could begin a
    formula."""
    return BEGINS_A_FORMULA.sub(r"\1'\2", cell)


def as_typed(cell: str) -> str:
    """Return the text that `harmless` changed, as it was before."""
    return ESCAPED_CELL.sub(r"\1\2", cell)
