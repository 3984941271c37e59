"""The names that the files of `rules/` define for each other, as far as the files have
been read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from finder.core.loading.csv_cells import Cells
from finder.core.loading.entry import Entry
from finder.core.loading.file_errors import Location, Reporter
from finder.core.loading.ids import ROW, check_id
from finder.core.rules.conditions import Condition, Vocabulary, listed, parse_condition
from finder.core.rules.knowledge import Reason, Source

AnyEnum = TypeVar("AnyEnum", bound=StrEnum)


@dataclass(slots=True)
class Names:
    """The names that were read so far."""

    vocabulary: Vocabulary
    sources: dict[str, Source]
    backgrounds: list[str] = field(default_factory=list)
    cards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Card or card set -> cards."""
    groups: list[str] = field(default_factory=list)
    rows: dict[str, Location] = field(default_factory=dict)
    worded: dict[str, Location] = field(default_factory=dict)
    """Rows and flags that must have an entry in reasons.toml."""
    reasons: dict[str, Reason] = field(default_factory=dict)

    def condition(self, row: Cells, column: str) -> Condition:
        """Return the condition in a column of a row."""
        return parse_condition(
            row[column],
            self.vocabulary,
            lambda text: row.place.wrong(f"{column}: {text}"),
        )

    def unless(self, row: Cells) -> Condition | None:
        """Return the exception of a row, or None if it has none."""
        return self.condition(row, "unless") if row["unless"] else None

    def row_id(self, row: Cells) -> str:
        """Return the id of a row. Report an id that another row of any table has."""
        name = row["id"]
        check_id(row.place, "id", name, ROW)
        first = self.rows.setdefault(name, row.place)
        if first is not row.place:
            place = f"{first.file}:{first.line}"
            row.place.wrong(
                f"the id {name} is already used in {place}; give this row another id"
            )
        return name

    def known(
        self, place: Reporter, what: str, named: Iterable[str], known: Iterable[str]
    ) -> tuple[str, ...]:
        """Return the names that are known. Report all others."""
        named = tuple(named)
        known = tuple(known)
        for name in named:
            if name not in known:
                place.wrong(f"there is no {what} {name}; use one of {listed(known)}")
        return tuple(name for name in named if name in known)

    def cited(self, place: Reporter, sources: tuple[str, ...]) -> None:
        """Report missing and unknown sources."""
        if not sources:
            place.wrong(
                'source is missing; name at least one source of sources.toml, or "EO" for expert opinion'
            )
        self.known(place, "source", sources, self.sources)

    def check_reasons(self, entries: Mapping[str, Entry]) -> None:
        """Report rows and flags without a reason, and reasons without a row or flag."""
        for name, place in self.worded.items():
            if name not in self.reasons:
                place.wrong(f"{name} has no reason; add [{name}] to reasons.toml")
        flags = self.worded.keys() | self.rows.keys()
        for name in self.reasons.keys() - flags:
            entries[name].wrong(
                f"no row and no red flag uses the reason [{name}]; correct its name or delete it"
            )


EVIDENCE = ("strong", "moderate", "low", "disputed", "scope", "expert")


def chosen(kind: type[AnyEnum], name: str, place: Reporter, what: str) -> AnyEnum:
    """Return the member with this name. Report an unknown name, and return the first
    member."""
    if name not in set(kind):
        place.wrong(
            f"{what} {name or '(empty)'} is not known; write one of {listed(kind)}"
        )
        return next(iter(kind))
    return kind(name)
