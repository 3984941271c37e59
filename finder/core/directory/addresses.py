"""Read the register's file of further places of practice, which lies beside the main one."""

import csv
import re
from collections.abc import Container, Iterable, Iterator
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


def further_addresses(file: Iterable[bytes], wanted: Container[str], report: Report) -> Iterator[tuple[str, Place]]:
    """Yield the number of each clinician who is wanted with one more place in the United States. Raises NoRegister."""
    lines = (line.decode("utf-8-sig", "replace") for line in file)
    reader = csv.reader(lines)
    places = {spelled(name): number for number, name in enumerate(next(reader, []))}
    if missing := [name for name in COLUMNS if spelled(name) not in places]:
        raise NoRegister(f"the file of further places has no column {missing[0]}; take it as CMS publishes it")
    cells_of = itemgetter(*(places[spelled(name)] for name in COLUMNS))
    for row in reader:
        if len(row) != len(places):
            report.tell(reader.line_num, f"of the further places has {len(row)} cells, its header has {len(places)}")
            continue
        npi, *address = (cell.strip() for cell in cells_of(row))
        if npi in wanted:
            try:
                yield npi, place(npi, Address(*address))
            except OutOfReach:
                continue
            except BadRow as error:
                report.tell(reader.line_num, f"of the further places: {error}")
