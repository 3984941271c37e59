"""Databases with tables, without a walk through every migration for every test."""

import sqlite3
import subprocess
from contextlib import closing
from functools import cache

from alembic import command
from sqlalchemy import Engine

from finder.store.engine import open_database, writing
from finder.store.migrate import config_for, migrate
from tests.postgresql import PROGRAMS

HEAD = "head"
DUMPED: dict[str, str] = {}
"""For each revision, the SQL that makes the tables that the migrations up to it made on
PostgreSQL."""
OF_A_SESSION = ("\\", "--", "SET ", "SELECT pg_catalog.set_config", "CREATE SCHEMA")
"""How lines of a dump begin that are no part of the tables."""


def make_tables(engine: Engine, revision: str = HEAD) -> None:
    """Make the tables in an empty database, as a copy of those that the migrations up
    to a revision made."""
    if engine.dialect.name == "sqlite":
        with (
            closing(sqlite3.connect(":memory:")) as copy,
            closing(engine.raw_connection()) as raw,
        ):
            copy.deserialize(migrated(revision))
            copy.backup(driver_of(raw.driver_connection))
    elif revision in DUMPED:
        with writing(engine) as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(
                DUMPED[revision]
            )
    else:
        upgrade(engine, revision)
        DUMPED[revision] = dumped(engine)


def drop_tables(engine: Engine) -> None:
    """Drop whatever is in a PostgreSQL database. A copy replaces what is in an SQLite
    database."""
    if engine.dialect.name == "postgresql":
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")


@cache
def migrated(revision: str) -> bytes:
    """Return the bytes of an SQLite database that went through the migrations."""
    engine = open_database("sqlite://")
    upgrade(engine, revision)
    with closing(engine.raw_connection()) as raw:
        whole = driver_of(raw.driver_connection).serialize()
    engine.dispose()
    return whole


def upgrade(engine: Engine, revision: str) -> None:
    if revision == HEAD:
        migrate(engine)
        return
    with writing(engine) as connection:
        command.upgrade(config_for(connection), revision)


def driver_of(connection: object) -> sqlite3.Connection:
    assert isinstance(connection, sqlite3.Connection)
    return connection


def dumped(engine: Engine) -> str:
    """Return the SQL that makes the tables and rows of a PostgreSQL database."""
    assert PROGRAMS
    address = engine.url.set(drivername="postgresql").render_as_string()
    words = [str(PROGRAMS / "pg_dump"), "--inserts", "--no-owner", address]
    whole = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return "\n".join(
        line for line in whole.splitlines() if not line.startswith(OF_A_SESSION)
    )
