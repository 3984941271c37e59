"""The search for doctors nearby among 25,000 and among 250,000 made-up clinicians.
`python -m tests.bench.directory` times searches by ZIP code and background on both
databases, each pair in turn, and prints medians and how they grow. The targets are
processor times, including the database's, which other programs on the machine hardly
affect. The wall clock time is printed too. `--import ROWS` writes a made-up register
with that many rows and imports it. With `--check` it exits with status 1 if a result
misses its target."""

import resource
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import Engine

from finder.commands.importing import Import
from finder.core.directory.codes import load_code_table
from finder.core.directory.listing import Listing, Place
from finder.core.directory.order import Wanted, counted_of, tiers_of
from finder.core.loading.load import load
from finder.core.rules.npi import with_check_digit
from finder.paths import RULES
from finder.store import directory, nearby, zip_centers
from finder.store.migrate import migrate
from finder.store.transaction import Database
from finder.zip_codes import all_areas
from tests.bench.measure import GENEROUS, Row, medians, show, show_rows
from tests.bench.queue import KEYS, postgresql, sqlite
from tests.bench.register import NAME, write
from tests.postgresql import PROGRAMS

SIZES = {"25,000 clinicians": 25_000, "250,000 clinicians": 250_000}
MOST_GROWTH, MOST_MS, LEAST_ROWS, MOST_MB = 1.5, 5.0, 50_000, 200
ROWS = 2_000_000
LOOKS = 100
PLACES = {
    "a dense city": "10001",
    "a city": "78701",
    "a town": "62701",
    "far from any": "59315",
}
KINDS = (
    ("pm_r",),
    ("neurology",),
    ("anesthesiology",),
    ("internal_medicine",),
    ("rheumatology",),
    ("movement_care",),
    (),
)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AREAS = all_areas()
CROWDED = 20
"""One in this many ZIP codes shares half of all clinicians, like the ZIP codes of
hospitals."""
Kind = Callable[[str], AbstractContextManager[Engine]]


def people(number: int) -> list[Listing]:
    random = Random(7)
    crowded = AREAS[::CROWDED]
    found = []
    for each in range(number):
        area, city, state = random.choice(crowded if random.random() < 0.5 else AREAS)
        kinds = random.choice(KINDS)
        place = Place("1 Main St", city, state, area.zip_code, "5125550123")
        npi = with_check_digit(str(290_000_000 + each))
        pain = not kinds or random.random() < 0.15
        found.append(
            Listing(
                npi,
                0,
                f"Ada {each}",
                "MD",
                ("208VP0000X",),
                kinds,
                pain,
                place,
                date(2007, 5, 23),
            )
        )
    return found


def fill(engine: Engine, number: int) -> None:
    migrate(engine)
    listings = people(number)
    with Database(engine, KEYS).writing(NOW) as transaction:
        directory.put_areas(transaction, AREAS)
        edition = directory.begin(transaction, date(2026, 11, 9))
        for begin in range(0, number, directory.BATCH):
            directory.add(
                transaction, edition, listings[begin : begin + directory.BATCH]
            )
        directory.finish(transaction, edition)
    with Database(engine, KEYS).writing(NOW) as transaction:
        transaction.connection.exec_driver_sql("ANALYZE")


def look(engine: Engine, zip_code: str) -> nearby.NearPage:
    """Return a page of a search, as the app does it."""
    backgrounds = {
        "pm_r",
        "neurology",
        "anesthesiology",
        "psychiatry",
        "internal_medicine",
    }
    wanted = Wanted(("pm_r",))
    with Database(engine, KEYS).reading(NOW) as transaction:
        edition = directory.current(transaction)
        start = zip_centers.spot_of_zip(transaction, zip_code)
        assert edition
        assert start
        tiers, counted = tiers_of(wanted, backgrounds), counted_of(wanted, backgrounds)
        lists = nearby.Lists(transaction, edition.id, (*tiers, counted))
        return nearby.page(
            lists, tiers, nearby.search_area(lists, start, counted).areas
        )


def looked_up(kind: Kind) -> list[Row]:
    """Return the times of searches among few and among many clinicians, measured in
    turn."""
    rows = []
    small, large = SIZES
    name = getattr(kind, "__name__", "")
    with kind("small") as few, kind("large") as many:
        fill(few, SIZES[small])
        fill(many, SIZES[large])
        for place, zip_code in PLACES.items():
            assert look(many, zip_code).lines
            found = medians(
                {
                    small: partial(look, few, zip_code),
                    large: partial(look, many, zip_code),
                },
                20,
            )
            show(f"{name}: {place}", found, small)
            of_few, of_many = (
                processor_seconds(few, zip_code),
                processor_seconds(many, zip_code),
            )
            rows.append(
                Row(f"{name}: doctors near {place}", 1000 * of_many, MOST_MS, "ms")
            )
            rows.append(
                Row(
                    f"{name}: growth to 250,000, {place}", of_many / of_few, MOST_GROWTH
                )
            )
    return rows


def processor_seconds(engine: Engine, zip_code: str) -> float:
    """Return the median processor time of a search, in this process and in the
    database's."""
    with Database(engine, KEYS).reading(NOW) as transaction:
        is_apart = transaction.dialect == "postgresql"
        server = (
            transaction.connection.exec_driver_sql(
                "SELECT pg_backend_pid()"
            ).scalar_one()
            if is_apart
            else None
        )
    taken = []
    for _ in range(LOOKS):
        began = process_time() + server_seconds(server)
        look(engine, zip_code)
        taken.append(process_time() + server_seconds(server) - began)
    return median(taken)


def server_seconds(process: int | None) -> float:
    """Return the processor seconds that a database process has used, 0 for none."""
    if process is None:
        return 0.0
    nanoseconds, *_ = Path(f"/proc/{process}/schedstat").read_text().split()
    return int(nanoseconds) / 1e9


def imported(many: int) -> list[Row]:
    """Return the import speed of a made-up register, in rows per second of one core,
    and the peak memory."""
    ruleset = load(RULES)
    with (
        TemporaryDirectory(prefix="finder-bench-") as folder,
        sqlite("register") as engine,
    ):
        path = Path(folder) / NAME
        with path.open("wb") as file:
            write(file, many)
        migrate(engine)
        work = Import(
            Database(engine, KEYS),
            load_code_table(RULES, ruleset),
            AREAS,
            lambda: NOW,
            lambda report: report,
        )
        began = process_time()
        with path.open("rb", buffering=1 << 20) as file:
            listed = work.whole(file, date(2026, 11, 9))
        took = process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{many:,} rows, {listed:,} clinicians kept, {took:.1f} s of one core")
    return [
        Row(
            "rows of the register a second, one core",
            many / took,
            LEAST_ROWS,
            "/s",
            at_least=True,
        ),
        Row("memory of an import", memory, MOST_MB, "MB"),
    ]


def main() -> int:
    words = sys.argv[1:]
    if "--import" in words:
        rows = imported(int(words[words.index("--import") + 1]))
    else:
        rows = looked_up(sqlite) + (looked_up(postgresql) if PROGRAMS else [])
    show_rows(rows)
    return int("--check" in words and any(row.share > GENEROUS for row in rows))


if __name__ == "__main__":
    sys.exit(main())
