"""Where each ZIP code is, from the package that carries their centers. Only an import of the directory reads it."""

from finder.core.directory.near import Area, Spot

OVERSEAS = "MILITARY"


def all_areas() -> list[tuple[Area, str, str]]:
    """Return every ZIP code of the United States with its center, its city and its state."""
    import zipcodes

    return [
        (Area(each["zip_code"], Spot(float(each["lat"]), float(each["long"]))), each["city"], each["state"])
        for each in zipcodes.list_all()  # type: ignore[no-untyped-call]
        if each["zip_code_type"] != OVERSEAS and (float(each["lat"]) or float(each["long"]))
    ]
