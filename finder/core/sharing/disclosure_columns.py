"""The table of who may know what, as a page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from finder.core.sharing.audiences import TABLE, Audience, Disclosure, Fact

ColumnCells = tuple[Disclosure, ...]
"""When someone learns each fact, in the order of the facts."""


@dataclass(frozen=True, slots=True)
class DisclosureColumn:
    """Audiences that learn the same: when they learn some facts, and when they learn
    all others."""

    audiences: tuple[Audience, ...]
    facts: Mapping[Disclosure, tuple[Fact, ...]]
    rest: Disclosure


def disclosure_columns() -> tuple[DisclosureColumn, ...]:
    """Return the table by audience, with those that learn the same in one column."""
    groups: dict[ColumnCells, list[Audience]] = defaultdict(list)
    for audience in Audience:
        cells = cells_of(audience)
        groups[cells].append(audience)
    columns = []
    for cells, audiences in groups.items():
        column = disclosure_column(cells, audiences)
        columns.append(column)
    return tuple(columns)


def cells_of(audience: Audience) -> ColumnCells:
    """Return when an audience learns each fact."""
    return tuple(row[audience] for row in TABLE.values())


def disclosure_column(
    cells: ColumnCells,
    audiences: Iterable[Audience],
) -> DisclosureColumn:
    """Return a column of the table. `rest` is the most frequent case."""
    rest = max(Disclosure, key=cells.count)
    facts: dict[Disclosure, tuple[Fact, ...]] = {}
    for may in Disclosure:
        found = tuple(facts_with(may, cells))
        if found and may is not rest:
            facts[may] = found
    return DisclosureColumn(tuple(audiences), facts, rest)


def facts_with(may: Disclosure, cells: ColumnCells) -> Iterator[Fact]:
    """Yield the facts that are learned in this case."""
    for fact, cell in zip(Fact, cells, strict=True):
        if cell is may:
            yield fact
