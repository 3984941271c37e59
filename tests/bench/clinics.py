"""How much the other clinics of an installation slow down one of them. `python -m
tests.bench.clinics` fills one database with 10,000 intakes of one clinic, and another
with a million intakes of 200 clinics. It times the daily work of a desk, the counts and
the purge on both engines, in turn, and prints the shortest time of each and how it
grew. `--intakes` and `--clinics` change the size, `--only` names one engine, and
`--check` exits with status 1 if something grew too much."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from os import urandom
from random import Random
from time import perf_counter

from sqlalchemy import Engine, insert, select

from finder.core.counting.counts import week_of
from finder.store import clinicians, clinics, counts, intake_export
from finder.store.desk_tables import intake
from finder.store.engine import writing
from finder.store.migrate import migrate
from finder.store.purging import purge_all
from finder.store.tables import FIRST_CLINIC, weekly_count
from finder.store.transaction import Database, Transaction
from tests.bench.queue import (
    FIRST_SHARED,
    KEYS,
    MOST_GROWTH,
    NOW,
    looks,
    postgresql,
    reference_of,
    sqlite,
)
from tests.bench.queue import rows as made_up
from tests.doctors import EVERYONE
from tests.postgresql import PROGRAMS

FEW = 10_000
SEALED = 5_500
"""The usual size of an intake's content, in bytes."""
BATCH = 10_000
WEEK_AGO = (NOW - timedelta(days=7)).date()
WEEKS, COUNTED = 104, 40
RUN = 7
"""The number of consecutive intakes at one clinic before the next clinic's turn."""
OVER = 1_000
"""The number of intakes that a purge deletes."""
ROUNDS = 25
NOISE = urandom(1 << 20)


@dataclass(frozen=True, slots=True)
class Size:
    """The number of intakes and clinics in a database."""

    intakes: int
    clinics: int

    @property
    def apart(self) -> timedelta:
        """The time from one intake to the next. All were shared in 30 days."""
        return timedelta(days=30) / self.intakes


@dataclass(frozen=True, slots=True)
class Timed:
    """What to time, and what to do before each time."""

    run: Callable[[], object]
    before: Callable[[], object] = lambda: None


def rows(
    size: Size, first: int, number: int, random: Random
) -> Iterator[dict[str, object]]:
    """Yield made-up intakes, spread over the clinics, with random content of the usual
    size. The intakes that a purge deletes had their appointments a week ago."""
    for each, row in enumerate(made_up(first, number, random, size.apart), start=first):
        start = random.randrange(len(NOISE) - SEALED)
        held = {
            "clinic_id": FIRST_CLINIC + each // RUN % size.clinics,
            "sealed": NOISE[start : start + SEALED],
        }
        if each >= size.intakes:
            held |= {
                "expires": NOW - timedelta(hours=1),
                "appointment_day": row["appointment_day"] and WEEK_AGO,
            }
        yield {**row, **held}


def fill(engine: Engine, size: Size) -> None:
    migrate(engine)
    random = Random(1)
    with Database(engine, KEYS).writing(NOW) as transaction:
        for number in range(1, size.clinics):
            clinics.add(
                transaction, f"clinic-{number}", {"FINDER_CLINIC": f"Clinic {number}"}
            )
        for clinic in range(FIRST_CLINIC, FIRST_CLINIC + size.clinics):
            transaction.execute(insert(weekly_count), list(weeks(clinic)))
            clinicians.replace_all(replace(transaction, clinic=clinic), EVERYONE)
    for first in range(0, size.intakes, BATCH):
        with writing(engine) as connection:
            connection.execute(
                insert(intake),
                list(rows(size, first, min(BATCH, size.intakes - first), random)),
            )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # PostgreSQL would do this by itself later, while times are measured.
        connection.exec_driver_sql(
            "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM (ANALYZE)"
        )


def weeks(clinic: int) -> Iterator[dict[str, object]]:
    this = week_of(NOW.date())
    for week in range(WEEKS):
        for what in range(COUNTED):
            monday = this - timedelta(weeks=week)
            yield {
                "clinic_id": clinic,
                "week": monday,
                "what": f"page {what}",
                "number": 7,
            }


