"""Write CSV that no spreadsheet runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width forms, which some spreadsheets read as the same signs."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV as spreadsheets open it at once: a byte order mark, CRLF, every cell quoted and none a formula."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(harmless, header))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + text.getvalue()


def harmless(cell: str) -> str:
    """The cell, led by an apostrophe where a spreadsheet would run it, white space before the sign or not."""
    begins = cell.startswith(BEGINS_A_FORMULA) or cell.lstrip().startswith(BEGINS_A_FORMULA)
    return f"'{cell}" if begins else cell
