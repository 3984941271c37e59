"""Find clinicians near a place, the best fit first. The time hardly grows with the
number of clinicians."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from finder.core.directory.distance import ENOUGH, RADII, Area, City, Spot, within
from finder.core.directory.listing import Listing
from finder.core.directory.order import After, Tier, Tiered
from finder.store.directory import listing_of
from finder.store.directory_tables import listed, listing, zip_code
from finder.store.transaction import Transaction

PAGE = 10
FIRST_AREAS, MOST_AREAS = 16, 256
"""The number of ZIP codes in the first and in the largest query. The nearest ZIP codes
mostly have enough clinicians."""

IN_BOX = select(zip_code.c.zip_code, zip_code.c.latitude, zip_code.c.longitude).where(
    zip_code.c.latitude.between(bindparam("south"), bindparam("north")),
    zip_code.c.longitude.between(bindparam("west"), bindparam("east")),
)
OF_ZIP = select(zip_code).where(zip_code.c.zip_code == bindparam("place"))
OF_CITY = select(zip_code).where(zip_code.c.folded == bindparam("place"))


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


def spot_of_zip(transaction: Transaction, code: str) -> Spot | None:
    """Return the center of a ZIP code, None if there is no such code."""
    row = transaction.connection.execute(OF_ZIP, {"place": code}).one_or_none()
    return Spot(row.latitude, row.longitude) if row else None


def spots_of_city(transaction: Transaction, city: City) -> dict[City, list[Spot]]:
    """Return the centers of the ZIP codes of each city with this name, by city, in the
    order of the states."""
    found: dict[City, list[Spot]] = {}
    rows = transaction.connection.execute(
        OF_CITY, {"place": city.name.casefold()}
    ).all()
    in_order = sorted(rows, key=lambda row: (row.state, row.zip_code))
    for row in in_order:
        if city.state in {"", row.state}:
            each = City(row.city, row.state)
            spot = Spot(row.latitude, row.longitude)
            found.setdefault(each, []).append(spot)
    return found


def areas_around(transaction: Transaction, start: Spot, miles: float) -> list[Area]:
    """Return the ZIP codes within this distance in miles, nearest first."""
    box = start.box(miles)
    bounds = {
        "south": box.south,
        "north": box.north,
        "west": box.west,
        "east": box.east,
    }
    rows = transaction.connection.execute(IN_BOX, bounds).all()
    return within(start, rows, miles)


@dataclass(frozen=True, slots=True)
class Around:
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
        tiers: Iterable[Tiered],
    ) -> None:
        self.transaction = transaction
        self.edition = edition
        self._kinds: dict[bool | None, list[str]] = {}
        for each in tiers:
            kinds = self._kinds.setdefault(each.pain, [])
            kinds += [kind for kind in each.kinds if kind not in kinds]
        self._known: dict[bool | None, dict[str, ListedThere]]
        self._known = {pain: {} for pain in self._kinds}

    def of(self, tiered: Tiered, areas: Sequence[Area]) -> Iterator[ListKey]:
        """Yield the keys of a tier in some ZIP codes, in no order."""
        known = self._known[tiered.pain]
        codes = (area.zip_code for area in areas)
        if unread := [code for code in codes if code not in known]:
            known |= self._read(tiered, unread)
        for area in areas:
            there = known[area.zip_code]
            for (npi, number), kinds in there.items():
                if is_of(tiered, kinds):
                    after = key_of(tiered.tier, area, npi, number)
                    yield ListKey(after, area)

    def _read(self, tiered: Tiered, zips: list[str]) -> dict[str, ListedThere]:
        pain = [True, False] if tiered.pain is None else [tiered.pain]
        wanted = {
            "edition": self.edition,
            "kinds": self._kinds[tiered.pain],
            "pain": pain,
            "zips": zips,
        }
        statement = SEARCH_QUERIES[self.transaction.dialect]
        rows = self.transaction.connection.execute(statement, wanted).all()
        found: dict[str, ListedThere] = {code: {} for code in zips}
        for code, npi, number, kind in rows:
            there = found[code]
            kinds = there.setdefault((npi, number), set())
            kinds.add(kind)
        return found


def is_of(tiered: Tiered, kinds: set[str]) -> bool:
    """Return whether a listing with these kinds belongs to the tier."""
    return kinds.isdisjoint(tiered.excluded) and not kinds.isdisjoint(tiered.kinds)


def around(
    lists: Lists,
    start: Spot,
    counted: Tiered,
) -> Around:
    """Return the smallest distance with enough listings of the counted tier. Return the
    largest distance if there are fewer."""
    *smaller, largest = RADII
    for radius in smaller:
        areas = areas_around(lists.transaction, start, radius)
        found = keys(lists, counted, areas)
        nearest = list(islice(found, ENOUGH))
        if len(nearest) == ENOUGH:
            return Around(radius, areas)
    areas = areas_around(lists.transaction, start, largest)
    return Around(largest, areas)


def page(
    lists: Lists,
    tiers: Sequence[Tiered],
    areas: Sequence[Area],
    after: After | None = None,
    size: int = PAGE,
) -> NearPage:
    """Return the first page of a list, or the page that follows `after`."""
    in_order = (key for tiered in tiers for key in keys(lists, tiered, areas, after))
    found = list(islice(in_order, size + 1))
    shown = found[:size]
    lines = read(lists.transaction, lists.edition, shown)
    has_more = len(found) > size
    return NearPage(lines, shown[-1].after if has_more else None)


def keys(
    lists: Lists,
    tiered: Tiered,
    areas: Sequence[Area],
    after: After | None = None,
) -> Iterator[ListKey]:
    """Yield the keys of one tier in order, reading some ZIP codes at a time."""
    if after and after.tier > tiered.tier:
        return
    begin = 0
    if after and after.tier == tiered.tier:
        nearer = (area for area in areas if hundredths(area) < after.hundredths)
        begin = sum(1 for _ in nearer)
    many = FIRST_AREAS
    while begin < len(areas):
        end = end_of_run(areas, begin + many)
        some = areas[begin:end]
        for key in sorted(lists.of(tiered, some)):
            if after is None or key.after > after:
                yield key
        begin = end
        many = min(2 * many, MOST_AREAS)


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


def search_query(
    is_one_of: Callable[[ColumnElement[Any], str], ColumnElement[bool]],
) -> Select[str, int, int, str]:
    """Return the query for the listings in some ZIP codes."""
    return select(
        listed.c.zip_code, listed.c.npi, listed.c.number, listed.c.kind
    ).where(
        listed.c.edition == bindparam("edition"),
        is_one_of(listed.c.kind, "kinds"),
        is_one_of(listed.c.pain, "pain"),
        is_one_of(listed.c.zip_code, "zips"),
    )


SEARCH_QUERIES = {
    "sqlite": search_query(
        lambda column, name: column.in_(bindparam(name, expanding=True))
    ),
    "postgresql": search_query(
        lambda column, name: column == any_(bindparam(name, type_=ARRAY(column.type)))
    ),
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
    wanted = select(listing).where(
        listing.c.edition == edition,
        listing.c.npi.in_(npis),
    )
    rows = transaction.connection.execute(wanted).all()
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
    numbers = [int(npi) for npi in npis]
    wanted = select(listing).where(
        listing.c.edition == edition,
        listing.c.npi.in_(numbers),
    )
    rows = transaction.connection.execute(wanted).all()
    listings = map(listing_of, rows)
    found = {each.key: each for each in listings}
    pairs = zip(keys, npis, strict=True)
    return tuple(found.get(key, found[npi]) for key, npi in pairs if npi in found)
