"""Find doctors nearby. The typed place is used for one response and
stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from finder.core.directory.codes import PAIN
from finder.core.directory.distance import (
    RADII,
    City,
    Direction,
    Spot,
    middle,
    typed_city,
    typed_zip,
)
from finder.core.directory.order import Tier, Wanted, counted_of, parse_cursor, tiers_of
from finder.core.rules.sheet import day_in_words
from finder.store import nearby, zip_centers
from finder.store.directory import Edition, current
from finder.store.nearby import Near
from finder.store.transaction import Transaction
from finder.web.app.doctor_details import Doctor, doctor
from finder.web.app.doctor_search import DoctorSearch
from finder.web.app.state import state


@dataclass(frozen=True, slots=True)
class DoctorGroup:
    """Doctors who fit equally well, under one heading."""

    heading: str
    doctors: tuple[Doctor, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search. `error` says why there are no doctors. `cities` lists the
    cities that the typed name may mean."""

    error: str = ""
    cities: tuple[str, ...] = ()
    looked: str = ""
    groups: tuple[DoctorGroup, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class SearchStart:
    """The place at the center of a search."""

    spot: Spot
    name: str


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """The source of the directory: its date in words, and whether its clinicians are
    made up."""

    as_of: str
    made_up: bool


def source() -> DirectorySource | None:
    """Return the source of the directory, or None if there is no directory."""
    with state().reading() as transaction:
        edition = current(transaction)
    return source_of(edition) if edition else None


def source_of(edition: Edition) -> DirectorySource:
    as_of = day_in_words(edition.as_of) if edition.as_of else ""
    return DirectorySource(as_of, edition.sample)


def search(wanted: DoctorSearch) -> SearchResult:
    """Return a page of doctors near the typed place, best fit first, then by
    distance."""
    with state().reading() as transaction:
        edition = current(transaction)
        if edition is None:
            return SearchResult(error=gettext("There is no directory here."))
        start = start_of(transaction, wanted.near)
        if isinstance(start, SearchResult):
            return start
        backgrounds = [background.id for background in state().ruleset.backgrounds]
        looked_for = Wanted(wanted.kinds, wanted.pain_only)
        tiers = tiers_of(looked_for, backgrounds)
        counted = counted_of(looked_for, backgrounds)
        lists = nearby.Lists(transaction, edition.id, (*tiers, counted))
        around = nearby.search_area(lists, start.spot, counted)
        page = nearby.page(lists, tiers, around.areas, parse_cursor(wanted.after))
    is_background = len(tiers) > 1
    return SearchResult(
        looked=looked(around.radius, start, pain=counted.kinds == (PAIN,)),
        groups=grouped(page.lines, start, is_background=is_background),
        after=str(page.after or ""),
    )


def start_of(transaction: Transaction, near: str) -> SearchStart | SearchResult:
    """Return the center of a search, or a result that says why the place is unknown."""
    if not near.strip():
        return SearchResult(error=gettext("Type a ZIP code or a city."))
    if code := typed_zip(near):
        return start_of_zip(transaction, code)
    return start_of_city(transaction, near)


def start_of_zip(transaction: Transaction, code: str) -> SearchStart | SearchResult:
    spot = zip_centers.spot_of_zip(transaction, code)
    if spot:
        return SearchStart(spot, code)
    return SearchResult(
        error=gettext("We do not know this ZIP code. Check its five digits.")
    )


def start_of_city(transaction: Transaction, near: str) -> SearchStart | SearchResult:
    city = typed_city(near)
    found = zip_centers.spots_of_city(transaction, city) if city else {}
    if not found and city and city.state:
        # "Santa Fe" ends in two letters that are not a state.
        found = zip_centers.spots_of_city(transaction, City(near.strip()))
    if len(found) > 1:
        return SearchResult(
            error=gettext("There are several cities with this name. Choose yours."),
            cities=tuple(map(str, found)),
        )
    for name, spots in found.items():
        return SearchStart(middle(spots), str(name))
    return SearchResult(
        error=gettext(
            "We do not know this place. Type the five digits of a ZIP code, or a city and its state."
        )
    )


def looked(radius: int, start: SearchStart, *, pain: bool) -> str:
    """Return a sentence on how far the search went, and why it did not stop earlier."""
    within: str = gettext(
        "Within %(miles)d miles of %(place)s.", miles=radius, place=start.name
    )
    if radius == RADII[0]:
        return within
    why = gettext("Closer by, there are fewer than five.")
    if radius == RADII[-1]:
        why = gettext("We look no further.")
    elif pain:
        why = gettext("Closer by, there are fewer than five who list pain medicine.")
    return f"{within} {why}"


def grouped(
    lines: Sequence[Near], start: SearchStart, *, is_background: bool
) -> tuple[DoctorGroup, ...]:
    """Return the doctors of a page in groups with headings."""
    headings = background_headings() if is_background else kind_headings()
    groups = []
    for tier, heading in headings.items():
        found = [line for line in lines if line.tier is tier]
        doctors = [doctor(line.listing, distance(line, start)) for line in found]
        if doctors:
            groups.append(DoctorGroup(heading, tuple(doctors)))
    return tuple(groups)


def background_headings() -> dict[Tier, str]:
    """Return the headings of a search for backgrounds, the best fit first."""
    return {
        Tier.FITS_AND_PAIN: gettext("This training, and pain medicine listed"),
        Tier.PAIN: gettext("Pain medicine listed, other training"),
        Tier.FITS: gettext("This training, pain medicine not listed"),
    }


def kind_headings() -> dict[Tier, str]:
    """Return the headings of a search for another kind, which has only one."""
    return {
        Tier.PAIN: gettext("Pain medicine listed"),
        Tier.FITS: gettext("This kind"),
    }


def distance(line: Near, start: SearchStart) -> str:
    """Return a sentence on how far away a doctor is, and in which direction. Only the
    center of the ZIP code is known."""
    miles = round(line.miles)
    close: str = gettext("Less than a mile away")
    direction = directions()[start.spot.direction_to(line.spot)]
    far: str = ngettext(
        "About %(num)d mile %(direction)s",
        "About %(num)d miles %(direction)s",
        miles,
        direction=direction,
    )
    return far if miles else close


def directions() -> dict[Direction, str]:
    return {
        Direction.NORTH: gettext("north"),
        Direction.NORTH_EAST: gettext("northeast"),
        Direction.EAST: gettext("east"),
        Direction.SOUTH_EAST: gettext("southeast"),
        Direction.SOUTH: gettext("south"),
        Direction.SOUTH_WEST: gettext("southwest"),
        Direction.WEST: gettext("west"),
        Direction.NORTH_WEST: gettext("northwest"),
    }


def by_key(keys: Sequence[str]) -> tuple[Doctor, ...]:
    """Return the clinicians with these keys that are still in the directory."""
    if not keys:
        return ()
    with state().reading() as transaction:
        edition = current(transaction)
        found = nearby.by_key(transaction, edition.id, keys) if edition else ()
    return tuple(doctor(each) for each in found)
