"""How far away, in which direction, and how far around to look."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_MILES = 3958.8
MILES_OF_A_DEGREE = 69.0
RADII = (10, 25, 50, 100)
"""How many miles around are looked at; the next one where too few are found."""
ENOUGH = 5
"""How many clinicians are enough not to look further."""
TYPED_ZIP = re.compile(r"\s*(?P<zip>\d{5})(?:[\s-]*\d{4})?\s*", re.ASCII)
TYPED_CITY = re.compile(r"(?P<city>[^\d,]{2,60}?)(?:\s*,\s*|\s+)(?P<state>[A-Za-z]{2})|(?P<alone>[^\d,]{2,60})")


class Direction(StrEnum):
    """The eight directions, clockwise from the north."""

    NORTH = "n"
    NORTH_EAST = "ne"
    EAST = "e"
    SOUTH_EAST = "se"
    SOUTH = "s"
    SOUTH_WEST = "sw"
    WEST = "w"
    NORTH_WEST = "nw"


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float

    def miles_to(self, other: "Spot") -> float:
        """Return the distance as the crow flies."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = sin(radians(other.longitude - self.longitude) / 2) ** 2
        part = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across
        return 2 * EARTH_MILES * asin(min(1.0, sqrt(part)))

    def direction_to(self, other: "Spot") -> Direction:
        """Return the direction in which another place lies."""
        here, there, across = radians(self.latitude), radians(other.latitude), radians(other.longitude - self.longitude)
        east = sin(across) * cos(there)
        north = cos(here) * sin(there) - sin(here) * cos(there) * cos(across)
        return tuple(Direction)[round(degrees(atan2(east, north)) / 45) % 8]

    def box(self, miles: float) -> "Box":
        """Return the box around everything within these miles."""
        tall = miles / MILES_OF_A_DEGREE + 0.01
        wide = tall / max(0.1, cos(radians(self.latitude)))
        return Box(self.latitude - tall, self.latitude + tall, self.longitude - wide, self.longitude + wide)


@dataclass(frozen=True, slots=True)
class Box:
    """The bounds of an area, in degrees."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True, slots=True)
class Area:
    """The area of a ZIP code: its center, and how far that is from somewhere."""

    zip_code: str
    spot: Spot
    miles: float = 0.0


@dataclass(frozen=True, slots=True)
class City:
    """A city that somebody typed; `state` is empty where they named none."""

    name: str
    state: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.state}" if self.state else self.name


def typed_zip(text: str) -> str:
    """Return the five digits of a ZIP code as people type it; empty where it is none."""
    found = TYPED_ZIP.fullmatch(text)
    return found["zip"] if found else ""


def typed_city(text: str) -> City | None:
    """Return the city that was typed, "Austin, TX", "austin tx" or "Austin"; None where it is none."""
    found = TYPED_CITY.fullmatch(text.strip())
    if found is None:
        return None
    return City(found["city"], found["state"].upper()) if found["city"] else City(found["alone"])


def within(start: Spot, areas: Sequence[Area], miles: float) -> list[Area]:
    """Return the areas within these miles with their distance, the nearest first."""
    measured = (Area(area.zip_code, area.spot, start.miles_to(area.spot)) for area in areas)
    return sorted((area for area in measured if area.miles <= miles), key=lambda area: (area.miles, area.zip_code))


def middle(spots: Sequence[Spot]) -> Spot:
    """Return the middle of some places; there is at least one."""
    return Spot(sum(each.latitude for each in spots) / len(spots), sum(each.longitude for each in spots) / len(spots))
