"""Split a table of CSV into rows of trimmed cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.loading.file_errors import Location

END = "\x00"
"""Added to the end of a table. A quoted cell that never ends includes it."""


def delimiter_of(text: str) -> str:
    """Return the separator of the cells. Some spreadsheets write `;`."""
    header, _, _ = text.partition("\n")
    if "," in header:
        return ","
    return ";" if ";" in header else ","


def used(cells: list[str]) -> int:
    """Return how many cells there are up to the last one that is not empty."""
    count = len(cells)
    while count and not cells[count - 1]:
        count -= 1
    return count


def on_one_line(text: str) -> str:
    """Return the text with each line break and other white space as one blank."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column."""

    place: Location
    by_name: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return the text of a cell. Line breaks and other white space become
        blanks."""
        return on_one_line(self.by_name[name])

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids in a cell, which `|` separates."""
        cell = self.by_name[name]
        parts = [part.strip() for part in cell.split("|")]
        ids = list(filter(None, parts))
        if any("\n" in each for each in ids):
            self.place.wrong(
                f"{name} has a line break between two entries; separate them with |"
            )
        return tuple(map(on_one_line, ids))
