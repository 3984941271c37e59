"""Distance, direction, the order of the list, and places as people type them."""

from itertools import pairwise

import pytest

from finder.core.directory.distance import (
    City,
    Direction,
    Spot,
    middle,
    typed_city,
    typed_zip,
    within,
)
from finder.core.directory.order import (
    After,
    Tier,
    TieredSearch,
    Wanted,
    counted_of,
    parse_cursor,
    tiers_of,
)

AUSTIN, DALLAS = Spot(30.2713, -97.7426), Spot(32.7876, -96.7994)
BACKGROUNDS = {"pm_r", "neurology"}


def test_the_distance_between_two_cities() -> None:
    assert AUSTIN.miles_to(DALLAS) == pytest.approx(182, abs=2)
    assert AUSTIN.miles_to(AUSTIN) == 0


@pytest.mark.parametrize(
    ("north", "east", "direction"),
    [
        (1, 0, "n"), (1, 1.2, "ne"), (0, 1, "e"), (-1, 1.2, "se"), (-1, 0, "s"), (-1, -1.2, "sw"), (0, -1, "w"),
        (1, -1.2, "nw"), (1, -0.1, "n"),
    ],
)  # fmt: skip
def test_the_direction_in_one_of_eight(
    north: float, east: float, direction: str
) -> None:
    there = Spot(AUSTIN.latitude + north, AUSTIN.longitude + east)

    assert AUSTIN.direction_to(there) is Direction(direction)


@pytest.mark.parametrize("miles", [10, 25, 50, 100])
@pytest.mark.parametrize("start", [AUSTIN, Spot(64.8, -147.7), Spot(18.4, -66.1)])
def test_a_bounding_box_contains_everything_within_the_distance(
    start: Spot, miles: int
) -> None:
    box = start.box(miles)
    steps = [(n / 60, e / 30) for n in range(-100, 101, 3) for e in range(-130, 131, 3)]
    around = [
        Spot(start.latitude + north, start.longitude + east) for north, east in steps
    ]

    for there in around:
        if start.miles_to(there) <= miles:
            assert box.south <= there.latitude <= box.north
            assert box.west <= there.longitude <= box.east


def test_areas_within_come_nearest_first() -> None:
    centers = [
        (f"{n:05}", AUSTIN.latitude + n / 100, AUSTIN.longitude) for n in (9, 1, 40, 5)
    ]

    found = within(AUSTIN, centers, 10)

    assert [area.zip_code for area in found] == ["00001", "00005", "00009"]
    assert all(near.miles < far.miles for near, far in pairwise(found))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("78701", "78701"), (" 78701 ", "78701"), ("78701-1234", "78701"), ("78701 1234", "78701"),
        ("787011234", "78701"),
        ("7870", ""), ("78701x", ""), ("Austin", ""), ("", ""), ("٧٨٧٠١", ""),
    ],
)  # fmt: skip
def test_zip_codes_as_people_type_them(typed: str, found: str) -> None:
    assert typed_zip(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Austin, TX", City("Austin", "TX")), ("austin tx", City("austin", "TX")), (" Austin ", City("Austin")),
        ("New York", City("New York")), ("New York,NY", City("New York", "NY")), ("78701", None), ("", None),
    ],
)  # fmt: skip
def test_cities_as_people_type_them(typed: str, found: City | None) -> None:
    assert typed_city(typed) == found


def test_a_city_says_its_state() -> None:
    assert [str(City("Austin", "TX")), str(City("Austin"))] == ["Austin, TX", "Austin"]


def test_the_middle_of_places() -> None:
    assert middle([Spot(10, 20), Spot(20, 40)]) == Spot(15, 30)


def test_pain_medicine_comes_before_those_who_do_not_list_it() -> None:
    assert tiers_of(Wanted(("pm_r",)), BACKGROUNDS) == (
        TieredSearch(Tier.FITS_AND_PAIN, ("pm_r",), pain=True),
        TieredSearch(Tier.PAIN, ("pain",), pain=True, excluded=("pm_r",)),
        TieredSearch(Tier.FITS, ("pm_r",), pain=False),
    )
    assert [
        each.tier for each in tiers_of(Wanted(("pm_r",), pain_only=True), BACKGROUNDS)
    ] == [0, 1]


def test_other_kinds_and_any_pain_doctor_have_one_tier() -> None:
    assert tiers_of(Wanted(()), BACKGROUNDS) == (
        TieredSearch(Tier.PAIN, ("pain",), pain=True),
    )
    assert tiers_of(Wanted(("pain",)), BACKGROUNDS) == (
        TieredSearch(Tier.PAIN, ("pain",), pain=True),
    )
    assert tiers_of(Wanted(("urology",)), BACKGROUNDS) == (
        TieredSearch(Tier.FITS, ("urology",), pain=None),
    )
    assert tiers_of(Wanted(("urology",), pain_only=True), BACKGROUNDS) == (
        TieredSearch(Tier.FITS, ("urology",), pain=True),
    )


def test_the_search_goes_on_until_enough_who_list_pain_medicine_are_found() -> None:
    assert counted_of(Wanted(("pm_r",)), BACKGROUNDS) == TieredSearch(
        Tier.PAIN, ("pain",), pain=True
    )
    assert counted_of(Wanted(("urology",)), BACKGROUNDS) == TieredSearch(
        Tier.FITS, ("urology",), pain=None
    )


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "a.b.c.d", "1.2.3.99999999999", "-1.2.3.4", "1.2.3.٤"]
)
def test_an_invalid_end_of_page_is_ignored(text: str) -> None:
    assert parse_cursor(text) is None


def test_the_end_of_a_page_is_read_back() -> None:
    end = After(1, 1234, 2900000002, 0)

    assert parse_cursor(str(end)) == end
