"""A database with its keys, and a transaction, which store functions take as their
first argument."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

from finder.store import engine as connections
from finder.store.engine import DatabaseAway
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC
from finder.store.transaction_limit import Stuck, TransactionLimit

STUCK_AFTER = 1.0
"""Seconds in which no transaction ended while all places were taken."""

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open connection, the keys that encrypt and decrypt its rows, the time of its
    start, and the clinic whose rows it may see. If it `reads_only`, it locks no row."""

    connection: Connection
    keys: Keys
    now: datetime
    clinic: int = FIRST_CLINIC
    reads_only: bool = False

    @property
    def dialect(self) -> str:
        """The kind of database, `sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement with one row of parameters or a list of them, and return
        the result."""
        return self.connection.execute(statement, parameters)


@dataclass(frozen=True, slots=True)
class Database:
    """The engine, the keys that belong to the database, and the clinic whose rows its
    transactions may see.

    Readers and writers have separate places, so pages can be read while writers are
    stuck.
    """

    engine: Engine
    keys: Keys
    readers: TransactionLimit = field(
        default_factory=lambda: TransactionLimit(STUCK_AFTER), compare=False
    )
    writers: TransactionLimit = field(
        default_factory=lambda: TransactionLimit(STUCK_AFTER), compare=False
    )
    clinic: int = FIRST_CLINIC

    def of(self, clinic: int) -> "Database":
        """Return the same database for the rows of one clinic."""
        return replace(self, clinic=clinic)

    def of_all_clinics(self) -> "Database":
        """Return the same database for statements across all clinics, such as the
        purge. A query for one clinic finds nothing."""
        return self.of(ALL_CLINICS)

    def reading(self, now: datetime) -> AbstractContextManager[Transaction]:
        """Begin a transaction that only reads and blocks no writer. Raises
        DatabaseAway."""
        return self._begin(now, self.readers, connections.reading, reads_only=True)

    def writing(self, now: datetime) -> AbstractContextManager[Transaction]:
        """Begin a transaction that may write. It commits when the block ends, and rolls
        back on an exception. Raises DatabaseAway."""
        return self._begin(now, self.writers, connections.writing)

    @contextmanager
    def _begin(
        self,
        now: datetime,
        gate: TransactionLimit,
        begin: Callable[[Engine], AbstractContextManager[Connection]],
        *,
        reads_only: bool = False,
    ) -> Iterator[Transaction]:
        """Take a place of the gate, and begin a transaction."""
        try:
            with gate.place(), begin(self.engine) as connection:
                yield Transaction(
                    connection,
                    self.keys,
                    now,
                    self.clinic,
                    reads_only,
                )
        except Stuck:
            name = connections.display_name(self.engine)
            raise DatabaseAway(f"{name} {connections.BUSY}") from None
