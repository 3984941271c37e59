"""The queue by urgency: most urgent first, page by page, and read through an index."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, Select

from finder.core.rules.advice import Level
from finder.store import intake_export, queue
from finder.store.engine import reading
from finder.store.intakes import FilledIn, IntakeState
from finder.store.queue import Mark, Order, QueueFilter
from finder.store.seal import Keys
from finder.store.tables import FIRST_CLINIC
from finder.store.transaction import Database
from tests.store.test_intakes import NOON, share, shared_intake

NARROWED = [
    QueueFilter(),
    QueueFilter(IntakeState.NEW),
    QueueFilter(language="es"),
    QueueFilter(taken=FilledIn.PHONE),
    QueueFilter(level=Level.TODAY),
]


def pages(
    engine: Engine, keys: Keys, wanted: QueueFilter, order: Order, size: int
) -> Iterator[list[str]]:
    before: Mark | None = None
    while True:
        with Database(engine, keys).reading(NOON) as transaction:
            found = queue.page(transaction, wanted, before, size, order)
        yield [line.key for line in found.lines]
        if (before := found.before) is None:
            return


def test_the_most_urgent_come_first_and_the_newest_of_them(
    engine: Engine, keys: Keys
) -> None:
    for key, level in (
        ("a", Level.NONE),
        ("b", Level.TODAY),
        ("c", Level.SOON),
        ("d", Level.TODAY),
        ("e", Level.NONE),
    ):
        share(engine, keys, key, shared_intake(f"{key:->11}", level))

    assert list(pages(engine, keys, QueueFilter(), Order.URGENCY, 2)) == [
        ["d", "b"],
        ["c", "e"],
        ["a"],
    ]
    assert list(pages(engine, keys, QueueFilter(), Order.NEWEST, 2)) == [
        ["e", "d"],
        ["c", "b"],
        ["a"],
    ]


def test_a_crisis_stands_where_an_emergency_does(engine: Engine, keys: Keys) -> None:
    share(engine, keys, "crisis", shared_intake("1" * 11, crisis=True))
    share(engine, keys, "emergency", shared_intake("2" * 11, Level.EMERGENCY_ROOM))
    share(engine, keys, "today", shared_intake("3" * 11, Level.TODAY))

    assert list(pages(engine, keys, QueueFilter(), Order.URGENCY, 9)) == [
        ["emergency", "crisis", "today"]
    ]


@pytest.mark.parametrize("wanted", NARROWED)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_all_pages_together_are_the_whole_list(
    engine: Engine, keys: Keys, wanted: QueueFilter, size: int
) -> None:
    random = Random(size)
    for number in range(20):
        language, taken, level = (
            random.choice(["en", "es"]),
            random.choice(list(FilledIn)),
            random.choice(list(Level)),
        )
        share(
            engine,
            keys,
            f"key{number}",
            shared_intake(f"{number:011}", level, language=language, taken=taken),
        )
    for order in Order:
        (whole,) = pages(engine, keys, wanted, order, 100)

        assert [
            key for page in pages(engine, keys, wanted, order, size) for key in page
        ] == whole


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("wanted", NARROWED)
def test_each_list_is_read_along_an_index(
    sqlite: Engine, wanted: QueueFilter, order: Order
) -> None:
    names = queue.ordered_by(wanted, order)
    parts = [
        *queue.after(names, None),
        *queue.after(names, (Level.TODAY, 50)[-len(names) :]),
    ]
    plans = [
        plan(sqlite, queue.listed(wanted, NOON, names, part, 26)) for part in parts
    ]

    assert len(plans) == 1 + len(names)
    for found in plans:
        assert "USING INDEX ix_intake_" in found
        assert "TEMP B-TREE" not in found


def test_closed_ones_are_read_along_an_index_newest_first(sqlite: Engine) -> None:
    names = queue.ordered_by(closed := QueueFilter(IntakeState.CLOSED), Order.NEWEST)
    (first,), (later,) = queue.after(names, None), queue.after(names, (50,))

    for part in (first, later):
        found = plan(sqlite, queue.listed(closed, NOON, names, part, 26))
        assert "USING INDEX ix_intake_newest (clinic_id=?" in found
        assert "TEMP B-TREE" not in found


def test_a_page_by_urgency_goes_on_at_its_mark_in_an_index(sqlite: Engine) -> None:
    names = queue.ordered_by(wanted := QueueFilter(), Order.URGENCY)
    same_level, lower = (
        plan(sqlite, queue.listed(wanted, NOON, names, part, 26))
        for part in queue.after(names, (Level.TODAY, 50))
    )

    assert "ix_intake_urgency (clinic_id=? AND level=? AND id<?)" in same_level
    assert "ix_intake_urgency (clinic_id=? AND level<?)" in lower


@pytest.mark.parametrize(
    "statement", [intake_export.ALL_INTAKES, intake_export.BETWEEN]
)
def test_what_a_clinic_takes_out_is_read_along_its_index(
    sqlite: Engine, statement: Select[Any]
) -> None:
    found = plan(sqlite, statement, now=NOON, since=NOON, until=NOON)

    assert "USING INDEX ix_intake_newest (clinic_id=?)" in found
    assert "TEMP B-TREE" not in found


def plan(engine: Engine, statement: Select[Any], **values: object) -> str:
    """Return how SQLite runs a query of the first clinic."""
    with_values = statement.params(clinic=FIRST_CLINIC, **values)
    compiled = with_values.compile(engine, compile_kwargs={"literal_binds": True})
    with reading(engine) as connection:
        return " ".join(
            row[3]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        )
