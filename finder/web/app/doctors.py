"""Find doctors nearby and describe them. The typed place is used for one response and
stored nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from finder.core.deciding.assess import Assessment
from finder.core.directory.codes import PAIN, CodeTable
from finder.core.directory.distance import (
    RADII,
    City,
    Direction,
    Spot,
    middle,
    typed_city,
    typed_zip,
)
from finder.core.directory.listing import Listing
from finder.core.directory.order import Tier, Wanted, after_of, counted_of, tiers_of
from finder.core.rules.sheet import day_in_words
from finder.store import nearby, zip_centers
from finder.store.directory import Edition, current
from finder.store.nearby import Near
from finder.store.transaction import Transaction
from finder.web.app.clinician_kinds import kinds_of
from finder.web.app.state import state

MOST_TYPED = 80
FIELDS = ("near", "city", "kind", "pain", "after")


@dataclass(frozen=True, slots=True)
class DoctorSearch:
    """A search: the place as typed, the kinds of doctors, and where the page before
    ended."""

    near: str
    kinds: tuple[str, ...]
    pain_only: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """A clinician as the page shows them, from the register."""

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
"""The prefix of a form field that was typed but not searched for yet."""


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


def fields_of(form: Mapping[str, str]) -> dict[str, str]:
    """Return the search fields that a form sent, each cut to the length that the form
    allows."""
    return {name: form[name][:MOST_TYPED] for name in FIELDS if name in form}


def half_typed(before: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the last search, plus the typed text that was not searched
    for yet."""
    searched = {
        name: text for name, text in before.items() if not name.startswith(HALF)
    }
    return {**searched, **{HALF + name: text for name, text in fields_of(form).items()}}


def on_form(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the form's fields: the last typed text, whether it was
    searched for or not."""
    half = {
        name.removeprefix(HALF): text
        for name, text in fields.items()
        if name.startswith(HALF)
    }
    shown = (
        half
        if "near" in half
        else {**fields, "near": fields.get("city") or fields.get("near", "")}
    )
    return {name: shown.get(name, "") for name in ("near", "kind", "pain")}


def asks(fields: Mapping[str, str]) -> bool:
    """Return whether anything was searched for."""
    return any(not name.startswith(HALF) for name in fields)


def search_of(
    fields: Mapping[str, str],
    assessment: Assessment | None = None,
    second: Assessment | None = None,
) -> DoctorSearch:
    """Return the search for these form fields. If no kind is chosen, search for the
    kinds that fit the assessment."""
    near = fields.get("city") or fields.get("near", "")
    kinds = kinds_of(fields.get("kind", ""), assessment, second)
    return DoctorSearch(
        near[:MOST_TYPED], kinds, "pain" in fields, fields.get("after", "")
    )


def source() -> DirectorySource | None:
    """Return the source of the directory, or None if there is no directory."""
    with state().reading() as transaction:
        edition = current(transaction)
    return source_of(edition) if edition else None


def source_of(edition: Edition) -> DirectorySource:
    return DirectorySource(
        day_in_words(edition.as_of) if edition.as_of else "", edition.sample
    )


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
        tiers, counted = (
            tiers_of(looked_for, backgrounds),
            counted_of(looked_for, backgrounds),
        )
        lists = nearby.Lists(transaction, edition.id, (*tiers, counted))
        around = nearby.search_area(lists, start.spot, counted)
        page = nearby.page(lists, tiers, around.areas, after_of(wanted.after))
    is_background = len(tiers) > 1
    groups = grouped(page.lines, start, is_background=is_background)
    return SearchResult(
        "",
        (),
        looked(around.radius, start, pain=counted.kinds == (PAIN,)),
        groups,
        str(page.after or ""),
    )


def start_of(transaction: Transaction, near: str) -> SearchStart | SearchResult:
    """Return the center of a search, or a result that says why the place is unknown."""
    if not near.strip():
        return SearchResult(error=gettext("Type a ZIP code or a city."))
    if code := typed_zip(near):
        spot = zip_centers.spot_of_zip(transaction, code)
        return (
            SearchStart(spot, code)
            if spot
            else SearchResult(
                error=gettext("We do not know this ZIP code. Check its five digits.")
            )
        )
    city = typed_city(near)
    found = zip_centers.spots_of_city(transaction, city) if city else {}
    if (
        not found and city and city.state
    ):  # "Santa Fe" ends in two letters that are not a state.
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
    headings = {
        Tier.FITS_AND_PAIN: gettext("This training, and pain medicine listed"),
        Tier.PAIN: gettext("Pain medicine listed, other training")
        if is_background
        else gettext("Pain medicine listed"),
        Tier.FITS: gettext("This training, pain medicine not listed")
        if is_background
        else gettext("This kind"),
    }
    groups = (
        (heading, [line for line in lines if line.tier is tier])
        for tier, heading in headings.items()
    )
    return tuple(
        DoctorGroup(
            heading,
            tuple(doctor(line.listing, distance(line, start)) for line in found),
        )
        for heading, found in groups
        if found
    )


def doctor(listing: Listing, distance: str = "") -> Doctor:
    """Return a clinician as the page shows them."""
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
    """Return a sentence on the training that a clinician reported to the register."""
    words = {
        **codes.trained,
        **{
            background.id: background.trained
            for background in state().ruleset.backgrounds
        },
    }
    trained = [words[kind] for kind in listing.kinds if kind in words]
    fields = (
        gettext(" or ") if leaves_open(codes, listing) else gettext(" and ")
    ).join(trained)
    sentence: str = gettext("Says they trained in %(fields)s.", fields=fields)
    if listing.pain and trained:
        sentence = gettext(
            "Says they trained in %(fields)s and practice pain medicine.", fields=fields
        )
    elif listing.pain:
        sentence = gettext("Says they practice pain medicine.")
    return sentence


def leaves_open(codes: CodeTable, listing: Listing) -> bool:
    """Return whether one code stands for several kinds and no other code tells which
    one applies."""
    return any(
        set(codes.codes[code].of) == set(listing.kinds)
        for code in listing.codes
        if code in codes.codes
    )


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


def phone_in_words(digits: str) -> str:
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if digits else ""


def by_key(keys: Sequence[str]) -> tuple[Doctor, ...]:
    """Return the clinicians with these keys that are still in the directory."""
    if not keys:
        return ()
    with state().reading() as transaction:
        edition = current(transaction)
        found = nearby.by_key(transaction, edition.id, keys) if edition else ()
    return tuple(doctor(each) for each in found)
