"""How far away a place is, in which direction, and how far to search."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

EARTH_MILES = 3958.8
MILES_OF_A_DEGREE = 69.0
RADII = (10, 25, 50, 100)
"""How many miles around to search. If too few are found, the next one is used."""
ENOUGH = 5
"""How many clinicians are enough to stop searching."""
TYPED_ZIP = re.compile(r"\s*(?P<zip>\d{5})(?:[\s-]*\d{4})?\s*", re.ASCII)
TYPED_CITY = re.compile(
    r"(?P<city>[^\d,]{2,60}?)(?:\s*,\s*|\s+)(?P<state>[A-Za-z]{2})|(?P<alone>[^\d,]{2,60})"
)


class Direction(StrEnum):
    """The eight directions, clockwise from north."""

    NORTH = "n"
    NORTH_EAST = "ne"
    EAST = "e"
    SOUTH_EAST = "se"
    SOUTH = "s"
    SOUTH_WEST = "sw"
    WEST = "w"
    NORTH_WEST = "nw"


class Spot(NamedTuple):
    """A point on the earth, in degrees. A search makes hundreds, and tuples are made
    three times as fast."""

    latitude: float
    longitude: float

    def miles_to(self, other: "Spot") -> float:
        """Return the distance in miles, as the crow flies."""
        return self.ruler()(*other)

    def ruler(self) -> Callable[[float, float], float]:
        """Return a function that measures the miles from here to a latitude and a
        longitude."""
        here, east = radians(self.latitude), radians(self.longitude)
        narrow = cos(here)

        def miles_to(latitude: float, longitude: float) -> float:
            there = radians(latitude)
            up = sin((there - here) / 2)
            across = sin((radians(longitude) - east) / 2)
            part = up * up + narrow * cos(there) * across * across
            return 2 * EARTH_MILES * asin(sqrt(part) if part < 1 else 1.0)

        return miles_to

    def direction_to(self, other: "Spot") -> Direction:
        """Return the direction of another place."""
        here = radians(self.latitude)
        there = radians(other.latitude)
        across = radians(other.longitude - self.longitude)
        east = sin(across) * cos(there)
        north = cos(here) * sin(there) - sin(here) * cos(there) * cos(across)
        angle = degrees(atan2(east, north))
        eighth = round(angle / 45) % 8
        return tuple(Direction)[eighth]

    def box(self, miles: float) -> "Box":
        """Return the box around everything within these miles."""
        tall = miles / MILES_OF_A_DEGREE + 0.01
        wide = tall / max(0.1, cos(radians(self.latitude)))
        return Box(
            self.latitude - tall,
            self.latitude + tall,
            self.longitude - wide,
            self.longitude + wide,
        )


@dataclass(frozen=True, slots=True)
class Box:
    """The bounds of an area, in degrees."""

    south: float
    north: float
    west: float
    east: float


class Area(NamedTuple):
    """The area of a ZIP code: its center, and the distance of the center from a
    starting point."""

    zip_code: str
    spot: Spot
    miles: float = 0.0


@dataclass(frozen=True, slots=True)
class City:
    """A city that a person typed. `state` is "" if none was typed."""

    name: str
    state: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.state}" if self.state else self.name


def typed_zip(text: str) -> str:
    """Return the five digits of a ZIP code as people type it, or "" if the text is not
    one."""
    found = TYPED_ZIP.fullmatch(text)
    return found["zip"] if found else ""


def typed_city(text: str) -> City | None:
    """Return the city that was typed ("Austin, TX", "austin tx" or "Austin"), or None
    if there is none."""
    found = TYPED_CITY.fullmatch(text.strip())
    if found is None:
        return None
    if found["city"]:
        return City(found["city"], found["state"].upper())
    return City(found["alone"])


def within(
    start: Spot, centers: Iterable[tuple[str, float, float]], miles: float
) -> list[Area]:
    """Return the areas within these miles with their distance, the nearest first.

    A center is a ZIP code, its latitude and its longitude.
    """
    miles_to = start.ruler()
    measured = [
        (miles_to(latitude, longitude), code, latitude, longitude)
        for code, latitude, longitude in centers
    ]
    near = sorted(each for each in measured if each[0] <= miles)
    return [
        Area(code, Spot(latitude, longitude), far)
        for far, code, latitude, longitude in near
    ]


def middle(spots: Sequence[Spot]) -> Spot:
    """Return the middle of one or more places."""
    return Spot(
        sum(each.latitude for each in spots) / len(spots),
        sum(each.longitude for each in spots) / len(spots),
    )
