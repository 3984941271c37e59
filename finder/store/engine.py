"""The database: opened the same way everywhere, read and written in short transactions."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")


class DatabaseAway(Exception):
    """The database cannot be used just now, or not with this setting; the text names the cure and no data."""


def open_database(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; nothing is connected yet. Raises DatabaseAway for an address of no use."""
    try:
        parsed = make_url(url)
        memory = parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}
        shared: dict[str, Any] = (
            {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if memory else {}
        )
        engine = create_engine(parsed, hide_parameters=True, **shared)
    except (ArgumentError, NoSuchModuleError):
        raise DatabaseAway("FINDER_DATABASE is no database address; write sqlite:///file or postgresql://...") from None
    except ModuleNotFoundError as error:
        raise DatabaseAway(f"the driver {error.name} is missing; install pain-specialist-finder[postgres]") from None
    if engine.dialect.name == "sqlite":
        if not memory:
            own(Path(str(parsed.database)))
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", begin)
    return engine


def own(file: Path) -> None:
    """Make the file, readable for this user only."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseAway(
            f"{file} cannot be written ({error.strerror}); set FINDER_DATA to a folder of yours"
        ) from None


def prepare(connection: Any, record: ConnectionPoolEntry) -> None:
    """Begin transactions by ourselves: the driver would begin none before a SELECT."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection) -> None:
    """Take the write lock at once where something will be written, so that what was read still holds then."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises DatabaseAway."""
    with told(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at its end. Raises DatabaseAway."""
    with told(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise DatabaseAway(f"the database cannot be used now ({type(error.orig).__name__}: {error.orig})") from None


def forget_deleted(engine: Engine) -> None:
    """Leave no deleted bytes behind in SQLite's log of writes."""
    if engine.dialect.name == "sqlite":
        with told(), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )
