"""Where each ZIP code is, from the package that carries their centers. Only an import of the directory reads it."""

from collections.abc import Iterator

from finder.core.directory.listing import STATES
from finder.core.directory.near import Area, Spot


def all_areas() -> list[tuple[Area, str, str]]:
    """Return every ZIP code of the United States with its center, its city and its state."""
    return [each for state in sorted(STATES) for each in areas_of(state)]


def areas_of(state: str) -> Iterator[tuple[Area, str, str]]:
    """Yield the ZIP codes of a state that have a center. Read state by state, they need a third of the memory."""
    import zipcodes

    for each in zipcodes.filter_by_state(state):  # type: ignore[no-untyped-call]
        spot = Spot(float(each["lat"]), float(each["long"]))
        if spot.latitude or spot.longitude:
            yield Area(each["zip_code"], spot), each["city"], state
