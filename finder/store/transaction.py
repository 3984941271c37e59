"""A database with its keys, and a transaction: what every function of the store takes first."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

from finder.store import engine as connections
from finder.store.seal import Keys

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A connection in use, the keys that seal and open its rows, and the time at which it began."""

    connection: Connection
    keys: Keys
    now: datetime

    @property
    def dialect(self) -> str:
        """The kind of the database, `sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement, with one row of parameters or a list of them."""
        return self.connection.execute(statement, parameters)


@dataclass(frozen=True, slots=True)
class Database:
    """Where everything is stored, and the keys that belong to it."""

    engine: Engine
    keys: Keys

    @contextmanager
    def reading(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that only reads and blocks no writer. Raises DatabaseAway."""
        with connections.reading(self.engine) as connection:
            yield Transaction(connection, self.keys, now)

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that may write: it is kept when the block ends well, and undone when it does not.

        Raises DatabaseAway.
        """
        with connections.writing(self.engine) as connection:
            yield Transaction(connection, self.keys, now)
