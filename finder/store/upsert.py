"""Insert rows that may already be there. SQLAlchemy writes `ON CONFLICT` in the dialect
of each database."""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_into(table: Table, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that says what to do about a row that is already there. Only
    servers of PostgreSQL import its dialect, which takes long."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table)


@cache
def insert_new(table: Table, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT that leaves out rows that are already there."""
    return insert_into(table, dialect).on_conflict_do_nothing()
