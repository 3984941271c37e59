"""Databases with the tables of this version, without running every migration for every test."""

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Engine

from finder.store.engine import open_database
from finder.store.migrate import migrate


def make_tables(engine: Engine) -> None:
    """Create the tables in an empty database: by copying on SQLite, by migrations on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        migrate(engine)
        return
    with closing(sqlite3.connect(":memory:")) as copy, closing(engine.raw_connection()) as raw:
        copy.deserialize(migrated())
        copy.backup(driver_of(raw.driver_connection))


@cache
def migrated() -> bytes:
    """Return the bytes of an SQLite database after all migrations."""
    engine = open_database("sqlite://")
    migrate(engine)
    with closing(engine.raw_connection()) as raw:
        whole = driver_of(raw.driver_connection).serialize()
    engine.dispose()
    return whole


def driver_of(connection: object) -> sqlite3.Connection:
    assert isinstance(connection, sqlite3.Connection)
    return connection
