"""Find clinicians near a place, the best fit first. The time hardly grows with the
number of clinicians."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Select,
    any_,
    bindparam,
    select,
)

from finder.core.directory.distance import ENOUGH, RADII, Area, Spot
from finder.core.directory.listing import Listing
from finder.core.directory.order import After, Tier, TieredSearch
from finder.store.directory import listing_of
from finder.store.directory_tables import listed, listing
from finder.store.transaction import Transaction
from finder.store.zip_centers import areas_around

PAGE = 10
FIRST_AREAS, MOST_AREAS = 16, 256
"""The number of ZIP codes in the first and in the largest query. The nearest ZIP codes
mostly have enough clinicians."""


@dataclass(frozen=True, slots=True)
class Near:
    """A clinician on a list, with the distance in miles and how well they fit."""

    listing: Listing
    tier: Tier
    miles: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class NearPage:
    """One page of a list. `after` is where the next page begins, None on the last
    page."""

    lines: tuple[Near, ...]
    after: After | None


class ListKey(NamedTuple):
    """The position of one listing on a list, known before the listing is read."""

    after: After
    area: Area


ListedThere = dict[tuple[int, int], set[str]]
"""The kinds of each listing in a ZIP code, by NPI and place number."""


@dataclass(frozen=True, slots=True)
class SearchArea:
    """The distance to search around a place, in miles, and the ZIP codes there, nearest
    first."""

    radius: int
    areas: list[Area]


class Lists:
    """The listings in ZIP codes, read as these tiers need them. Tiers that differ only
    in kinds share one query for each ZIP code."""

    def __init__(
        self,
        transaction: Transaction,
        edition: int,
        tiers: Iterable[TieredSearch],
    ) -> None:
        self.transaction = transaction
        self.edition = edition
        self._kinds: dict[bool | None, list[str]] = {}
        self._known: dict[bool | None, dict[str, ListedThere]] = {}
        for each in tiers:
            self._known[each.pain] = {}
            kinds = self._kinds.setdefault(each.pain, [])
            new_kinds = [kind for kind in each.kinds if kind not in kinds]
            kinds += new_kinds

    def of(self, tiered: TieredSearch, areas: Sequence[Area]) -> Iterator[ListKey]:
        """Yield the keys of a tier in some ZIP codes, in no order."""
        known = self._known[tiered.pain]
        codes = [area.zip_code for area in areas]
        unread = [code for code in codes if code not in known]
        if unread:
            known |= self._read(tiered, unread)
        for area in areas:
            there = known[area.zip_code]
            for (npi, number), kinds in there.items():
                if is_of(tiered, kinds):
                    after = key_of(tiered.tier, area, npi, number)
                    yield ListKey(after, area)

    def _read(self, tiered: TieredSearch, zips: list[str]) -> dict[str, ListedThere]:
        is_any = tiered.pain is None
        wanted = {
            "edition": self.edition,
            "kinds": self._kinds[tiered.pain],
            "pain": [True, False] if is_any else [tiered.pain],
            "zips": zips,
        }
        connection = self.transaction.connection
        statement = SEARCH_QUERIES[self.transaction.dialect]
        rows = connection.execute(statement, wanted).all()
        found: dict[str, ListedThere] = {code: {} for code in zips}
        for row in rows:
            there = found[row.zip_code]
            kinds = there.setdefault((row.npi, row.number), set())
            kinds.add(row.kind)
        return found


def is_of(tiered: TieredSearch, kinds: set[str]) -> bool:
    """Return whether a listing with these kinds belongs to the tier."""
    if not kinds.isdisjoint(tiered.excluded):
        return False
    return not kinds.isdisjoint(tiered.kinds)


def search_area(
    lists: Lists,
    start: Spot,
    counted: TieredSearch,
) -> SearchArea:
    """Return the smallest distance with enough listings of the counted tier. Return the
    largest distance if there are fewer."""
    *smaller, largest = RADII
    for radius in smaller:
        areas = areas_around(lists.transaction, start, radius)
        found = keys(lists, counted, areas)
        nearest = list(islice(found, ENOUGH))
        if len(nearest) == ENOUGH:
            return SearchArea(radius, areas)
    areas = areas_around(lists.transaction, start, largest)
    return SearchArea(largest, areas)


def page(
    lists: Lists,
    tiers: Sequence[TieredSearch],
    areas: Sequence[Area],
    after: After | None = None,
    size: int = PAGE,
) -> NearPage:
    """Return the first page of a list, or the page that follows `after`."""
    of_tiers = (keys(lists, tiered, areas, after) for tiered in tiers)
    in_order = chain.from_iterable(of_tiers)
    found = list(islice(in_order, size + 1))
    shown = found[:size]
    has_more = len(found) > size
    next_after = shown[-1].after if has_more else None
    lines = read(lists.transaction, lists.edition, shown)
    return NearPage(lines, next_after)


def keys(
    lists: Lists,
    tiered: TieredSearch,
    areas: Sequence[Area],
    after: After | None = None,
) -> Iterator[ListKey]:
    """Yield the keys of one tier in order, reading some ZIP codes at a time."""
    if after and after.tier > tiered.tier:
        return
    begin = 0
    if after and after.tier == tiered.tier:
        begin = number_nearer(areas, after)
    many = FIRST_AREAS
    while begin < len(areas):
        end = end_of_run(areas, begin + many)
        some = areas[begin:end]
        in_order = sorted(lists.of(tiered, some))
        for key in in_order:
            if after is None or key.after > after:
                yield key
        begin = end
        many = min(2 * many, MOST_AREAS)


def number_nearer(areas: Sequence[Area], after: After) -> int:
    """Return the number of ZIP codes that are nearer than the last listing of the
    previous page."""
    nearer = [area for area in areas if hundredths(area) < after.hundredths]
    return len(nearer)


def end_of_run(areas: Sequence[Area], end: int) -> int:
    """Return the end of a slice of ZIP codes. ZIP codes at the same distance stay in
    one slice."""
    end = min(end, len(areas))
    while 0 < end < len(areas):
        before, here = areas[end - 1], areas[end]
        if hundredths(before) != hundredths(here):
            break
        end += 1
    return end


def hundredths(area: Area) -> int:
    """Return the distance as it is stored in a key, in hundredths of a mile."""
    return round(100 * area.miles)


def key_of(
    tier: Tier,
    area: Area,
    npi: int,
    number: int,
) -> After:
    return After(tier, hundredths(area), npi, number)


IsOneOf = Callable[[ColumnElement[Any], str], ColumnElement[bool]]
"""A function that returns the condition that a column has one of the values in a
parameter."""


def in_list(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


def equals_any(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    array = ARRAY(column.type)
    return column == any_(bindparam(name, type_=array))


def search_query(is_one_of: IsOneOf) -> Select[str, int, int, str]:
    """Return the query for the listings in some ZIP codes."""
    columns = (
        listed.c.zip_code,
        listed.c.npi,
        listed.c.number,
        listed.c.kind,
    )
    return select(*columns).where(
        listed.c.edition == bindparam("edition"),
        is_one_of(listed.c.kind, "kinds"),
        is_one_of(listed.c.pain, "pain"),
        is_one_of(listed.c.zip_code, "zips"),
    )


SEARCH_QUERIES = {
    "sqlite": search_query(in_list),
    "postgresql": search_query(equals_any),
}
"""The query for each database. PostgreSQL takes a list as one value, so it plans one
statement for lists of any length."""


def read(
    transaction: Transaction, edition: int, found: Sequence[ListKey]
) -> tuple[Near, ...]:
    """Return the lines of these keys."""
    if not found:
        return ()
    npis = [key.after.npi for key in found]
    rows = rows_of(transaction, edition, npis)
    by_number = {(row.npi, row.number): row for row in rows}
    lines = []
    for after, area in found:
        row = by_number[after.npi, after.number]
        tier = Tier(after.tier)
        line = Near(listing_of(row), tier, area.miles, area.spot)
        lines.append(line)
    return tuple(lines)


def by_key(
    transaction: Transaction, edition: int, keys: Sequence[str]
) -> tuple[Listing, ...]:
    """Return the listings of these keys, in this order.

    If a place is gone, return the clinician's primary practice address instead.
    Clinicians who are no longer listed are left out.
    """
    if not keys:
        return ()
    npis = [key.partition("-")[0] for key in keys]
    rows = rows_of(transaction, edition, list(map(int, npis)))
    listings = map(listing_of, rows)
    known = {each.key: each for each in listings}
    found = []
    for key, npi in zip(keys, npis, strict=True):
        if npi in known:
            primary = known[npi]
            found.append(known.get(key, primary))
    return tuple(found)


def rows_of(
    transaction: Transaction, edition: int, npis: Sequence[int]
) -> Sequence[Row[Any]]:
    """Return the rows of all places of these clinicians."""
    wanted = select(listing).where(
        listing.c.edition == edition,
        listing.c.npi.in_(npis),
    )
    return transaction.connection.execute(wanted).all()
