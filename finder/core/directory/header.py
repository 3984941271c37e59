"""The columns of the register's file (NPPES), found by their names, and the days that its name tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

TAXONOMIES = 15
NPI = "NPI"
ENTITY = "Entity Type Code"
LAST = "Provider Last Name (Legal Name)"
FIRST = "Provider First Name"
MIDDLE = "Provider Middle Name"
SUFFIX = "Provider Name Suffix Text"
CREDENTIAL = "Provider Credential Text"
STREET = "Provider First Line Business Practice Location Address"
STREET_2 = "Provider Second Line Business Practice Location Address"
CITY = "Provider Business Practice Location Address City Name"
STATE = "Provider Business Practice Location Address State Name"
ZIP = "Provider Business Practice Location Address Postal Code"
COUNTRY = "Provider Business Practice Location Address Country Code (If outside U.S.)"
PHONE = "Provider Business Practice Location Address Telephone Number"
SINCE = "Provider Enumeration Date"
DEACTIVATED = "NPI Deactivation Date"
REACTIVATED = "NPI Reactivation Date"
PARTS = (
    NPI, ENTITY, LAST, FIRST, MIDDLE, SUFFIX, CREDENTIAL, STREET, STREET_2, CITY, STATE, ZIP, COUNTRY, PHONE, SINCE,
    DEACTIVATED, REACTIVATED,
)  # fmt: skip
"""The columns that one value is read from; the other 300 stay unread."""
CODES = tuple(f"Healthcare Provider Taxonomy Code_{number}" for number in range(1, TAXONOMIES + 1))
SWITCHES = tuple(f"Healthcare Provider Primary Taxonomy Switch_{number}" for number in range(1, TAXONOMIES + 1))
NEEDED = (*PARTS, *CODES, *SWITCHES)

FILE_NAME = re.compile(r"npidata_pfile_(?P<since>\d{8})-(?P<until>\d{8})\.csv", re.IGNORECASE)
BEGAN = date(2005, 5, 23)
"""The day the register began: a file from that day on holds everybody."""
MOST_LISTED = 5


class NoRegister(Exception):
    """The file is no file of the register, or is damaged; the text says why and the cure."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of one file are. `of` is the place of each part of PARTS."""

    width: int
    of: tuple[int, ...]
    codes: tuple[int, ...]
    switches: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last place that is read."""
        return max(*self.of, *self.codes, *self.switches)

    @property
    def begins_as_usual(self) -> bool:
        """Tell whether every row begins with the number and the entity type."""
        return self.of[:2] == (0, 1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a file covers. One that begins with the register holds everybody, any other is an update."""

    since: date
    until: date

    @property
    def is_whole(self) -> bool:
        return self.since <= BEGAN


def header_of(names: Sequence[str]) -> Header:
    """Return where the columns are, in whatever order. Raises NoRegister with the names that are missing."""
    places = {spelled(name): number for number, name in enumerate(names)}
    missing = [name for name in NEEDED if spelled(name) not in places]
    if missing:
        listed = ", ".join(missing[:MOST_LISTED]) + (
            f" and {len(missing) - MOST_LISTED} more" if missing[MOST_LISTED:] else ""
        )
        raise NoRegister(
            f"the first line has no column {listed}; give npidata_pfile_....csv as CMS publishes it, or its zip"
        )
    of, codes, switches = (tuple(places[spelled(name)] for name in group) for group in (PARTS, CODES, SWITCHES))
    return Header(len(names), of, codes, switches)


def spelled(name: str) -> str:
    """A column's name without what a copy may change: capitals and white space."""
    return " ".join(name.split()).casefold()


def days_of(name: str) -> Days | None:
    """Return the days in the name of a file of the register; None where it was given another name."""
    found = FILE_NAME.search(name)
    try:
        return found and Days(*(date.fromisoformat(found[part]) for part in ("since", "until")))
    except ValueError:
        return None
