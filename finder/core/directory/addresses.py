"""Read the register's file of further places of practice, which comes with the main
file."""

import csv
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from operator import itemgetter

from finder.core.directory.header import NPI, NoRegister, spelled
from finder.core.directory.listing import Address, BadRow, OutOfReach, Place, place
from finder.core.directory.rows import Report

FILE_NAME = re.compile(r"pl_pfile_\d{8}-\d{8}\.csv", re.IGNORECASE)
FURTHER = "Provider Secondary Practice Location Address"
COLUMNS = (
    NPI,
    f"{FURTHER}- Address Line 1",
    f"{FURTHER}-  Address Line 2",
    f"{FURTHER} - City Name",
    f"{FURTHER} - State Name",
    f"{FURTHER} - Postal Code",
    f"{FURTHER} - Country Code (If outside U.S.)",
    f"{FURTHER} - Telephone Number",
)


def further_addresses(
    file: Iterable[bytes], wanted: Container[str], report: Report
) -> Iterator[tuple[str, Place]]:
    """Yield one more US place, with the NPI, for each wanted clinician. Raises
    NoRegister."""
    lines = (line.decode("utf-8-sig", "replace") for line in file)
    reader = csv.reader(lines)
    numbers = column_numbers(next(reader, []))
    wanted_numbers = [numbers[spelled(name)] for name in COLUMNS]
    cells_of = itemgetter(*wanted_numbers)
    for row in reader:
        if len(row) != len(numbers):
            report.add(
                reader.line_num,
                f"of the further places has {len(row)} cells, its header has {len(numbers)}",
            )
            continue
        npi, *address = map(str.strip, cells_of(row))
        if npi not in wanted:
            continue
        try:
            yield npi, place(npi, Address(*address))
        except OutOfReach:
            continue
        except BadRow as error:
            report.add(reader.line_num, f"of the further places: {error}")


def column_numbers(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each column of the file. Raises NoRegister if one is
    missing."""
    numbers = {spelled(name): number for number, name in enumerate(header)}
    for name in COLUMNS:
        if spelled(name) not in numbers:
            raise NoRegister(
                f"the file of further places has no column {name}; use it as CMS publishes it"
            )
    return numbers
