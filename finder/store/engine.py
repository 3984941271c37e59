"""Open the database, and use it in a `reading` or a `writing` transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, QueuePool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

CONNECTIONS = 16
"""For all places of readers and writers, and some for the purge, the probe and a backup."""
GONE_UNNOTICED = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""When a connection counts as lost whose other end went away without a word, in seconds, but the last in ms."""
GREETED_WITHIN = 3
"""Seconds for a new connection to PostgreSQL. Whoever waits for a page must know within five."""
IN_MEMORY = {None, "", ":memory:"}
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

TROUBLES = (
    (("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40"), "is held by another program; end that one, or try again soon"),
    (("SQLITE_FULL", "53100"), "has no room left; free some space on its disk"),
    (("SQLITE_CANTOPEN",), "cannot be opened; check that the file is there and that this user may use it"),
    (
        ("SQLITE_READONLY", "25006", "42501"),
        "cannot be written; see that its disk is not read-only, and give this user the right to write there",
    ),
    (("SQLITE_ERROR", "42P01", "42703"), "has not the tables this version needs; start the app once with `finder run`"),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002"), "is damaged, or no database; put a backup in its place"),
    (("SQLITE_IOERR", "58030"), "sits on a disk that fails; check that disk"),
)
"""How codes of SQLite and PostgreSQL begin, and what to tell the operator."""

UNREACHED = "cannot be reached; check that it runs, and the address, name and password in FINDER_DATABASE"
BUSY = "is too busy; try again soon"


class DatabaseAway(Exception):
    """The database cannot be used right now; the text says why and the cure, and holds no stored value."""


def open_database(url: str, *, patience: int = 5, make: bool = True) -> Engine:
    """The database at this address, whose file is made for this user alone; `patience` is in seconds. With `make` off,
    a missing file raises DatabaseAway."""
    try:
        parsed = make_url(url)
        if not make:
            check_file(parsed)
        return {"sqlite": open_sqlite, "postgresql": open_postgresql}[parsed.get_backend_name()](parsed, patience)
    except ModuleNotFoundError as error:
        raise DatabaseAway(
            f"PostgreSQL needs the Python package {error.name}; install the app with its extra named postgres"
        ) from None
    except (ArgumentError, KeyError):
        raise DatabaseAway(
            "FINDER_DATABASE is no address of a database; write sqlite:////folder/file or postgresql://name@host/database"
        ) from None


def check_file(url: URL) -> None:
    """See that the file of an SQLite database is there. Raises DatabaseAway."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in IN_MEMORY
    if is_file and not (path := Path(str(url.database)).absolute()).exists():
        raise DatabaseAway(
            f"there is no database {path}; check FINDER_DATABASE, or start the app once with `finder run` to make it"
        )


def open_sqlite(url: URL, patience: int) -> Engine:
    in_memory = url.database in IN_MEMORY
    address = "file::memory:" if in_memory else address_of(Path(str(url.database)).absolute())
    engine = create_engine(
        url,
        creator=partial(connect_sqlite, address, patience),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1 if in_memory else CONNECTIONS,  # what is in memory lives in one connection, so threads take turns
        max_overflow=0,
        pool_timeout=patience,
    )
    # Not an event: any listener on the engine costs every request 16 to 30 microseconds.
    engine.dialect.do_begin = begin_sqlite  # type: ignore[method-assign, assignment]
    return engine


def address_of(path: Path) -> str:
    """The file's address for SQLite, which may not make it: it would not be for this user alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise not_writable(f"the database {path}", error) from None
    return f"{path.as_uri()}?mode=rw"


def not_writable(file: str, error: OSError) -> DatabaseAway:
    """Return what to tell the operator of a file that cannot be written."""
    return DatabaseAway(
        f"{file} cannot be made or opened ({error.strerror}); "
        "give this user the right to write there, or set FINDER_DATABASE to another place"
    )


def connect_sqlite(address: str, patience: int) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def begin_sqlite(connection: PoolProxiedConnection) -> None:
    """Take the write lock before the first read: a lock taken later lets two writers start from the same old row."""
    sqlite = cast(sqlite3.Connection, connection.driver_connection)
    if not sqlite.in_transaction:
        sqlite.execute("BEGIN IMMEDIATE")


def open_postgresql(url: URL, patience: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={
            "connect_timeout": min(patience, GREETED_WITHIN),
            "options": f"-c lock_timeout={patience}s",
            **GONE_UNNOTICED,
        },
    )
    from finder.store.answering import connector

    engine.dialect.connect = connector(patience / 3)  # type: ignore[method-assign, assignment]
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that only reads and blocks no writer. Raises DatabaseAway."""
    with in_plain_words(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver(connection).execute("BEGIN DEFERRED")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write: kept when the block ends well, undone when it does not. Raises DatabaseAway."""
    with in_plain_words(engine), engine.begin() as connection:
        yield connection


def forget_deleted(engine: Engine, *tables: str, rewrite: bool = False) -> None:
    """Remove what the engine keeps of deleted rows: SQLite's write-ahead log, and dead rows in these tables of
    PostgreSQL. There their bytes stay until other rows take their place; `rewrite` writes the tables again without
    them, while everybody else waits. Raises DatabaseAway."""
    if engine.dialect.name == "postgresql" and tables:
        with in_plain_words(engine), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")  # VACUUM runs in no transaction
            connection.exec_driver_sql(f"VACUUM ({'FULL' if rewrite else 'SKIP_LOCKED'}) {', '.join(tables)}")
    if engine.dialect.name == "sqlite":
        with in_plain_words(engine), engine.connect() as connection:
            was_busy, *_ = driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if was_busy:
            raise DatabaseAway(f"{named(engine)} {BUSY}: deleted rows are still in its log")


def driver(connection: Connection) -> sqlite3.Connection:
    """SQLite itself, for what SQLAlchemy would do inside a transaction of its own."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@contextmanager
def in_plain_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except NoneFree as error:
        raise DatabaseAway(f"{named(engine)} {BUSY}") from error
    except DBAPIError as error:
        if not (trouble := trouble_of(error)):
            raise
        raise DatabaseAway(f"{named(engine)} {trouble}") from error


def trouble_of(error: DBAPIError) -> str:
    """What to tell the operator; nothing where the fault is ours."""
    code = str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None))
    known = (trouble for codes, trouble in TROUBLES if code.startswith(codes))
    return next(known, UNREACHED if isinstance(error, OperationalError | InterfaceError) else "")


def named(engine: Engine) -> str:
    where = f" on {engine.url.host}" if engine.url.host else ""
    return f"the database {engine.url.database or 'in memory'}{where}"
