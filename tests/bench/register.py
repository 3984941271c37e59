"""Write a made-up file with the header of the US register: `python -m
tests.bench.register FILE ROWS`.

One row in five is an organization, one in 25 is deactivated, and one in six of the
others has a code that the app imports. These are about the shares of the real register.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO

from finder.core.rules.npi import with_check_digit

TAXONOMIES, OTHERS = 15, 50
NAME = "npidata_pfile_20050523-20261109.csv"


def header() -> list[str]:
    """Return every column of the register's file, in order."""
    name = [
        "Last Name",
        "First Name",
        "Middle Name",
        "Name Prefix Text",
        "Name Suffix Text",
        "Credential Text",
    ]
    columns = [
        "NPI",
        "Entity Type Code",
        "Replacement NPI",
        "Employer Identification Number (EIN)",
    ]
    columns += [
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
    ]
    columns += [f"Provider {part}" for part in name[1:]]
    columns += [
        "Provider Other Organization Name",
        "Provider Other Organization Name Type Code",
    ]
    columns += [f"Provider Other {part}" for part in name] + [
        "Provider Other Last Name Type Code"
    ]
    for kind in ("Mailing", "Practice Location"):
        columns += [
            f"Provider {line} Line Business {kind} Address"
            for line in ("First", "Second")
        ]
        parts = (
            "City Name",
            "State Name",
            "Postal Code",
            "Country Code (If outside U.S.)",
            "Telephone Number",
        )
        columns += [
            f"Provider Business {kind} Address {part}"
            for part in (*parts, "Fax Number")
        ]
    columns += [
        "Provider Enumeration Date",
        "Last Update Date",
        "NPI Deactivation Reason Code",
    ]
    columns += ["NPI Deactivation Date", "NPI Reactivation Date", "Provider Sex Code"]
    official = (
        "Last Name",
        "First Name",
        "Middle Name",
        "Title or Position",
        "Telephone Number",
    )
    columns += [f"Authorized Official {part}" for part in official]
    for number in range(1, TAXONOMIES + 1):
        columns += [
            f"Healthcare Provider Taxonomy Code_{number}",
            f"Provider License Number_{number}",
        ]
        columns += [f"Provider License Number State Code_{number}"]
        columns += [f"Healthcare Provider Primary Taxonomy Switch_{number}"]
    for number in range(1, OTHERS + 1):
        columns += [
            f"Other Provider Identifier_{number}",
            f"Other Provider Identifier Type Code_{number}",
        ]
        columns += [
            f"Other Provider Identifier State_{number}",
            f"Other Provider Identifier Issuer_{number}",
        ]
    columns += [
        "Is Sole Proprietor",
        "Is Organization Subpart",
        "Parent Organization LBN",
        "Parent Organization TIN",
    ]
    columns += [
        f"Authorized Official {part}"
        for part in ("Name Prefix Text", "Name Suffix Text", "Credential Text")
    ]
    columns += [
        f"Healthcare Provider Taxonomy Group_{number}"
        for number in range(1, TAXONOMIES + 1)
    ]
    return [*columns, "Certification Date"]


def row(values: dict[str, str]) -> bytes:
    """Return a row as the register writes it, with every cell in quotes."""
    return cells([values.get(column, "") for column in HEADER])


def cells(texts: list[str]) -> bytes:
    return (
        '"' + '","'.join(text.replace('"', '""') for text in texts) + '"\n'
    ).encode()


HEADER = header()
PRACTICE = "Provider Business Practice Location Address"
IMPORTED = (
    ("208VP0000X",), ("207L00000X", "207LP2900X"), ("2081P2900X",), ("208100000X", "208VP0014X"), ("2084P2900X",),
    ("2084N0400X",), ("2084P0800X",), ("207R00000X",), ("207R00000X", "208VP0000X"), ("207RR0500X",), ("225100000X",),
)  # fmt: skip
OTHER_CODES = (
    "163W00000X",
    "1041C0700X",
    "183500000X",
    "363L00000X",
    "111N00000X",
    "207Q00000X",
    "101YM0800X",
)
LAST_NAMES = (
    "O'BRIEN",
    "MCDONALD",
    "SMITH-JONES",
    "DE LA CRUZ",
    "NGUYEN",
    "GARCIA",
    "VAN DYKE",
    "LEE",
    "PATEL",
)
FIRST_NAMES = ("MARIA", "JOHN", "ANH", "PRIYA", "MARY ANN", "LUIS", "SARAH", "WEI")
SPREAD = 997
"""The number of different rows of each sort. Beyond that, only the numbers differ."""


