"""Split a table of CSV into rows of trimmed cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.loading.file_errors import Location

END = "\x00"
"""Put after a table: a quoted cell that never ends takes it in."""


def delimiter_of(text: str) -> str:
    """What stands between the cells: some spreadsheets write `;`."""
    first, _, _ = text.partition("\n")
    return ";" if ";" in first and "," not in first else ","


def used(cells: list[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((number for number, cell in enumerate(cells, start=1) if cell), default=0)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column."""

    place: Location
    by_name: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The cell's text; a line break in it, as any white space, is a blank."""
        return " ".join(self.by_name[name].split())

    def ids(self, name: str) -> tuple[str, ...]:
        """A cell of ids joined by `|`."""
        parts = [part.strip() for part in self.by_name[name].split("|")]
        if any("\n" in part for part in parts):
            self.place.wrong(f"{name} has a line break between two entries; write | there")
        return tuple(" ".join(part.split()) for part in parts if part)
