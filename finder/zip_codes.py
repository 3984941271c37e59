"""The location of each ZIP code, from a package. Only the import of the directory reads
it."""

from collections.abc import Iterator

from finder.core.directory.distance import Area, Spot
from finder.core.directory.listing import STATES


def all_areas() -> list[tuple[Area, str, str]]:
    """Return every ZIP code of the United States with its center, city and state."""
    return [each for state in sorted(STATES) for each in areas_of(state)]


def areas_of(state: str) -> Iterator[tuple[Area, str, str]]:
    """Yield the ZIP codes of a state that have a center. Reading one state at a time
    needs a third of the memory."""
    import zipcodes

    for each in zipcodes.filter_by_state(state):  # type: ignore[no-untyped-call]
        spot = Spot(float(each["lat"]), float(each["long"]))
        if spot.latitude or spot.longitude:
            yield Area(each["zip_code"], spot), each["city"], state
