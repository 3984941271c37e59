"""Rows of a made-up register with the header of the real one."""

from collections.abc import Iterable

from finder.core.directory.addresses import COLUMNS
from tests.bench.register import HEADER, PRACTICE, cells, row

ADA, BEN, CAM = "2900000003", "2900000011", "2900000029"
"""Numbers with valid check digits that the register has never assigned."""


def person(npi: str, *codes: str, primary: str = "1", **changes: str) -> dict[str, str]:
    """Return the cells of a clinician in Austin. `changes` replaces cells by their
    short names."""
    short = {
        "last": "Provider Last Name (Legal Name)",
        "first": "Provider First Name",
        "middle": "Provider Middle Name",
        "suffix": "Provider Name Suffix Text",
        "credential": "Provider Credential Text",
        "street": "Provider First Line Business Practice Location Address",
        "street_2": "Provider Second Line Business Practice Location Address",
        "city": f"{PRACTICE} City Name",
        "state": f"{PRACTICE} State Name",
        "zip_code": f"{PRACTICE} Postal Code",
        "country": f"{PRACTICE} Country Code (If outside U.S.)",
        "phone": f"{PRACTICE} Telephone Number",
        "since": "Provider Enumeration Date",
        "entity": "Entity Type Code",
        "gone": "NPI Deactivation Date",
        "back": "NPI Reactivation Date",
    }
    usual = {
        "entity": "1", "last": "LEE", "first": "ADA", "street": "1 MAIN ST", "city": "AUSTIN", "state": "TX",
        "zip_code": "787011234", "country": "US", "phone": "5125550123", "since": "05/23/2007",
    }  # fmt: skip
    found = {"NPI": npi} | {
        short[name]: text for name, text in (usual | changes).items()
    }
    for number, code in enumerate(codes, start=1):
        found[f"Healthcare Provider Taxonomy Code_{number}"] = code
        found[f"Healthcare Provider Primary Taxonomy Switch_{number}"] = (
            "Y" if str(number) == primary else "N"
        )
    return found


def addresses_file(*addresses: tuple[str, str, str, str, str, str]) -> bytes:
    """Return the file of further addresses: number, street, city, state, ZIP code and
    country of each."""
    rows = [
        [npi, street, "", *more, "512-555-0188"] for npi, street, *more in addresses
    ]
    return b"".join(map(cells, [list(COLUMNS), *rows]))


def file_of(*people: dict[str, str], columns: Iterable[str] = HEADER) -> bytes:
    """Return a register file with these people."""
    names = list(columns)
    if names == HEADER:
        return cells(HEADER) + b"".join(map(row, people))
    return cells(names) + b"".join(
        cells([each.get(name, "") for name in names]) for each in people
    )
