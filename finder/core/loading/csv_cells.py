"""Split a table of CSV into rows of trimmed cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.loading.file_errors import Location

END = "\x00"
"""Added to the end of a table. A quoted cell that never ends includes it."""


def delimiter_of(text: str) -> str:
    """Return the separator of the cells. Some spreadsheets write `;`."""
    first, _, _ = text.partition("\n")
    return ";" if ";" in first and "," not in first else ","


def used(cells: list[str]) -> int:
    """Return how many cells there are up to the last one that is not empty."""
    return max(
        (number for number, cell in enumerate(cells, start=1) if cell), default=0
    )


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column."""

    place: Location
    by_name: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return the text of a cell. Line breaks and other white space become
        blanks."""
        return " ".join(self.by_name[name].split())

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids in a cell, which `|` separates."""
        parts = [part.strip() for part in self.by_name[name].split("|")]
        if any("\n" in part for part in parts):
            self.place.wrong(
                f"{name} has a line break between two entries; separate them with |"
            )
        return tuple(" ".join(part.split()) for part in parts if part)
