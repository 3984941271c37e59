"""Each migration, up and down, with rows in every table, on both engines: nothing is
lost, and the tables are the same in both directions."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    inspect,
    select,
)

from finder.store.engine import reading, writing
from finder.store.migrate import config_for, drift
from finder.store.tables import FIRST_CLINIC
from tests.migrated import drop_tables, make_tables

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST, ROWS = 101, 3
VERSIONS, OF_CLINIC = "alembic_version", "clinic_id"
MOVED = {"0010": {"saved"}, "0017": {"staff.role"}}
"""The tables and columns of the earlier version that a migration moves elsewhere. The
downgrade restores them."""
DROPPED = {
    "0015": {
        f"intake.{name}"
        for name in ("call_back_sealed", "appointment_day", "appointment_sealed")
    }
    | {f"clinician.{name}" for name in ("place", "phone", "link")}
}
"""The columns that a downgrade drops, so that they are empty after another upgrade."""
Rows = dict[str, list[dict[str, Any]]]


def revisions() -> list[tuple[str, str]]:
    """Return every migration with the one before it, oldest first."""
    with create_engine("sqlite://").connect() as connection:
        scripts = ScriptDirectory.from_config(config_for(connection)).walk_revisions()
        found = [(str(each.down_revision or "base"), each.revision) for each in scripts]
    return found[::-1]


EACH = pytest.mark.parametrize(("before", "revision"), revisions())


def go(engine: Engine, revision: str, *, down: bool = False) -> None:
    with writing(engine) as connection:
        move = command.downgrade if down else command.upgrade
        move(config_for(connection), revision)


def tables(connection: Connection) -> list[Table]:
    """Return the existing tables, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSIONS]


def shape(engine: Engine) -> dict[str, object]:
    """Return everything that defines the tables, for comparison."""
    with reading(engine) as connection:
        look = inspect(connection)
        return {
            table.name: (
                sorted(
                    (each["name"], str(each["type"]), each["nullable"])
                    for each in look.get_columns(table.name)
                ),
                look.get_pk_constraint(table.name)["constrained_columns"],
                sorted(
                    str(each["column_names"])
                    for each in look.get_unique_constraints(table.name)
                ),
                sorted(
                    (str(each["name"]), str(each["column_names"]))
                    for each in look.get_indexes(table.name)
                ),
                sorted(
                    (
                        str(each["constrained_columns"]),
                        each["referred_table"],
                        str(each["options"]),
                    )
                    for each in look.get_foreign_keys(table.name)
                ),
            )
            for table in tables(connection)
        }


MADE_UP: dict[type[Any], Callable[[str, int], object]] = {
    Boolean: lambda _, number: number % 2 == 0,
    DateTime: lambda _, number: NOW + timedelta(hours=number),
    Date: lambda _, number: date(2026, 11, 1) + timedelta(days=number),
    Float: lambda _, number: number,
    Integer: lambda _, number: number,
    LargeBinary: lambda name, number: f"{name} {number}".encode(),
    String: lambda name, number: f"{name} {number}",
}


def value(column: Column[Any], number: int) -> object:
    """Return the value of a column in a made-up row."""
    if column.name == OF_CLINIC:
        return FIRST_CLINIC
    if column.foreign_keys or (column.primary_key and isinstance(column.type, Integer)):
        return FIRST + number
    return next(
        make for kind, make in MADE_UP.items() if isinstance(column.type, kind)
    )(column.name, number)


def fill(engine: Engine, rows: int = ROWS) -> None:
    """Add rows to every table."""
    with writing(engine) as connection:
        for table in tables(connection):
            if table.name == "clinic":
                continue  # the migration adds the first clinic, and earlier versions know no other
            made_up = [
                {column.name: value(column, n) for column in table.columns}
                for n in range(rows)
            ]
            connection.execute(insert(table), made_up)


def content(engine: Engine) -> Rows:
    with reading(engine) as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key)
                ).mappings()
            ]
            for table in tables(connection)
        }


def lost(before: Rows, after: Rows, moved: set[str]) -> list[str]:
    """Return the values that were in the rows before and are missing after."""
    found = []
    for name, rows in before.items():
        if name in moved:
            continue
        for old, new in zip(rows, after.get(name, [{}] * len(rows)), strict=True):
            found += [
                f"{name}.{column}"
                for column in old
                if f"{name}.{column}" not in moved
                and (column not in new or old[column] != new[column])
            ]
    return found


@EACH
def test_an_upgrade_and_downgrade_keep_every_row(
    opened: Callable[[str], Engine], address: str, before: str, revision: str
) -> None:
    engine = opened(address)
    make_tables(engine, before) if before != "base" else None
    fill(engine)
    shape_before, rows_before = shape(engine), content(engine)

    go(engine, revision)
    assert lost(rows_before, content(engine), MOVED.get(revision, set())) == []
    assert shape(engine) != shape_before

    go(engine, before, down=True)
    assert shape(engine) == shape_before
    assert content(engine) == rows_before


@EACH
def test_a_downgrade_and_upgrade_give_the_same_tables(
    opened: Callable[[str], Engine], address: str, before: str, revision: str
) -> None:
    engine = opened(address)
    make_tables(engine, revision)
    fill(engine)
    straight, rows = shape(engine), content(engine)

    go(engine, before, down=True)
    go(engine, revision)

    assert shape(engine) == straight
    after = content(engine)
    whole = {name: rows[name] for name in rows if len(after[name]) == ROWS}
    assert set(lost(whole, after, set())) == DROPPED.get(revision, set())


def test_copied_tables_are_those_that_the_migrations_made(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    go(engine, "head")
    made = shape(engine), content(engine)

    for _ in range(2):
        drop_tables(engine)
        make_tables(engine)
        assert (shape(engine), content(engine)) == made
        fill(engine)


def test_a_full_downgrade_and_upgrade_leave_no_drift(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    go(engine, "head")
    assert drift(engine) == []

    go(engine, "base", down=True)
    assert shape(engine) == {}
    go(engine, "head")

    assert drift(engine) == []


@pytest.mark.parametrize("codes", [1, 3])
def test_going_down_keeps_the_code_of_a_saved_visit_that_lasts_longest(
    opened: Callable[[str], Engine], address: str, codes: int
) -> None:
    engine = opened(address)
    go(engine, "0010")
    with writing(engine) as connection:
        by_name = {table.name: table for table in tables(connection)}
        visit = {column.name: value(column, 0) for column in by_name["visit"].columns}
        connection.execute(insert(by_name["visit"]), visit)
        saved = [
            {
                "code_hash": bytes([n]),
                "visit_id": FIRST,
                "token_hash": b"token",
                "until": NOW + timedelta(hours=n % 2),
            }
            for n in range(codes)
        ]
        connection.execute(insert(by_name["saved_code"]), saved)

    go(engine, "0009", down=True)

    (remaining,) = content(engine)["saved"]
    assert remaining["code_hash"] == bytes([codes // 2])


def test_going_down_takes_the_day_from_the_fingerprints_of_references(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    go(engine, "0018")
    plain = [bytes([n]) * 32 for n in range(2)]
    with writing(engine) as connection:
        [intake] = [table for table in tables(connection) if table.name == "intake"]
        for n, stored in enumerate([b"A" + plain[0], plain[1]]):
            made_up = {column.name: value(column, n) for column in intake.columns}
            connection.execute(insert(intake), {**made_up, "reference_hash": stored})

    go(engine, "0017", down=True)

    assert [row["reference_hash"] for row in content(engine)["intake"]] == plain
