"""Find the centers of ZIP codes: of one code, of a city, and around a place."""

from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select

from finder.core.directory.distance import Area, City, Spot, within
from finder.store.directory_tables import zip_code
from finder.store.transaction import Transaction

LATITUDE = zip_code.c.latitude
LONGITUDE = zip_code.c.longitude
PLACE: BindParameter[str] = bindparam("place")

IN_LATITUDES = LATITUDE.between(bindparam("south"), bindparam("north"))
IN_LONGITUDES = LONGITUDE.between(bindparam("west"), bindparam("east"))
IN_BOX = (
    select(zip_code.c.zip_code, LATITUDE, LONGITUDE)
    .where(IN_LATITUDES)
    .where(IN_LONGITUDES)
)
HAS_CODE = zip_code.c.zip_code == PLACE
HAS_CITY = zip_code.c.folded == PLACE
OF_ZIP = select(zip_code).where(HAS_CODE)
OF_CITY = select(zip_code).where(HAS_CITY)


def spot_of_zip(transaction: Transaction, code: str) -> Spot | None:
    """Return the center of a ZIP code, None if there is no such code."""
    wanted = {"place": code}
    row = transaction.execute(OF_ZIP, wanted).one_or_none()
    if row is None:
        return None
    return spot_of(row)


def spots_of_city(transaction: Transaction, city: City) -> dict[City, list[Spot]]:
    """Return the centers of the ZIP codes of each city with this name, by city, in the
    order of the states."""
    wanted = {"place": city.name.casefold()}
    rows = transaction.execute(OF_CITY, wanted).all()
    in_order = sorted(rows, key=state_and_code)
    found: dict[City, list[Spot]] = {}
    for row in in_order:
        if city.state and city.state != row.state:
            continue
        each = City(row.city, row.state)
        spots = found.setdefault(each, [])
        spots.append(spot_of(row))
    return found


def state_and_code(row: Row[Any]) -> tuple[str, str]:
    return row.state, row.zip_code


def spot_of(row: Row[Any]) -> Spot:
    """Return the center of the ZIP code in a row."""
    return Spot(row.latitude, row.longitude)


def areas_around(transaction: Transaction, start: Spot, miles: float) -> list[Area]:
    """Return the ZIP codes within this distance in miles, nearest first."""
    box = start.box(miles)
    bounds = {
        "south": box.south,
        "north": box.north,
        "west": box.west,
        "east": box.east,
    }
    rows = transaction.connection.execute(IN_BOX, bounds).all()
    return within(start, rows, miles)
