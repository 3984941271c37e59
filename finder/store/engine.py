"""Open the database, and begin `reading` and `writing` transactions on it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PoolProxiedConnection,
    QueuePool,
    create_engine,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from finder.store.sqlite_file import SqliteFile

CONNECTIONS = 16
"""Enough for all concurrent readers and writers, and some more for the purge, the probe
and a backup."""
KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""Limits after which a connection without a reply counts as lost. `tcp_user_timeout` is
in milliseconds, the others in seconds or tries."""
CONNECT_TIMEOUT = 3
"""Seconds to wait for a new connection to PostgreSQL. Someone who waits for a page must
get a result within five seconds."""
IN_MEMORY = {None, "", ":memory:"}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)

TROUBLES = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40"),
        "is locked by another program; stop that program, or try again soon",
    ),
    (("SQLITE_FULL", "53100"), "has no space left; free some space on its disk"),
    (
        ("SQLITE_CANTOPEN",),
        "cannot be opened; check that the file exists and that this user can read and write it",
    ),
    (
        ("SQLITE_READONLY", "25006", "42501"),
        "cannot be written; check that its disk is not read-only, and give this user permission to write there",
    ),
    (
        ("SQLITE_ERROR", "42P01", "42703"),
        "does not have the tables that this version needs; start the app once with `finder run` to create them",
    ),
    (
        ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002"),
        "is damaged or is not a database; restore a backup",
    ),
    (("SQLITE_IOERR", "58030"), "is on a failing disk; check the disk"),
)
"""Prefixes of SQLite and PostgreSQL error codes, with the message for the operator."""

UNREACHABLE = "cannot be reached; check that it is running, and check the address, name and password in FINDER_DATABASE"
BUSY = "is too busy; try again soon"
MOVED = (
    "was moved, deleted or replaced while this process uses it, or its disk fails, so nothing more is stored; put "
    "the file back, or restart the app to use the file that is there now"
)


class DatabaseAway(Exception):
    """The database cannot be used right now. The text gives the reason and says how
    to fix it, and contains no stored value."""


def open_database(url: str, *, patience: int = 5, make: bool = True) -> Engine:
    """Return an engine for the database at this URL. `patience` is the longest wait in
    seconds.

    The file of an SQLite database is made readable only by this user. Raises
    DatabaseAway, also for a missing file if `make` is off.
    """
    try:
        parsed = make_url(url)
        if not make:
            check_file(parsed)
        open_engine = OPENERS[parsed.get_backend_name()]
        return open_engine(parsed, patience)
    except ModuleNotFoundError as error:
        raise DatabaseAway(
            f"PostgreSQL needs the Python package {error.name}; install the app with its `postgres` extra"
        ) from None
    except (ArgumentError, KeyError, ValueError):  # ValueError is for the port
        raise DatabaseAway(
            "FINDER_DATABASE is not a database address; write sqlite:////folder/file or postgresql://name@host/database"
        ) from None


