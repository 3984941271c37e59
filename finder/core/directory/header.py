"""The columns of the register's file (NPPES), found by their names, and the days in the
file's name."""

import re
from collections.abc import Iterable, Sequence
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
    NPI,
    ENTITY,
    LAST,
    FIRST,
    MIDDLE,
    SUFFIX,
    CREDENTIAL,
    STREET,
    STREET_2,
    CITY,
    STATE,
    ZIP,
    COUNTRY,
    PHONE,
    SINCE,
    DEACTIVATED,
    REACTIVATED,
)
"""The columns that hold one value each. About 300 other columns are not read."""
CODES = tuple(
    f"Healthcare Provider Taxonomy Code_{number}" for number in range(1, TAXONOMIES + 1)
)
SWITCHES = tuple(
    f"Healthcare Provider Primary Taxonomy Switch_{number}"
    for number in range(1, TAXONOMIES + 1)
)
NEEDED = (*PARTS, *CODES, *SWITCHES)

FILE_NAME = re.compile(
    r"npidata_pfile_(?P<since>\d{8})-(?P<until>\d{8})\.csv", re.IGNORECASE
)
BEGAN = date(2005, 5, 23)
"""The day the register began. A file that covers this day holds every clinician."""
MOST_LISTED = 5


class NoRegister(Exception):
    """The file is not from the register, or is damaged. The text says why, and how
    to fix it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The positions of the columns in one file. `of` are those of PARTS."""

    width: int
    of: tuple[int, ...]
    codes: tuple[int, ...]
    switches: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last position that is read."""
        return max(*self.of, *self.codes, *self.switches)

    @property
    def begins_as_usual(self) -> bool:
        """Whether every row begins with the NPI and the entity type."""
        return self.of[:2] == (0, 1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a file covers. A file from the register's first day holds everyone;
    any other is an update."""

    since: date
    until: date

    @property
    def is_whole(self) -> bool:
        """Whether the file holds every clinician."""
        return self.since <= BEGAN


def header_of(names: Sequence[str]) -> Header:
    """Return the positions of the columns, in any order. Raises NoRegister with the
    names that are missing."""
    positions = {spelled(name): number for number, name in enumerate(names)}
    missing = [name for name in NEEDED if spelled(name) not in positions]
    if missing:
        listed = first_ones(missing)
        raise NoRegister(
            f"the first line has no column {listed}; use npidata_pfile_....csv as CMS publishes it, or its zip file"
        )

    def positions_of(columns: Iterable[str]) -> tuple[int, ...]:
        return tuple(positions[spelled(name)] for name in columns)

    return Header(
        width=len(names),
        of=positions_of(PARTS),
        codes=positions_of(CODES),
        switches=positions_of(SWITCHES),
    )


def first_ones(names: Sequence[str]) -> str:
    """Return the first of these names, and how many more there are."""
    listed = ", ".join(names[:MOST_LISTED])
    more = len(names) - MOST_LISTED
    return f"{listed} and {more} more" if more > 0 else listed


def spelled(name: str) -> str:
    """Return the name of a column without what a copy may change: capitals and white
    space."""
    return " ".join(name.split()).casefold()


def days_of(name: str) -> Days | None:
    """Return the days in the name of a file of the register, or None if it was
    renamed."""
    found = FILE_NAME.search(name)
    if found is None:
        return None
    try:
        since = date.fromisoformat(found["since"])
        until = date.fromisoformat(found["until"])
    except ValueError:
        return None
    return Days(since, until)
