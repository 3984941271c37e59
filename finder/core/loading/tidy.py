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
    texts = {file: reading.text(file) for file in FILES}
    wanted_of = {file: tidy(file, text, reading) for file, text in texts.items()}
    reading.finish()
    for file, wanted in wanted_of.items():
        if wanted.encode() != (folder / file).read_bytes():
            yield folder / file, wanted


def tidy(file: str, text: str, reading: Reading) -> str:
    """Return the canonical text; the BOM and CRLF are gone already. A table that cannot be split is an error."""
    if not file.endswith(".csv"):
        return tidy_words(text)
    return tidy_table([cells for _, cells in reading.rows_of(file, text)])


def tidy_words(text: str) -> str:
    """No blanks at the ends of lines, and one line end at the end of the file."""
    if any(mark in text for mark in SEVERAL_LINES):
        return text.rstrip() + "\n"
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n"


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
    return [tidy_cell(name, cell) for name, cell in zip(header, row, strict=False)] + row[len(header) :]


def tidy_cell(column: str, cell: str) -> str:
    """Conditions and lists of ids without needless blanks, on one line."""
    cell = " ".join(cell.split())
    cell = re.sub(r"\s*\|\s*", "|", cell)
    if column in CONDITIONS:
        cell = re.sub(r"\s*(:|>=)\s*", r"\1", re.sub(r"\s*&\s*", " & ", cell))
    return cell
