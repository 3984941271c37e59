"""The directory is replaced as a whole or not at all, and a search finds the nearest
doctors who fit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from alembic import command
from sqlalchemy import Engine, func, inspect, select

from finder.core.directory.distance import Area, Spot
from finder.core.directory.listing import Listing, Place
from finder.core.directory.order import Tier, TieredSearch, Wanted, tiers_of
from finder.core.rules.npi import with_check_digit
from finder.store import directory, nearby, zip_centers
from finder.store.directory import Edition, NewerImport, current
from finder.store.directory_tables import edition, listed, listing
from finder.store.migrate import config_for, drift, migrate
from finder.store.transaction import Database, Transaction
from tests.store.keys import KEYS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONTH, WEEK = date(2026, 11, 9), date(2026, 11, 22)
CENTER = Spot(30.0, -97.0)
AREAS = [
    (
        Area(f"{78700 + n}", Spot(30.0 + n / 20, -97.0)),
        "Austin" if n < 9 else "Waco",
        "TX",
    )
    for n in range(20)
]
"""ZIP codes on a line to the north, 3.4 miles apart."""
BACKGROUNDS = {"pm_r", "neurology"}


def somebody(number: int, *kinds: str, pain: bool = False, area: int = 0) -> Listing:
    at = Place("1 Main St", "Austin", "TX", f"{78700 + area}", "5125550123")
    npi = with_check_digit(str(290_000_000 + number))
    return Listing(
        npi,
        0,
        f"Ada {number}",
        "MD",
        ("208VP0000X",) if pain else (),
        kinds,
        pain,
        at,
        date(2007, 5, 23),
    )


def put(engine: Engine, listings: Sequence[Listing], until: date | None = MONTH) -> int:
    with Database(engine, KEYS).writing(NOW) as transaction:
        directory.put_areas(transaction, AREAS)
        number = directory.begin(transaction, until)
        directory.add(transaction, number, listings)
        directory.finish(transaction, number)
    return number


def served(engine: Engine) -> Edition:
    with Database(engine, KEYS).reading(NOW) as transaction:
        found = current(transaction)
    assert found
    return found


def lists_of(
    transaction: Transaction, engine: Engine, *tiers: TieredSearch
) -> nearby.Lists:
    return nearby.Lists(transaction, served(engine).id, tiers)


def names(engine: Engine, wanted: Wanted, miles: int = 100) -> list[tuple[str, Tier]]:
    """Return everyone on the list in order, read in pages of two."""
    found, after = [], None
    with Database(engine, KEYS).reading(NOW) as transaction:
        areas = zip_centers.areas_around(transaction, CENTER, miles)
        tiers = tiers_of(wanted, BACKGROUNDS)
        while True:
            page = nearby.page(
                lists_of(transaction, engine, *tiers), tiers, areas, after, size=2
            )
            found += [(line.listing.name, line.tier) for line in page.lines]
            after = page.after
            if after is None:
                return found


def test_the_migration_goes_down_and_up_again(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOW) as transaction:
        command.downgrade(config_for(transaction.connection), "0013")
    with Database(engine, KEYS).reading(NOW) as transaction:
        assert not [
            name
            for name in inspect(transaction.connection).get_table_names()
            if name.startswith("directory")
        ]

    migrate(engine)

    assert drift(engine) == []


def test_there_is_no_directory_at_first(engine: Engine) -> None:
    with Database(engine, KEYS).reading(NOW) as transaction:
        assert current(transaction) is None


def test_a_clinician_is_read_back_unchanged(engine: Engine) -> None:
    ada = replace(somebody(1, "pm_r", "neurology", pain=True), since=None, codes=())

    put(engine, [ada])

    with Database(engine, KEYS).reading(NOW) as transaction:
        assert nearby.by_key(
            transaction, served(engine).id, [ada.npi, somebody(2).npi]
        ) == (ada,)
        assert nearby.by_key(transaction, served(engine).id, []) == ()


def test_a_directory_that_is_being_read_is_not_served(engine: Engine) -> None:
    first = put(engine, [somebody(1, "pm_r")])
    with Database(engine, KEYS).writing(NOW) as transaction:
        number = directory.begin(transaction, WEEK)
        directory.add(transaction, number, [somebody(2, "pm_r")])

    assert served(engine) == Edition(
        first, MONTH, None, sample=False, listings=1, finished=NOW
    )
    assert names(engine, Wanted(("pm_r",))) == [("Ada 1", Tier.FITS)]

    with Database(engine, KEYS).writing(NOW) as transaction:
        directory.finish(transaction, number)

    assert (served(engine).id, served(engine).as_of) == (number, WEEK)
    assert names(engine, Wanted(("pm_r",))) == [("Ada 2", Tier.FITS)]


def test_unused_editions_are_deleted_in_batches(engine: Engine) -> None:
    put(engine, [somebody(n, "pm_r", pain=True) for n in range(7)])
    newest = put(engine, [somebody(9, "pm_r")])

    swept: list[int] = []
    while not swept or swept[-1]:
        with Database(engine, KEYS).writing(NOW) as transaction:
            swept.append(directory.delete_others(transaction, [newest], batch=3))

    assert swept == [3, 3, 1, 0]
    with Database(engine, KEYS).reading(NOW) as transaction:
        for table in (listing, listed, edition):
            assert (
                transaction.connection.execute(
                    select(func.count()).select_from(table)
                ).scalar_one()
                == 1
            )


def test_an_import_that_another_one_overtook_stops(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOW) as transaction:
        first = directory.begin(transaction, MONTH)
        second = directory.begin(transaction, MONTH)
        directory.delete_others(transaction, [second])

    with (
        pytest.raises(NewerImport, match="has started since"),
        Database(engine, KEYS).writing(NOW) as transaction,
    ):
        directory.add(transaction, first, [somebody(1)])
    with pytest.raises(NewerImport), Database(engine, KEYS).writing(NOW) as transaction:
        directory.finish(transaction, first)


def test_the_first_row_of_a_duplicate_is_used(engine: Engine) -> None:
    put(engine, [somebody(1, "pm_r"), replace(somebody(1, "pm_r"), name="Ben")])

    assert names(engine, Wanted(("pm_r",))) == [("Ada 1", Tier.FITS)]


def test_an_update_replaces_adds_and_removes(engine: Engine) -> None:
    first = put(engine, [somebody(n, "pm_r", area=n) for n in range(4)])
    moved, new = (
        replace(somebody(1, "neurology", area=9), name="Ada moved"),
        somebody(7, "pm_r", area=7),
    )
    with Database(engine, KEYS).writing(NOW) as transaction:
        number = directory.begin(transaction, WEEK)
        directory.add(
            transaction, number, [moved, new], gone=[somebody(2).npi, somebody(8).npi]
        )
    assert len(names(engine, Wanted(("pm_r",)))) == 4

    with Database(engine, KEYS).writing(NOW) as transaction:
        count = directory.apply_update(transaction, number, served(engine), WEEK)

    assert count == 4
    assert served(engine) == Edition(
        first, MONTH, WEEK, sample=False, listings=4, finished=NOW
    )
    assert names(engine, Wanted(("pm_r",))) == [
        ("Ada 0", Tier.FITS),
        ("Ada 3", Tier.FITS),
        ("Ada 7", Tier.FITS),
    ]
    assert names(engine, Wanted(("neurology",))) == [("Ada moved", Tier.FITS)]


def test_an_update_that_fails_changes_nothing(engine: Engine) -> None:
    put(engine, [somebody(1, "pm_r")])
    with Database(engine, KEYS).writing(NOW) as transaction:
        number = directory.begin(transaction, WEEK)
        directory.add(transaction, number, [], gone=[somebody(1).npi])

    with (
        pytest.raises(RuntimeError),
        Database(engine, KEYS).writing(NOW) as transaction,
    ):
        directory.apply_update(transaction, number, served(engine), WEEK)
        raise RuntimeError

    assert names(engine, Wanted(("pm_r",))) == [("Ada 1", Tier.FITS)]


def test_doctors_come_in_the_order_of_fit_and_listed_pain_medicine(
    engine: Engine,
) -> None:
    put(
        engine,
        [
            somebody(1, "pm_r", area=1),
            somebody(2, "neurology", pain=True, area=1),
            somebody(3, "pm_r", pain=True, area=6),
            somebody(4, "pm_r", "neurology", pain=True, area=3),
            somebody(5, pain=True, area=0),
            somebody(6, "neurology", area=0),
        ],
    )

    assert names(engine, Wanted(("pm_r",))) == [
        ("Ada 4", Tier.FITS_AND_PAIN),
        ("Ada 3", Tier.FITS_AND_PAIN),
        ("Ada 5", Tier.PAIN),
        ("Ada 2", Tier.PAIN),
        ("Ada 1", Tier.FITS),
    ]
    narrow = Wanted(("pm_r",), pain_only=True)
    assert [name for name, _ in names(engine, narrow)] == [
        "Ada 4",
        "Ada 3",
        "Ada 5",
        "Ada 2",
    ]
    assert [name for name, _ in names(engine, Wanted(()))] == [
        "Ada 5",
        "Ada 2",
        "Ada 4",
        "Ada 3",
    ]
    both = Wanted(("pm_r", "neurology"))
    assert [name for name, _ in names(engine, both)] == [
        "Ada 2",
        "Ada 4",
        "Ada 3",
        "Ada 5",
        "Ada 6",
        "Ada 1",
    ]
    assert [name for name, _ in names(engine, both, miles=5)] == [
        "Ada 2",
        "Ada 5",
        "Ada 6",
        "Ada 1",
    ]


def test_pages_of_any_size_contain_everyone_once(engine: Engine) -> None:
    everybody = [somebody(n, "pm_r", pain=n % 3 == 0, area=n % 7) for n in range(60)]
    put(engine, everybody)
    with Database(engine, KEYS).reading(NOW) as transaction:
        areas = zip_centers.areas_around(transaction, CENTER, 100)
        tiers = tiers_of(Wanted(("pm_r",)), BACKGROUNDS)
        whole = nearby.page(
            lists_of(transaction, engine, *tiers), tiers, areas, size=60
        )

    assert whole.after is None
    assert [name for name, _ in names(engine, Wanted(("pm_r",)))] == [
        line.listing.name for line in whole.lines
    ]
    assert {line.listing for line in whole.lines} == set(everybody)
    fits = [line for line in whole.lines if line.tier is Tier.FITS]
    assert [line.miles for line in fits] == sorted(line.miles for line in fits)


def test_a_page_at_its_end_and_one_of_nobody(engine: Engine) -> None:
    put(engine, [somebody(1, "pm_r"), somebody(2, "pm_r")])
    with Database(engine, KEYS).reading(NOW) as transaction:
        areas = zip_centers.areas_around(transaction, CENTER, 10)
        tiers = (TieredSearch(Tier.FITS, ("pm_r",), pain=None),)
        page = nearby.page(lists_of(transaction, engine, *tiers), tiers, areas, size=2)

        assert (len(page.lines), page.after) == (2, None)
        nobody = (TieredSearch(Tier.FITS, ("urology",), pain=None),)
        assert (
            nearby.page(lists_of(transaction, engine, *nobody), nobody, areas).lines
            == ()
        )


@pytest.mark.parametrize(("area", "radius"), [(1, 10), (6, 25), (12, 50), (19, 100)])
def test_the_search_widens_until_five_are_found(
    engine: Engine, area: int, radius: int
) -> None:
    put(
        engine,
        [somebody(n, pain=True) for n in range(4)]
        + [somebody(9, pain=True, area=area)],
    )
    with Database(engine, KEYS).reading(NOW) as transaction:
        counted = TieredSearch(Tier.PAIN, ("pain",), pain=True)

        nobody = replace(counted, kinds=("urology",))

        assert (
            nearby.search_area(
                lists_of(transaction, engine, counted), CENTER, counted
            ).radius
            == radius
        )
        assert (
            nearby.search_area(
                lists_of(transaction, engine, nobody), CENTER, nobody
            ).radius
            == 100
        )


def test_far_areas_are_read_only_if_near_ones_have_too_few(engine: Engine) -> None:
    put(engine, [somebody(n, "pm_r") for n in range(5)])
    with Database(engine, KEYS).reading(NOW) as transaction:
        areas = zip_centers.areas_around(transaction, CENTER, 100)
        fits = TieredSearch(Tier.FITS, ("pm_r",), pain=False)
        found = nearby.keys(lists_of(transaction, engine, fits), fits, areas)

        assert {key.area.zip_code for key in islice(found, 5)} == {"78700"}


def test_an_hour_passes_between_an_import_and_an_update(engine: Engine) -> None:
    put(engine, [somebody(1)])
    with Database(engine, KEYS).writing(NOW) as transaction:
        number = directory.begin(transaction, WEEK)
        directory.apply_update(
            replace(transaction, now=NOW + timedelta(hours=1)),
            number,
            served(engine),
            WEEK,
        )

    assert served(engine).finished == NOW + timedelta(hours=1)


def test_pages_do_not_lose_doctors_at_the_same_distance(engine: Engine) -> None:
    together = [(Area(f"7879{n}", Spot(30.3, -97.0)), "Austin", "TX") for n in range(9)]
    with Database(engine, KEYS).writing(NOW) as transaction:
        directory.put_areas(transaction, AREAS + together)
        number = directory.begin(transaction, MONTH)
        directory.add(
            transaction, number, [somebody(n, "pm_r", area=98 - n) for n in range(9)]
        )
        directory.finish(transaction, number)

    assert [name for name, _ in names(engine, Wanted(("pm_r",)))] == [
        f"Ada {n}" for n in range(9)
    ]


def test_a_clinician_is_found_at_every_place(engine: Engine) -> None:
    own = somebody(1, "pm_r", area=9)
    further = replace(own, number=1, at=replace(own.at, zip_code="78701"))
    put(engine, [own, further])

    assert served(engine).listings == 1
    assert names(engine, Wanted(("pm_r",))) == [("Ada 1", Tier.FITS)] * 2
    with Database(engine, KEYS).reading(NOW) as transaction:
        number = served(engine).id
        assert nearby.by_key(transaction, number, [further.key, own.npi]) == (
            further,
            own,
        )
        assert nearby.by_key(transaction, number, [f"{own.npi}-7"]) == (own,)


def test_zip_codes_of_the_same_distance_stay_in_one_look() -> None:
    spot = Spot(40.0, -75.0)
    areas = [
        Area(f"{number:05}", spot, miles)
        for number, miles in enumerate([1.0, 2.0, 2.0, 2.0, 3.0])
    ]

    assert [nearby.end_of_run(areas, end) for end in (0, 1, 2, 3, 4, 9)] == [
        0,
        1,
        4,
        4,
        4,
        5,
    ]
