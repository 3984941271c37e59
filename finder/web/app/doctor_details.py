"""A doctor of the directory, as pages and the sheet describe them."""

from dataclasses import dataclass

from flask_babel import gettext

from finder.core.directory.codes import CodeTable
from finder.core.directory.listing import Listing
from finder.web.app.state import state


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


def doctor(listing: Listing, distance: str = "") -> Doctor:
    """Return a clinician as the page shows them."""
    at = listing.at
    return Doctor(
        key=listing.key,
        npi=listing.npi,
        name=name_in_words(listing),
        says=says(state().codes, listing),
        lists_pain=listing.pain,
        distance=distance,
        street=at.street,
        place=f"{at.city}, {at.state} {at.zip_code}",
        phone=phone_in_words(at.phone),
        dial=f"+1{at.phone}" if at.phone else "",
        since=str(listing.since.year) if listing.since else "",
    )


def name_in_words(listing: Listing) -> str:
    """Return the name of a clinician, with the credential if there is one."""
    if not listing.credential:
        return listing.name
    return f"{listing.name}, {listing.credential}"


def says(codes: CodeTable, listing: Listing) -> str:
    """Return a sentence on the training that a clinician reported to the register."""
    fields = fields_in_words(codes, listing)
    sentence: str = gettext("Says they trained in %(fields)s.", fields=fields)
    if listing.pain and fields:
        sentence = gettext(
            "Says they trained in %(fields)s and practice pain medicine.", fields=fields
        )
    elif listing.pain:
        sentence = gettext("Says they practice pain medicine.")
    return sentence


def fields_in_words(codes: CodeTable, listing: Listing) -> str:
    """Return the fields that a clinician trained in, "" if none is known."""
    words = dict(codes.trained)
    for background in state().ruleset.backgrounds:
        words[background.id] = background.trained
    trained = [words[kind] for kind in listing.kinds if kind in words]
    between: str = gettext(" or ") if leaves_open(codes, listing) else gettext(" and ")
    return between.join(trained)


def leaves_open(codes: CodeTable, listing: Listing) -> bool:
    """Return whether one code stands for several kinds and no other code tells which
    one applies."""
    known = [codes.codes[code] for code in listing.codes if code in codes.codes]
    kinds = set(listing.kinds)
    return any(set(code.of) == kinds for code in known)


def phone_in_words(digits: str) -> str:
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if digits else ""