def person(
    random: Random, zips: list[tuple[str, str, str]], codes: tuple[str, ...]
) -> dict[str, str]:
    zip_code, city, state = random.choice(zips)
    values = {
        "Entity Type Code": "1",
        "Provider Last Name (Legal Name)": random.choice(LAST_NAMES),
        "Provider First Name": random.choice(FIRST_NAMES),
        "Provider Middle Name": random.choice("ABCDEFG"),
        "Provider Credential Text": random.choice(("M.D.", "MD", "D.O.", "PT, DPT")),
        "Provider First Line Business Practice Location Address": f"{random.randint(1, 9999)} NW 23RD ST",
        "Provider Second Line Business Practice Location Address": random.choice(
            ("", "STE 100")
        ),
        f"{PRACTICE} City Name": city.upper(),
        f"{PRACTICE} State Name": state,
        f"{PRACTICE} Postal Code": zip_code + random.choice(("", "1234")),
        f"{PRACTICE} Country Code (If outside U.S.)": "US",
        f"{PRACTICE} Telephone Number": f"512555{random.randint(100, 199):04}",
        "Provider Enumeration Date": f"{random.randint(1, 12):02}/28/{random.randint(2006, 2025)}",
        "Last Update Date": "07/08/2024",
        "Provider Sex Code": random.choice("MF"),
        "Is Sole Proprietor": "N",
        "Certification Date": "07/08/2024",
    }
    for number, code in enumerate(codes, start=1):
        values[f"Healthcare Provider Taxonomy Code_{number}"] = code
        values[f"Provider License Number_{number}"] = f"L{random.randint(1, 99999)}"
        values[f"Provider License Number State Code_{number}"] = state
        values[f"Healthcare Provider Primary Taxonomy Switch_{number}"] = (
            "Y" if number == len(codes) else "N"
        )
    return values


ORGANIZATION = {
    "Entity Type Code": "2",
    "Provider Organization Name (Legal Business Name)": "SPRINGFIELD CLINIC, LLC",
    "Provider First Line Business Practice Location Address": "1 MAIN ST",
    f"{PRACTICE} City Name": "SPRINGFIELD",
    f"{PRACTICE} State Name": "IL",
    f"{PRACTICE} Postal Code": "627011234",
    "Healthcare Provider Taxonomy Code_1": "261QP3300X",
    "Healthcare Provider Primary Taxonomy Switch_1": "Y",
}


def rows(
    many: int, zips: list[tuple[str, str, str]], share: float = 1 / 6
) -> Iterator[bytes]:
    """Yield the header and this many rows. `share` is the share of people with a code
    that the app imports."""
    random = Random(20261109)
    yield cells(HEADER)
    good = [
        row(person(random, zips, random.choice(IMPORTED))) for _ in range(SPREAD * 20)
    ]
    others = [
        row(person(random, zips, (random.choice(OTHER_CODES),))) for _ in range(SPREAD)
    ]
    organization, gone = row(ORGANIZATION), row({"NPI Deactivation Date": "01/02/2020"})
    for number in range(many):
        npi = with_check_digit(str(100_000_000 + number)).encode()
        sort = random.random()
        if sort < 0.2:
            text = organization
        elif sort < 0.24:
            text = gone
        elif random.random() < share:
            text = random.choice(good)
        else:
            text = random.choice(others)
        yield b'"' + npi + text[1:]


def write(file: BinaryIO, many: int, share: float = 1 / 6) -> None:
    from finder.zip_codes import all_areas

    zips = [(area.zip_code, city, state) for area, city, state in all_areas()]
    file.writelines(rows(many, zips, share))


if __name__ == "__main__":
    with Path(sys.argv[1]).open("wb") as opened:
        write(opened, int(sys.argv[2]))
