"""Bring the files of `rules/` to their canonical form, so that a change is a diff of the rows that changed."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from finder.core.loading.files import Reading
from finder.core.loading.load import DECIDING

FILES = (*DECIDING, "vignettes.toml", "review.toml")
CONDITIONS = {"when", "unless"}
SEVERAL_LINES = ('"""', "'''")


def untidy(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file that is not in its canonical form, with that form. Raises BrokenRules where one cannot be read."""
    reading = Reading(folder, "en")
    texts = {file: reading.text(file) for file in FILES}
    reading.finish()
    for file, text in texts.items():
        wanted = tidy(file, text)
        if wanted.encode() != (folder / file).read_bytes():
            yield folder / file, wanted


def tidy(file: str, text: str) -> str:
    """The text as it should stand; the BOM and CRLF are gone already."""
    return tidy_table(text) if file.endswith(".csv") else tidy_words(text)


def tidy_words(text: str) -> str:
    """No blanks at the ends of lines, and one line end at the end of the file."""
    if any(mark in text for mark in SEVERAL_LINES):
        return text.rstrip() + "\n"
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n"


def tidy_table(text: str) -> str:
    """Commas between trimmed cells, quotes only where needed, no empty rows."""
    first, _, _ = text.partition("\n")
    delimiter = ";" if ";" in first and "," not in first else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    header, *rest = [row for row in rows if any(row)] or [[]]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(tidy_row(header, row) for row in rest)
    return written.getvalue()


def tidy_row(header: list[str], row: list[str]) -> list[str]:
    """The row with as many cells as the header where only empty ones are too many, and each cell in its own form."""
    spare = row[len(header) :]
    cells = row if any(spare) else row[: len(header)]
    return [tidy_cell(name, cell) for name, cell in zip(header, cells, strict=False)] + cells[len(header) :]


def tidy_cell(column: str, cell: str) -> str:
    """Conditions and lists of ids without needless blanks."""
    cell = re.sub(r"\s*\|\s*", "|", cell)
    if column in CONDITIONS:
        cell = re.sub(r"\s*(:|>=)\s*", r"\1", re.sub(r"\s*&\s*", " & ", cell))
    return cell
