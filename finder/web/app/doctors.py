"""Look for doctors nearby, and say what was found. What is typed here is used for one answer and stays nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from finder.core.deciding.assess import Assessment
from finder.core.directory.codes import PAIN, CodeTable
from finder.core.directory.listing import Listing
from finder.core.directory.near import RADII, City, Direction, Spot, middle, typed_city, typed_zip
from finder.core.directory.order import Tier, Wanted, after_of, counted_of, tiers_of
from finder.core.rules.sheet import day_in_words
from finder.store import nearby
from finder.store.directory import Edition, current
from finder.store.nearby import Near
from finder.store.transaction import Transaction
from finder.web.app.kinds import kinds_of
from finder.web.app.state import state

MOST_TYPED = 80
FIELDS = ("near", "city", "kind", "pain", "after")


@dataclass(frozen=True, slots=True)
class DoctorSearch:
    """What somebody looks for: a place as typed, kinds, and where the page before ended."""

    near: str
    kinds: tuple[str, ...]
    pain_only: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """A clinician in words, as far as the register knows them."""

    key: str
    npi: str
    name: str
    says: str
    lists_pain: bool
    distance: str
    street: str
    place: str
    phone: str
    dial: str
    since: str


HALF = "half_typed."
"""Before the name of a field of the form that nobody searched for yet."""


@dataclass(frozen=True, slots=True)
class DoctorGroup:
    """Doctors who fit equally well, under one heading."""

    heading: str
    doctors: tuple[Doctor, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; with `error` nothing, and why. `cities` are those that the typed name may mean."""

    error: str = ""
    cities: tuple[str, ...] = ()
    looked: str = ""
    groups: tuple[DoctorGroup, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class SearchStart:
    """The place where a search starts."""

    spot: Spot
    name: str


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """The directory that answers: what a page says of it, and whether its clinicians are made up."""

    as_of: str
    made_up: bool


def fields_of(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a search that a form sent, none longer than the form allows."""
    return {name: form[name][:MOST_TYPED] for name in FIELDS if name in form}


def half_typed(before: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the last search, with what stands in its form and was not searched for."""
    searched = {name: text for name, text in before.items() if not name.startswith(HALF)}
    return {**searched, **{HALF + name: text for name, text in fields_of(form).items()}}


def on_form(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what the form shows: what was typed last, searched for or not."""
    half = {name.removeprefix(HALF): text for name, text in fields.items() if name.startswith(HALF)}
    shown = half or {**fields, "near": fields.get("city") or fields.get("near", "")}
    return {name: shown.get(name, "") for name in ("near", "kind", "pain")}


def asks(fields: Mapping[str, str]) -> bool:
    """Return whether anything was searched for."""
    return any(not name.startswith(HALF) for name in fields)


def search_of(
    fields: Mapping[str, str], assessment: Assessment | None = None, second: Assessment | None = None
) -> DoctorSearch:
    """Return the search that these fields of the form ask for; without a kind it is for what the assessment says."""
    near = fields.get("city") or fields.get("near", "")
    kinds = kinds_of(fields.get("kind", ""), assessment, second)
    return DoctorSearch(near[:MOST_TYPED], kinds, "pain" in fields, fields.get("after", ""))


def source() -> DirectorySource | None:
    """Return what a page says of the directory; None where there is none."""
    with state().reading() as transaction:
        edition = current(transaction)
    return source_of(edition) if edition else None


def source_of(edition: Edition) -> DirectorySource:
    return DirectorySource(day_in_words(edition.as_of) if edition.as_of else "", edition.sample)


def search(wanted: DoctorSearch) -> SearchResult:
    """Return a page of doctors near the typed place, the best fit first, then by distance."""
    with state().reading() as transaction:
        edition = current(transaction)
        if edition is None:
            return SearchResult(error=gettext("There is no directory here."))
        start = start_of(transaction, wanted.near)
        if isinstance(start, SearchResult):
            return start
        backgrounds = [background.id for background in state().ruleset.backgrounds]
        looked_for = Wanted(wanted.kinds, wanted.pain_only)
        tiers, counted = tiers_of(looked_for, backgrounds), counted_of(looked_for, backgrounds)
        lists = nearby.Lists(transaction, edition.id, (*tiers, counted))
        around = nearby.around(lists, start.spot, counted)
        page = nearby.page(lists, tiers, around.areas, after_of(wanted.after))
    is_background = len(tiers) > 1
    groups = grouped(page.lines, start, is_background=is_background)
    return SearchResult(
        "", (), looked(around.radius, start, pain=counted.kinds == (PAIN,)), groups, str(page.after or "")
    )


def start_of(transaction: Transaction, near: str) -> SearchStart | SearchResult:
    """Return where a search starts, or why it cannot."""
    if not near.strip():
        return SearchResult(error=gettext("Type a ZIP code or a city."))
    if code := typed_zip(near):
        spot = nearby.spot_of_zip(transaction, code)
        return (
            SearchStart(spot, code)
            if spot
            else SearchResult(error=gettext("We do not know this ZIP code. Check its five digits."))
        )
    city = typed_city(near)
    found = nearby.spots_of_city(transaction, city) if city else {}
    if not found and city and city.state:  # "Santa Fe" ends in two letters that are no state
        found = nearby.spots_of_city(transaction, City(near.strip()))
    if len(found) > 1:
        return SearchResult(
            error=gettext("There are several cities with this name. Choose yours."), cities=tuple(map(str, found))
        )
    for name, spots in found.items():
        return SearchStart(middle(spots), str(name))
    return SearchResult(
        error=gettext("We do not know this place. Type the five digits of a ZIP code, or a city and its state.")
    )


def looked(radius: int, start: SearchStart, *, pain: bool) -> str:
    """Say how far around was looked, and why not less."""
    within: str = gettext("Within %(miles)d miles of %(place)s.", miles=radius, place=start.name)
    if radius == RADII[0]:
        return within
    why = gettext("Closer by, there are fewer than five.")
    if radius == RADII[-1]:
        why = gettext("We look no further.")
    elif pain:
        why = gettext("Closer by, there are fewer than five who list pain medicine.")
    return f"{within} {why}"


def grouped(lines: Sequence[Near], start: SearchStart, *, is_background: bool) -> tuple[DoctorGroup, ...]:
    """Return the lines of a page under their headings."""
    headings = {
        Tier.FITS_AND_PAIN: gettext("This training, and pain medicine listed"),
        Tier.PAIN: gettext("Pain medicine listed, other training")
        if is_background
        else gettext("Pain medicine listed"),
        Tier.FITS: gettext("This training, pain medicine not listed") if is_background else gettext("This kind"),
    }
    groups = ((heading, [line for line in lines if line.tier is tier]) for tier, heading in headings.items())
    return tuple(
        DoctorGroup(heading, tuple(doctor(line.listing, distance(line, start)) for line in found))
        for heading, found in groups
        if found
    )


def doctor(listing: Listing, distance: str = "") -> Doctor:
    """Return a clinician in words."""
    return Doctor(
        listing.key,
        listing.npi,
        f"{listing.name}, {listing.credential}" if listing.credential else listing.name,
        says(state().codes, listing),
        listing.pain,
        distance,
        listing.at.street,
        f"{listing.at.city}, {listing.at.state} {listing.at.zip_code}",
        phone_in_words(listing.at.phone),
        f"+1{listing.at.phone}" if listing.at.phone else "",
        str(listing.since.year) if listing.since else "",
    )


def says(codes: CodeTable, listing: Listing) -> str:
    """Say what somebody told the register about their training."""
    words = {**codes.trained, **{background.id: background.trained for background in state().ruleset.backgrounds}}
    trained = [words[kind] for kind in listing.kinds if kind in words]
    fields = (gettext(" or ") if leaves_open(codes, listing) else gettext(" and ")).join(trained)
    sentence: str = gettext("Says they trained in %(fields)s.", fields=fields)
    if listing.pain and trained:
        sentence = gettext("Says they trained in %(fields)s and practice pain medicine.", fields=fields)
    elif listing.pain:
        sentence = gettext("Says they practice pain medicine.")
    return sentence


def leaves_open(codes: CodeTable, listing: Listing) -> bool:
    """Tell whether one code names several kinds, and none of the others settles which."""
    return any(set(codes.codes[code].of) == set(listing.kinds) for code in listing.codes if code in codes.codes)


def distance(line: Near, start: SearchStart) -> str:
    """Say how far away somebody is, and in which direction. Only the middle of a ZIP code is known."""
    miles = round(line.miles)
    close: str = gettext("Less than a mile away")
    direction = directions()[start.spot.direction_to(line.spot)]
    far: str = ngettext(
        "About %(num)d mile %(direction)s", "About %(num)d miles %(direction)s", miles, direction=direction
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


def phone_in_words(digits: str) -> str:
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if digits else ""


def by_key(keys: Sequence[str]) -> tuple[Doctor, ...]:
    """Return the clinicians of these keys, as far as the directory has them now."""
    if not keys:
        return ()
    with state().reading() as transaction:
        edition = current(transaction)
        found = nearby.by_key(transaction, edition.id, keys) if edition else ()
    return tuple(doctor(each) for each in found)
