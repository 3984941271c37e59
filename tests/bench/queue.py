"""The front desk's queue with ten thousand and with a million made-up intakes. `python
-m tests.bench.queue` times each list on both databases, each pair in turn, and prints
medians and how they grow. With `--check` it exits with status 1 if one grows too
much."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import Engine, func, insert, select

from finder.core.rules.advice import Level
from finder.core.sharing.reference import new_reference
from finder.store import day_sheet, intake_columns, intake_sharing, queue, references
from finder.store.desk_tables import intake
from finder.store.engine import open_database, reading, writing
from finder.store.intakes import FilledIn, IntakeState
from finder.store.migrate import migrate
from finder.store.queue import Order, QueueFilter
from finder.store.seal import Keys
from finder.store.tables import FIRST_CLINIC
from finder.store.transaction import Database, Transaction
from tests.bench.measure import Row, medians, show
from tests.postgresql import PROGRAMS
from tests.postgresql import postgresql as started

SIZES = {"10,000 intakes": 10_000, "1,000,000 intakes": 1_000_000}
MOST_GROWTH = 1.5
BATCH = 20_000
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST_SHARED = NOW - timedelta(days=30)
SECOND = timedelta(seconds=1)
KEYS = Keys(("a secret for measuring, long enough",))
STATES = (
    [IntakeState.NEW]
    + [IntakeState.SEEN]
    + 2 * [IntakeState.BOOKED]
    + 16 * [IntakeState.CLOSED]
)
LEVELS = 14 * [Level.NONE] + 3 * [Level.TELL_CLINIC] + 2 * [Level.SOON] + [Level.TODAY]

Look = Callable[[Transaction], object]


def looks(middle: int, reference: str) -> dict[str, Look]:
    """Return the queries of the desk's daily work."""
    return {
        "the queue": lambda at: queue.page(at, QueueFilter()),
        "half-way down": lambda at: queue.page(at, QueueFilter(), (middle,)),
        "only new": lambda at: queue.page(at, QueueFilter(IntakeState.NEW)),
        "only Spanish": lambda at: queue.page(at, QueueFilter(language="es")),
        "only today": lambda at: queue.page(at, QueueFilter(level=Level.TODAY)),
        "by urgency": lambda at: queue.page(at, QueueFilter(), order=Order.URGENCY),
        "by urgency, half-way down": lambda at: queue.page(
            at, QueueFilter(), (0, middle), order=Order.URGENCY
        ),
        "Spanish by urgency": lambda at: queue.page(
            at, QueueFilter(language="es"), order=Order.URGENCY
        ),
        "appointments": lambda at: day_sheet.appointments_on(at, date(2001, 1, 1)),
        "how many": lambda at: queue.count(at, QueueFilter()),
        "urgent ones": queue.pinned,
        "by reference": lambda at: references.key_of(at, reference),
    }


def reference_of(number: int, apart: timedelta) -> str:
    """Return the reference of an intake. It begins with the symbol of its day."""
    day = (FIRST_SHARED + number * apart).date()
    return new_reference(day, lambda symbols: symbols[0])[:1] + f"{number:010}"


def rows(
    first: int, number: int, random: Random, apart: timedelta = SECOND
) -> Iterator[dict[str, object]]:
    """Yield made-up intakes, shared one after another, `apart` from each other."""
    for each in range(first, first + number):
        created, reference = FIRST_SHARED + each * apart, reference_of(each, apart)
        key = intake_sharing.new_key(created, f"{random.randrange(16**16):016x}")
        urgent = each % 200 == 0
        level = Level.EMERGENCY_ROOM if urgent else random.choice(LEVELS)
        yield {
            "clinic_id": FIRST_CLINIC,
            "key": key,
            "reference_hash": references.fingerprint(KEYS, reference),
            "state": IntakeState.NEW if urgent else random.choice(STATES),
            "level": level,
            "language": random.choice(["en", "en", "en", "en", "es"]),
            "taken": random.choice(list(FilledIn)),
            "pinned": urgent,
            "changes": 0,
            "rules_version": "v1",
            "created": created,
            "expires": NOW + timedelta(days=30),
            "label_sealed": intake_columns.seal(
                KEYS, key, "label", f"{reference}{level:d}0".encode()
            ),
            "note_sealed": None,
            "handled_sealed": None,
            "call_back_sealed": None,
            "appointment_day": (NOW + timedelta(days=each % 30)).date()
            if each % 3 == 0
            else None,
            "appointment_sealed": None,
            "sealed": random.randbytes(600),
        }


def fill(engine: Engine, number: int) -> None:
    migrate(engine)
    random = Random(1)
    for first in range(0, number, BATCH):
        with writing(engine) as connection:
            connection.execute(
                insert(intake), list(rows(first, min(BATCH, number - first), random))
            )
    with writing(engine) as connection:
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def sqlite(name: str) -> Iterator[Engine]:
    folder = tempfile.mkdtemp(prefix="finder-bench-")
    engine = open_database(f"sqlite:///{folder}/{name}.db", patience=60)
    try:
        yield engine
    finally:
        engine.dispose()
        shutil.rmtree(folder)


@contextmanager
def postgresql(name: str) -> Iterator[Engine]:
    with started() as address:
        engine = open_database(address, patience=60)
        try:
            yield engine
        finally:
            engine.dispose()


def measure(engine: Engine, number: int) -> dict[str, Callable[[], object]]:
    with reading(engine) as connection:
        middle = connection.execute(select(func.max(intake.c.id))).scalar_one() // 2

    def timed(look: Look) -> Callable[[], object]:
        def run() -> object:
            with Database(engine, KEYS).reading(NOW) as transaction:
                return look(transaction)

        return run

    return {
        name: timed(look)
        for name, look in looks(middle, reference_of(number // 2, SECOND)).items()
    }


def queue_row() -> Row:
    """Return the growth of the list that grows most, on SQLite. This module itself
    measures both databases."""
    return Row(
        "growth of the queue, 10,000 to 1,000,000 intakes",
        max(grown(sqlite).values()),
        MOST_GROWTH,
    )


def grown(kind: Callable[[str], object]) -> dict[str, float]:
    """Return how much each time grows, measured at both sizes in turn."""
    growth = {}
    small, large = SIZES
    with kind("small") as few, kind("large") as many:  # type: ignore[attr-defined]
        fill(few, SIZES[small])
        fill(many, SIZES[large])
        of_few, of_many = measure(few, SIZES[small]), measure(many, SIZES[large])
        for name in of_few:
            found = medians({small: of_few[name], large: of_many[name]}, 40)
            show(f"{kind.__name__}: {name}", found, small)
            growth[f"{kind.__name__}: {name}"] = found[large] / found[small]
    return growth


if __name__ == "__main__":
    growths = grown(sqlite) | (grown(postgresql) if PROGRAMS else {})
    too_much = [name for name, growth in growths.items() if growth > MOST_GROWTH]
    print("\ngrew too much:", ", ".join(too_much) or "nothing")
    sys.exit("--check" in sys.argv and bool(too_much))
