"""The table of who may know what, as a page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finder.core.sharing.audiences import TABLE, Audience, Fact, May


@dataclass(frozen=True, slots=True)
class DisclosureColumn:
    """Audiences that learn the same: when they learn some facts, and when they learn
    all others."""

    audiences: tuple[Audience, ...]
    facts: Mapping[May, tuple[Fact, ...]]
    rest: May


def disclosure_columns() -> tuple[DisclosureColumn, ...]:
    """Return the table by audience, with those that learn the same in one column."""
    groups: dict[tuple[May, ...], list[Audience]] = defaultdict(list)
    for audience in Audience:
        cells = [TABLE[fact][audience] for fact in Fact]
        groups[tuple(cells)].append(audience)
    columns = [disclosure_column(*group) for group in groups.items()]
    return tuple(columns)


def disclosure_column(
    cells: Sequence[May], audiences: Iterable[Audience]
) -> DisclosureColumn:
    """Return a column of the table. `rest` is the most frequent case."""
    rest = max(May, key=cells.count)
    facts: dict[May, list[Fact]] = defaultdict(list)
    for fact, cell in zip(Fact, cells, strict=True):
        if cell is not rest:
            facts[cell].append(fact)
    in_order = {may: tuple(facts[may]) for may in May if may in facts}
    return DisclosureColumn(tuple(audiences), in_order, rest)
