"""A database with its keys, and a transaction: what every function of the store takes first."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

from finder.store import engine as connections
from finder.store.engine import DatabaseAway
from finder.store.gate import Gate, Stuck
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC

STUCK_AFTER = 1.0
"""Seconds in which no transaction ended while all places were taken."""

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A connection in use, the keys that seal and open its rows, the time at which it began, and the clinic whose rows
    it may see. Where it `reads_only`, it locks no row."""

    connection: Connection
    keys: Keys
    now: datetime
    clinic: int = FIRST_CLINIC
    reads_only: bool = False

    @property
    def dialect(self) -> str:
        """The kind of the database, `sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement, with one row of parameters or a list of them."""
        return self.connection.execute(statement, parameters)


@dataclass(frozen=True, slots=True)
class Database:
    """Where everything is stored, the keys that belong to it, and the clinic whose rows its transactions may see.

    Readers and writers have places of their own: where writers are stuck, pages are still read.
    """

    engine: Engine
    keys: Keys
    readers: Gate = field(default_factory=lambda: Gate(STUCK_AFTER), compare=False)
    writers: Gate = field(default_factory=lambda: Gate(STUCK_AFTER), compare=False)
    clinic: int = FIRST_CLINIC

    def of(self, clinic: int) -> "Database":
        """Return the same database for the rows of a clinic."""
        return replace(self, clinic=clinic)

    def of_all_clinics(self) -> "Database":
        """Return the same database for what is done to the rows of all clinics at once, such as the purge. Whatever is
        asked for one clinic finds nothing there."""
        return self.of(ALL_CLINICS)

    @contextmanager
    def reading(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that only reads and blocks no writer. Raises DatabaseAway."""
        with self._place(self.readers), connections.reading(self.engine) as connection:
            yield Transaction(connection, self.keys, now, self.clinic, reads_only=True)

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Transaction]:
        """Begin a transaction that may write: it is kept when the block ends well, and undone when it does not.

        Raises DatabaseAway.
        """
        with self._place(self.writers), connections.writing(self.engine) as connection:
            yield Transaction(connection, self.keys, now, self.clinic)

    @contextmanager
    def _place(self, gate: Gate) -> Iterator[None]:
        try:
            with gate.place():
                yield
        except Stuck:
            raise DatabaseAway(f"{connections.named(self.engine)} {connections.BUSY}") from None
