"""Find clinicians near a place, the best fit first, in a time that hardly grows with their number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from finder.core.directory.listing import Listing
from finder.core.directory.near import ENOUGH, RADII, Area, City, Spot, within
from finder.core.directory.order import After, Tier, Tiered
from finder.store.directory import listing_of
from finder.store.directory_tables import listed, listing, zip_code
from finder.store.transaction import Transaction

PAGE = 10
FIRST_AREAS, MOST_AREAS = 16, 256
"""How many ZIP codes the first and the last question to the database take: the nearest mostly have enough."""

IN_BOX = select(zip_code.c.zip_code, zip_code.c.latitude, zip_code.c.longitude).where(
    zip_code.c.latitude.between(bindparam("south"), bindparam("north")),
    zip_code.c.longitude.between(bindparam("west"), bindparam("east")),
)
OF_ZIP = select(zip_code).where(zip_code.c.zip_code == bindparam("sought"))
OF_CITY = select(zip_code).where(zip_code.c.folded == bindparam("sought"))


@dataclass(frozen=True, slots=True)
class Near:
    """A clinician on a list: how far away and how well they fit."""

    listing: Listing
    tier: Tier
    miles: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class NearPage:
    """Some lines of a list; `after` is where the next page goes on, None on the last one."""

    lines: tuple[Near, ...]
    after: After | None


class ListKey(NamedTuple):
    """Where one listing stands on a list, before it is read."""

    after: After
    area: Area


ListedThere = dict[tuple[int, int], set[str]]
"""The kinds of everybody who is listed in a ZIP code, by number and place."""


def spot_of_zip(transaction: Transaction, code: str) -> Spot | None:
    """Return the center of a ZIP code; None where there is no such code."""
    row = transaction.connection.execute(OF_ZIP, {"sought": code}).one_or_none()
    return Spot(row.latitude, row.longitude) if row else None


def spots_of_city(transaction: Transaction, city: City) -> dict[City, list[Spot]]:
    """Return the ZIP codes of every city of that name, by city, in the order of the states."""
    found: dict[City, list[Spot]] = {}
    sought = {"sought": city.name.casefold()}
    rows = transaction.connection.execute(OF_CITY, sought).all()
    in_order = sorted(rows, key=lambda row: (row.state, row.zip_code))
    for row in in_order:
        if city.state in {"", row.state}:
            each = City(row.city, row.state)
            spot = Spot(row.latitude, row.longitude)
            found.setdefault(each, []).append(spot)
    return found


def areas_around(transaction: Transaction, start: Spot, miles: float) -> list[Area]:
    """Return the ZIP codes within these miles, the nearest first."""
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
    """How far around a place is looked, in miles, and the ZIP codes there, the nearest first."""

    radius: int
    areas: list[Area]


class Lists:
    """Who is listed in ZIP codes, as far as these tiers need it. Each ZIP code is read once for all tiers that differ
    in kinds alone."""

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
        statement = SOUGHT[self.transaction.dialect]
        rows = self.transaction.connection.execute(statement, wanted).all()
        found: dict[str, ListedThere] = {code: {} for code in zips}
        for code, npi, number, kind in rows:
            there = found[code]
            kinds = there.setdefault((npi, number), set())
            kinds.add(kind)
        return found


def is_of(tiered: Tiered, kinds: set[str]) -> bool:
    """Return whether somebody of these kinds is in the tier."""
    return kinds.isdisjoint(tiered.without) and not kinds.isdisjoint(tiered.kinds)


def around(
    lists: Lists,
    start: Spot,
    counted: Tiered,
) -> Around:
    """Return the smallest surroundings with enough of those who count; the largest where there are fewer."""
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
    """Return the first lines of a list, or those that follow."""
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
    """Yield the keys of one tier in their order, from some ZIP codes at a time."""
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
    """Return where some ZIP codes end, so that none of the same distance are torn apart."""
    end = min(end, len(areas))
    while 0 < end < len(areas):
        before, here = areas[end - 1], areas[end]
        if hundredths(before) != hundredths(here):
            break
        end += 1
    return end


def hundredths(area: Area) -> int:
    """The distance as it stands in a key."""
    return round(100 * area.miles)


def key_of(
    tier: Tier,
    area: Area,
    npi: int,
    number: int,
) -> After:
    return After(tier, hundredths(area), npi, number)


def sought(is_one_of: Callable[[ColumnElement[Any], str], ColumnElement[bool]]) -> Select[str, int, int, str]:
    """Return who is listed in some ZIP codes."""
    return select(listed.c.zip_code, listed.c.npi, listed.c.number, listed.c.kind).where(
        listed.c.edition == bindparam("edition"),
        is_one_of(listed.c.kind, "kinds"),
        is_one_of(listed.c.pain, "pain"),
        is_one_of(listed.c.zip_code, "zips"),
    )


SOUGHT = {
    "sqlite": sought(lambda column, name: column.in_(bindparam(name, expanding=True))),
    "postgresql": sought(lambda column, name: column == any_(bindparam(name, type_=ARRAY(column.type)))),
}
"""PostgreSQL takes a list as one value, so that it plans the same statement once for lists of any length."""


def read(transaction: Transaction, edition: int, found: Sequence[ListKey]) -> tuple[Near, ...]:
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


def by_key(transaction: Transaction, edition: int, keys: Sequence[str]) -> tuple[Listing, ...]:
    """Return the listings of these keys, in this order. Whose place is gone is at the address they call their own; who
    is not listed is left out."""
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
