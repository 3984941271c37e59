"""A database with its keys, and a transaction: what every function of the store takes first."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

from finder.store import engine as connections
from finder.store.engine import DatabaseAway
from finder.store.gate import Gate, Stuck
from finder.store.seal import Keys

STUCK_AFTER = 1.0
"""Seconds in which no transaction ended while all places were taken."""

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
    """Where everything is stored, and the keys that belong to it.

    Readers and writers have places of their own: where writers are stuck, pages are still read.
    """

    engine: Engine
    keys: Keys
    readers: Gate = field(default_factory=lambda: Gate(STUCK_AFTER), compare=False)
    writers: Gate = field(default_factory=lambda: Gate(STUCK_AFTER), compare=False)

    @contextmanager
    def reading(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that only reads and blocks no writer. Raises DatabaseAway."""
        with self._place(self.readers), connections.reading(self.engine) as connection:
            yield Transaction(connection, self.keys, now)

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that may write: it is kept when the block ends well, and undone when it does not.

        Raises DatabaseAway.
        """
        with self._place(self.writers), connections.writing(self.engine) as connection:
            yield Transaction(connection, self.keys, now)

    @contextmanager
    def _place(self, gate: Gate) -> Iterator[None]:
        try:
            with gate.place():
                yield
        except Stuck:
            raise DatabaseAway(f"{connections.named(self.engine)} {connections.BUSY}") from None