def check_file(url: URL) -> None:
    """Raise DatabaseAway if the file of an SQLite database does not exist."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in IN_MEMORY
    if not is_file:
        return
    path = path_of(url)
    if not path.exists():
        raise DatabaseAway(
            f"there is no database {path}; check FINDER_DATABASE, or start the app once with `finder run` to create it"
        )


def open_sqlite(url: URL, patience: int) -> Engine:
    if url.database in IN_MEMORY:
        file, address = None, "file::memory:"
        connections = 1  # each more would be another, empty database
    else:
        file = file_of(url)
        address = file.address
        connections = CONNECTIONS
    engine = create_engine(
        url,
        creator=partial(connect_sqlite, address, patience),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
    )
    # An event would do the same, but any listener on the engine adds 16 to 30
    # microseconds to every request.
    begin = partial(begin_sqlite, file)
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
    return engine


def path_of(url: URL) -> Path:
    """Return the absolute path of the file of an SQLite database."""
    return Path(str(url.database)).absolute()


def file_of(url: URL) -> SqliteFile:
    """Return the file of an SQLite database, which is created if there is none. Raises
    DatabaseAway."""
    path = path_of(url)
    try:
        return SqliteFile(path)
    except OSError as error:
        raise not_writable(f"the database {path}", error) from None


def not_writable(file: str, error: OSError) -> DatabaseAway:
    """Return the error that tells the operator that a file cannot be written."""
    return DatabaseAway(
        f"{file} cannot be created or opened ({error.strerror}); give this user permission to write there, or set "
        "FINDER_DATABASE to another place"
    )


def connect_sqlite(address: str, patience: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address,
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def begin_sqlite(file: SqliteFile | None, connection: PoolProxiedConnection) -> None:
    """Take the write lock before the first read. With a later lock, two writers could
    start from the same old row. Raises DatabaseAway if the file is no longer in
    place."""
    if file and not file.is_in_place():
        raise DatabaseAway(f"the database {file} {MOVED}")
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
            "connect_timeout": min(patience, CONNECT_TIMEOUT),
            "options": f"-c lock_timeout={patience}s",
            **KEEPALIVES,
        },
    )
    from finder.store.unresponsive_server import connector, knows_options

    if not knows_options(url.query):
        raise ArgumentError
    engine.dialect.connect = connector(patience / 3)  # type: ignore[method-assign, assignment]
    return engine


OPENERS: Mapping[str, Callable[[URL, int], Engine]] = {
    "sqlite": open_sqlite,
    "postgresql": open_postgresql,
}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that only reads and blocks no writer. Raises DatabaseAway."""
    with in_plain_words(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver(connection).execute("BEGIN DEFERRED")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that may write. It commits when the block ends, and rolls
    back on an exception. Raises DatabaseAway."""
    with in_plain_words(engine), engine.begin() as connection:
        yield connection


def forget_deleted(engine: Engine, *tables: str, rewrite: bool = False) -> None:
    """Remove the traces of deleted rows: SQLite's write-ahead log, and dead rows in
    these tables of PostgreSQL.

    In PostgreSQL, the bytes of dead rows stay until new rows overwrite them. `rewrite`
    writes the tables again without them, and all other transactions wait meanwhile.
    Raises DatabaseAway.
    """
    if engine.dialect.name == "postgresql" and tables:
        with in_plain_words(engine), engine.connect() as connection:
            # VACUUM runs outside transactions.
            connection.execution_options(isolation_level="AUTOCOMMIT")
            # Parallel workers would cost more than they save.
            how = "FULL" if rewrite else "SKIP_LOCKED, PARALLEL 0"
            connection.exec_driver_sql(f"VACUUM ({how}) {', '.join(tables)}")
    if engine.dialect.name == "sqlite":
        with in_plain_words(engine), engine.connect() as connection:
            checkpoint = driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")
            was_busy, *_ = checkpoint.fetchone()
        if was_busy:
            raise DatabaseAway(
                f"{display_name(engine)} {BUSY}: deleted rows are still in its log"
            )


def driver(connection: Connection) -> sqlite3.Connection:
    """Return the SQLite driver's connection, for statements that must run outside
    SQLAlchemy's transactions."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@contextmanager
def in_plain_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except NoneFree as error:
        raise DatabaseAway(f"{display_name(engine)} {BUSY}") from error
    except DBAPIError as error:
        trouble = trouble_of(error)
        if not trouble:
            raise
        raise DatabaseAway(f"{display_name(engine)} {trouble}") from error


def trouble_of(error: DBAPIError) -> str:
    """Return the message for the operator, empty if the error is a fault of the app."""
    of_sqlite = getattr(error.orig, "sqlite_errorname", None)
    of_postgresql = getattr(error.orig, "sqlstate", None)
    code = str(of_sqlite or of_postgresql)
    for prefixes, trouble in TROUBLES:
        if code.startswith(prefixes):
            return trouble
    if isinstance(error, OperationalError | InterfaceError):
        return UNREACHABLE
    return ""


def display_name(engine: Engine) -> str:
    where = f" on {engine.url.host}" if engine.url.host else ""
    return f"the database {engine.url.database or 'in memory'}{where}"