def acts(engine: Engine, size: Size) -> dict[str, Timed]:
    """Return what to time at the middle one of the clinics."""
    clinic = FIRST_CLINIC + size.clinics // 2
    database = Database(engine, KEYS).of(clinic)
    with database.reading(NOW) as transaction:
        of_clinic = select(intake.c.id).where(intake.c.clinic_id == clinic)
        ids = transaction.execute(of_clinic.order_by(intake.c.id)).scalars().all()
    number = RUN * (
        size.clinics // 2 + size.clinics * (size.intakes // (2 * RUN * size.clinics))
    )

    def timed(look: Callable[[Transaction], object]) -> Callable[[], object]:
        def run() -> object:
            with database.reading(NOW) as transaction:
                return look(transaction)

        return run

    made = size.intakes

    def end_some() -> None:
        nonlocal made
        with writing(engine) as connection:
            connection.execute(
                insert(intake), list(rows(size, made, OVER, Random(made)))
            )
        made += OVER

    def purge() -> None:
        assert purge_all(database, NOW).intakes == OVER

    a_while = 60 * size.clinics * size.apart
    since, week = week_of(NOW.date()) - timedelta(weeks=12), week_of(NOW.date())
    reads = {
        **looks(ids[len(ids) // 2], reference_of(number, size.apart)),
        "a day": lambda at: intake_export.between(
            at, FIRST_SHARED + 39 * a_while, FIRST_SHARED + 40 * a_while
        ),
        "the roster": clinicians.all_clinicians,
        "counts of 12 weeks": lambda at: counts.since(at, since),
    }

    def count() -> None:
        with database.writing(NOW) as transaction:
            counts.add(transaction, week, ["page 1", "page 2"])

    writes = {
        "one more counted": Timed(count),
        "the purge of 1,000 intakes": Timed(purge, end_some),
    }
    return {name: Timed(timed(look)) for name, look in reads.items()} | writes


def shortest(runs: dict[str, Timed], rounds: int) -> dict[str, float]:
    """Return the shortest time of each, run in turn. The wall clock is used, because
    PostgreSQL works in its own process. Other users of the machine can only make a time
    longer."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            run.before()
            start = perf_counter()
            run.run()
            found[name] = min(found[name], perf_counter() - start)
    return found


def grown(kind: Callable[[str], object], few: Size, many: Size) -> dict[str, float]:
    """Return how much each time grows, measured at both sizes in turn."""
    growth = {}
    with kind("few") as one, kind("many") as all_of_them:  # type: ignore[attr-defined]
        begun = perf_counter()
        fill(one, few)
        fill(all_of_them, many)
        print(f"\n{kind.__name__}: filled in {perf_counter() - begun:.0f} s")
        of_one, of_many = acts(one, few), acts(all_of_them, many)
        for name in of_one:
            found = shortest({"one": of_one[name], "many": of_many[name]}, ROUNDS)
            growth[f"{kind.__name__}: {name}"] = ratio = found["many"] / found["one"]
            times = f"{found['one'] * 1e3:>9.2f} ms {found['many'] * 1e3:>9.2f} ms"
            print(f"  {name:<28} {times} {ratio:>7.2f} x", flush=True)
    return growth


def main() -> int:
    parser = ArgumentParser()
    parser.add_argument("--intakes", type=int, default=1_000_000)
    parser.add_argument("--clinics", type=int, default=200)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    few, many = Size(FEW, 1), Size(asked.intakes, asked.clinics)
    kinds = [
        each
        for each in ([sqlite, postgresql] if PROGRAMS else [sqlite])
        if asked.only in {None, each.__name__}
    ]
    growth = {
        name: ratio for kind in kinds for name, ratio in grown(kind, few, many).items()
    }
    too_much = [name for name, ratio in growth.items() if ratio > MOST_GROWTH]
    print("\ngrew too much:", ", ".join(too_much) or "nothing")
    return int(asked.check and bool(too_much))


if __name__ == "__main__":
    sys.exit(main())
