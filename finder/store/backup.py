"""Write every row of the database to an encrypted file while the app runs, and restore
the rows.

The file format is the same for both engines, so a backup of SQLite restores into
PostgreSQL and the reverse. The encrypted content is lines of JSON: a heading, then for
each table its name and columns, then its rows.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, MetaData, column, func, inspect, select
from sqlalchemy import table as table_named

from finder.store import (
    desk_tables,  # noqa: F401 - importing it registers its tables
    sealed_file,
)
from finder.store.engine import display_name, reading, writing
from finder.store.migrate import make_tables
from finder.store.seal import Keys
from finder.store.sealed_file import BadFile
from finder.store.tables import FIRST_CLINIC, across_clinics, clinic, metadata

FORMAT = 1
SCHEMA = "alembic_version"
DIRECTORY = frozenset(
    {"directory_edition", "directory_listing", "directory_listed", "directory_zip"}
)
LEFT_OUT = frozenset({"staff_session", "page_shown"}) | DIRECTORY
"""Tables that a backup leaves out. A restored database signs nobody in and shows no
one-time code a second time. The directory is public and large, so it is imported
again."""
WRITTEN_AT_FIRST_START = frozenset(
    {"audit_end", "database_key", "rules_version", "clinic"}
)
OTHER_CLINICS = select(clinic.c.id).where(clinic.c.id != FIRST_CLINIC).limit(1)
ROWS_AT_ONCE = 500

StoredRow = dict[str, Any]


class NotEmpty(Exception):
    """The database to restore into already holds rows."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A summary of a backup: when it was made, in UTC, and the number of rows in each
    table."""

    made: datetime
    schema: str
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def write(engine: Engine, keys: Keys, file: BinaryIO, now: datetime) -> Contents:
    """Write one consistent state of the database, as of the start of the call. Raises
    DatabaseAway, OSError."""
    rows: dict[str, int] = {}
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            )
        schema: str = connection.execute(
            select(column("version_num")).select_from(table_named(SCHEMA))
        ).scalar_one()
        heading = {
            "format": FORMAT,
            "schema": schema,
            "made": now.astimezone(UTC).isoformat(),
        }
        sealed_file.write(file, keys, lines_of(connection, heading, rows))
    return Contents(now, schema, rows)


def lines_of(
    connection: Connection, heading: Mapping[str, object], rows: dict[str, int]
) -> Iterator[bytes]:
    """Yield the heading and all rows as lines. Add the number of rows of each table to
    `rows`."""
    yield line(heading)
    for each in metadata.sorted_tables:
        if each.name in LEFT_OUT:
            continue
        yield line({"table": each.name, "columns": list(each.columns.keys())})
        rows[each.name] = 0
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
            across_clinics(select(each))
        ):
            yield line([as_json(value) for value in row])
            rows[each.name] += 1


def check(keys: Keys, file: BinaryIO) -> Contents:
    """Read a backup to its end, and return what it holds. No database is needed. Raises
    BadFile."""
    return read(keys, file, begin_check)


def restore(engine: Engine, keys: Keys, file: BinaryIO) -> Contents:
    """Insert the rows of a backup into an empty database, all or none.

    The tables are those of the backup's version, so migrate them afterwards. Raises
    NotEmpty, BadFile, NewerSchema, DatabaseAway.
    """
    with writing(engine) as connection:
        if holds_rows(connection):
            raise NotEmpty(
                f"{display_name(engine)} is not empty, and a restore never overwrites data; set FINDER_DATABASE "
                "to a new database, or set FINDER_DATA to a new folder and copy the secret key into it"
            )
        contents = read(keys, file, lambda version: filler(connection, version))
        continue_ids(connection, contents)
    return contents


Fill = Callable[[str, Sequence[StoredRow]], None]
"""A function that takes a table name and some rows of that table."""


def read(keys: Keys, file: BinaryIO, begin: Callable[[str], Fill]) -> Contents:
    """Pass all rows to the function that `begin` returns for the backup's table
    version. Return what the backup holds."""
    lines = parsed(sealed_file.read(file, keys))
    heading = next(lines)
    if heading["format"] != FORMAT:
        raise BadFile("was made by a newer version of the app; install that version")
    fill = begin(heading["schema"])
    numbers: dict[str, int] = {}
    for table, rows in batches(lines):
        fill(table, rows)
        numbers[table] = numbers.get(table, 0) + len(rows)
    return Contents(datetime.fromisoformat(heading["made"]), heading["schema"], numbers)


def batches(lines: Iterator[Any]) -> Iterator[tuple[str, list[StoredRow]]]:
    """Yield each table name with a batch of its rows. A table without rows yields an
    empty list."""
    table, columns, rows = "", [], list[StoredRow]()
    for each in lines:
        begins_table = isinstance(each, dict)
        if table and (begins_table or len(rows) == ROWS_AT_ONCE):
            yield table, rows
            rows = []
        if begins_table:
            table, columns = each["table"], each["columns"]
        else:
            rows.append(dict(zip(columns, map(from_json, each), strict=True)))
    yield table, rows


def filler(connection: Connection, version: str) -> Fill:
    """Create the tables of a version, and return a function that fills them."""
    make_tables(connection, version)
    tables = MetaData()
    tables.reflect(connection)
    for made in reversed(tables.sorted_tables):  # migrations insert rows, too
        if made.name != SCHEMA:
            connection.execute(made.delete())
    in_utc_without_zone = connection.dialect.name == "sqlite"

    def fill(table: str, rows: Sequence[StoredRow]) -> None:
        if in_utc_without_zone:
            rows = [
                {name: without_zone(value) for name, value in row.items()}
                for row in rows
            ]
        if rows:
            connection.execute(tables.tables[table].insert(), rows)

    return fill


def begin_check(version: str) -> Fill:
    return ignore


def ignore(table: str, rows: Sequence[StoredRow]) -> None:
    """Ignore the rows. A check only reads them, which shows that the file is
    complete."""


def continue_ids(connection: Connection, contents: Contents) -> None:
    """Let PostgreSQL continue its ids after the restored ones. SQLite does so by
    itself."""
    if connection.dialect.name != "postgresql":
        return
    tables = MetaData()
    tables.reflect(connection)
    for name in contents.rows:
        counted = tables.tables[name].autoincrement_column
        if counted is not None:
            newest = select(func.max(counted)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(name, counted.name)
            connection.execute(
                select(
                    func.setval(sequence, func.coalesce(newest, 1), newest.is_not(None))
                )
            )


def holds_rows(connection: Connection) -> bool:
    """Return whether the database holds more rows than the first start of the app
    writes."""
    present = set(inspect(connection).get_table_names())
    if clinic.name in present and connection.execute(OTHER_CLINICS).first():
        return True
    looked_at = [
        each
        for each in metadata.sorted_tables
        if each.name in present - WRITTEN_AT_FIRST_START
    ]
    return any(
        connection.execute(across_clinics(select(each).limit(1))).first()
        for each in looked_at
    )


def line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def parsed(chunks: Iterable[bytes]) -> Iterator[Any]:
    """Yield the value of each line of JSON."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from map(json.loads, whole)


def as_json(value: object) -> object:
    """Return the value of a column in a form that JSON can hold."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def from_json(value: object) -> object:
    """Return the value of a column from its form in JSON."""
    if isinstance(value, dict):
        [(kind, written)] = value.items()
        return FROM_JSON[kind](written)
    return value


FROM_JSON: Mapping[str, Callable[[str], object]] = {
    "bytes": base64.b64decode,
    "time": datetime.fromisoformat,
    "day": date.fromisoformat,
}


def without_zone(value: object) -> object:
    """Return a time as SQLite stores it, in UTC without a time zone. Return other
    values unchanged."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
