"""Centers of ZIP codes."""

from sqlalchemy import Engine

from finder.core.directory.distance import City
from finder.store import zip_centers
from finder.store.transaction import Database
from tests.store.keys import KEYS
from tests.store.test_directory import AREAS, CENTER, NOW, put


def test_where_a_zip_code_and_a_city_are(engine: Engine) -> None:
    put(engine, [])
    with Database(engine, KEYS).reading(NOW) as transaction:
        assert zip_centers.spot_of_zip(transaction, "78700") == CENTER
        assert zip_centers.spot_of_zip(transaction, "99999") is None
        austin = {City("Austin", "TX"): [area.spot for area, *_ in AREAS[:9]]}
        assert zip_centers.spots_of_city(transaction, City("AUSTIN", "TX")) == austin
        assert list(zip_centers.spots_of_city(transaction, City("waco"))) == [
            City("Waco", "TX")
        ]
        assert zip_centers.spots_of_city(transaction, City("Waco", "GA")) == {}
