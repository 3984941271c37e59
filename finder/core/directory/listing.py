"""One clinician of the register: what is stored of a row, or why the row is left
out."""

import re
from dataclasses import dataclass
from datetime import date

from finder.core.directory import spelling
from finder.core.directory.codes import PAIN, CodeTable
from finder.core.directory.header import (
    CITY,
    COUNTRY,
    CREDENTIAL,
    FIRST,
    LAST,
    MIDDLE,
    NPI,
    PARTS,
    PHONE,
    SINCE,
    STATE,
    STREET,
    STREET_2,
    SUFFIX,
    ZIP,
)
from finder.core.directory.rows import FoundRow
from finder.core.rules.clean_text import clean
from finder.core.rules.npi import is_npi

HERE = frozenset({"", "US", "USA"})
STATES = frozenset(
    str.split(
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
        "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP FM MH PW"
    )
)
MILITARY = frozenset({"AA", "AE", "AP"})
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
ADDRESS = (STREET, STREET_2, CITY, STATE, ZIP, COUNTRY, PHONE)
LONGEST = 120
"""The most characters that are stored of a name or a street."""


class OutOfReach(Exception):
    """The row is correct, but nobody can visit the clinician: abroad, or on a military
    base overseas."""


class BadRow(Exception):
    """The row has a mistake. The text says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of practice in the United States."""

    street: str
    city: str
    state: str
    zip_code: str
    phone: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A clinician at one place of practice, as they describe themselves in the
    register.

    `kinds` are backgrounds and kinds. `number` is 0 at the main address, and counts up
    for other places. `since` is the day when the clinician joined the register.
    """

    npi: str
    number: int
    name: str
    credential: str
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    pain: bool
    at: Place
    since: date | None

    @property
    def key(self) -> str:
        """The key of this listing: the NPI, with the number of the place if it is not
        the main address."""
        return f"{self.npi}-{self.number}" if self.number else self.npi

    @property
    def listed_as(self) -> tuple[str, ...]:
        """The kinds under which a search finds the clinician, including pain
        medicine."""
        return (*self.kinds, PAIN) if self.pain else self.kinds


def listing(found: FoundRow, table: CodeTable) -> Listing:
    """Return the clinician of a row at the main address. Raises BadRow or
    OutOfReach."""
    cell = dict(zip(PARTS, found.parts, strict=True))
    npi = checked_npi(cell[NPI])
    last = tidy(cell[LAST])
    if not last:
        raise BadRow(f"{npi} has no last name")
    first = tidy(cell[FIRST])
    middle = tidy(cell[MIDDLE])
    suffix = tidy(cell[SUFFIX])
    name = spelling.person(first, middle, last, suffix)
    credential = spelling.credential(cell[CREDENTIAL])
    codes = tuple(code for code in found.codes if code in table.codes)
    address = Address(*(cell[part] for part in ADDRESS))
    return Listing(
        npi=npi,
        number=0,
        name=name[:LONGEST],
        credential=credential[:LONGEST],
        codes=codes,
        kinds=table.kinds_of(codes),
        pain=table.lists_pain(codes),
        at=place(npi, address),
        since=day(cell[SINCE]),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A place of practice as the register writes it."""

    street: str
    street_2: str
    city: str
    state: str
    zip_code: str
    country: str
    phone: str


def place(npi: str, address: Address) -> Place:
    """Return an address in the United States as people write it. Raises BadRow or
    OutOfReach."""
    state = address.state.upper().strip(".")
    if address.country.upper() not in HERE:
        raise OutOfReach(f"{npi} practices in {address.country}")
    if state in MILITARY:
        raise OutOfReach(f"{npi} practices on an overseas base")
    if state not in STATES:
        raise BadRow(
            f"{npi} has the state {address.state or 'empty'}, which does not exist"
        )
    parts = (address.street, address.street_2)
    lines = [spelling.place(tidy(part)) for part in parts]
    street = ", ".join(filter(None, lines))
    city = spelling.place(tidy(address.city))
    return Place(
        street[:LONGEST],
        city[:LONGEST],
        state,
        five_digits(npi, address),
        spelling.phone(address.phone),
    )


def checked_npi(text: str) -> str:
    """Return a valid NPI. Raises BadRow."""
    if is_npi(text):
        return text
    if re.fullmatch(r"[\d.,]+E\+?\d+", text, re.IGNORECASE):
        raise BadRow(
            f"NPI is {text}: a spreadsheet has rounded it; import the file as CMS publishes it"
        )
    raise BadRow(
        f"NPI is {text or 'empty'}; it needs ten digits with a valid check digit at the end"
    )


def five_digits(npi: str, address: Address) -> str:
    """Return the first five digits of a ZIP or ZIP+4, with leading zeros that a
    spreadsheet dropped.

    Raises BadRow.
    """
    digits = address.zip_code.replace("-", "").replace(" ", "")
    if digits.isascii() and digits.isdigit():
        if len(digits) in {3, 4, 5}:
            return digits.zfill(5)
        if len(digits) in {7, 8, 9}:
            return digits.zfill(9)[:5]
    raise BadRow(
        f"{npi} has the ZIP code {address.zip_code or 'empty'}, which is not valid"
    )


def day(text: str) -> date | None:
    """Return a day that the register writes as 05/23/2005, or None if the text is not a
    day."""
    parts = AMERICAN.fullmatch(text)
    try:
        if parts is None:
            return date.fromisoformat(text)
        month, day_of_month, year = map(int, parts.groups())
        return date(year, month, day_of_month)
    except ValueError:
        return None


def tidy(text: str) -> str:
    """Return a text without what cannot be shown. Nearly all of the register is plain
    letters."""
    return text if text.isascii() and text.isprintable() else clean(text)
