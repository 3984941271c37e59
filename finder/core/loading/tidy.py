"""Bring the files of `rules/` to their canonical form, so that a change is a diff of the rows that changed."""

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


def untidy(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file that is not in its canonical form, with that form. Raises BrokenRules where one cannot be read."""
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
    """Return the canonical text; the BOM and CRLF are gone already. A table that cannot be split is an error."""
    if not file.endswith(".csv"):
        return tidy_words(text)
    rows = reading.rows_of(file, text)
    return tidy_table([cells for _, cells in rows])


def tidy_words(text: str) -> str:
    """No blanks at the ends of lines, and one line end at the end of the file."""
    if any(mark in text for mark in SEVERAL_LINES):
        return text.rstrip() + "\n"
    lines = text.rstrip().split("\n")
    trimmed = [line.rstrip() for line in lines]
    return "\n".join(trimmed) + "\n"


def tidy_table(rows: list[list[str]]) -> str:
    """Commas between trimmed cells, quotes only where needed."""
    header, *rest = rows or [[]]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(tidy_row(header, row) for row in rest)
    return written.getvalue()


def tidy_row(header: list[str], row: list[str]) -> list[str]:
    """The row with each cell in its own form; cells beyond the header stay."""
    # Why not strict: a row may be shorter or longer than the header, and the check has yet to say so.
    cells = zip(header, row, strict=False)
    tidied = [tidy_cell(name, cell) for name, cell in cells]
    beyond = row[len(header) :]
    return tidied + beyond


def tidy_cell(column: str, cell: str) -> str:
    """Conditions and lists of ids without needless blanks, on one line."""
    cell = " ".join(cell.split())
    cell = re.sub(r"\s*\|\s*", "|", cell)
    if column not in CONDITIONS:
        return cell
    cell = re.sub(r"\s*&\s*", " & ", cell)
    return re.sub(r"\s*(:|>=)\s*", r"\1", cell)
