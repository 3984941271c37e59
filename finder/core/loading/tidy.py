"""Bring the files of `rules/` to their canonical form, so that a change is a diff of
the rows that changed."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from finder.core.loading.load import DECIDING
from finder.core.loading.reading import Reading

FILES = (*DECIDING, "vignettes.toml", "review.toml")
CONDITIONS = {"when", "unless"}
SEVERAL_LINES = ('"""', "'''")
Row = list[str]
"""The cells of a line of a table."""
AROUND_BAR = re.compile(r"\s*\|\s*")
AROUND_AND = re.compile(r"\s*&\s*")
AROUND_COLON = re.compile(r"\s*(:|>=)\s*")


def untidy(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that is not in its canonical form, with that form. Raises
    BrokenRules if one cannot be read."""
    reading = Reading(folder, "en")
    canonical = {}
    for file in FILES:
        text = reading.text(file)
        canonical[file] = tidy(file, text, reading)
    reading.finish()
    for file, wanted in canonical.items():
        path = folder / file
        if wanted.encode() != path.read_bytes():
            yield path, wanted


def tidy(file: str, text: str, reading: Reading) -> str:
    """Return the canonical text. Report a table that cannot be split."""
    if not file.endswith(".csv"):
        return tidy_words(text)
    rows = [cells for _, cells in reading.rows_of(file, text)]
    return tidy_table(rows)


def tidy_words(text: str) -> str:
    """Return the text without blanks at the ends of lines, and with one line end at the
    end of the file."""
    content = text.rstrip()
    # Blanks in a text of several lines may be meant.
    has_long_text = any(mark in content for mark in SEVERAL_LINES)
    if not has_long_text:
        lines = map(str.rstrip, content.split("\n"))
        content = "\n".join(lines)
    return f"{content}\n"


def tidy_table(rows: list[Row]) -> str:
    """Return the table with commas between trimmed cells, and with quotes only where
    needed."""
    header, *rest = rows or [[]]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    for row in rest:
        canonical = tidy_row(header, row)
        writer.writerow(canonical)
    return written.getvalue()


def tidy_row(header: Row, row: Row) -> Row:
    """Return the row with each cell in its canonical form. Cells beyond the header
    stay."""
    # Not strict: a row may be shorter or longer than the header, which is reported
    # elsewhere.
    cells = zip(header, row, strict=False)
    named_cells = [tidy_cell(name, cell) for name, cell in cells]
    beyond_header = row[len(header) :]
    return named_cells + beyond_header


def tidy_cell(column: str, cell: str) -> str:
    """Return a condition or a list of ids on one line, without needless blanks."""
    words = cell.split()
    cell = " ".join(words)
    cell = AROUND_BAR.sub("|", cell)
    if column not in CONDITIONS:
        return cell
    cell = AROUND_AND.sub(" & ", cell)
    return AROUND_COLON.sub(r"\1", cell)
