"""Limit how many transactions run at once, so that a stuck database does not block
every thread of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

SIZE = 6
"""The number of places for each kind of transaction, reading or writing. SQLite runs
one writer at a time anyway."""


class Stuck(Exception):
    """All places are taken, and none became free in time."""


class TransactionLimit:
    """A fixed number of places for transactions. A caller waits for a place while other
    places become free."""

    def __init__(self, patience: float, size: int = SIZE) -> None:
        self._patience = patience
        self._free = size
        self._moved = monotonic()
        self._changed = Condition()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place during the block. Raises Stuck if no place became free for the
        seconds of patience."""
        with self._changed:
            while not self._free:
                left = self._moved + self._patience - monotonic()
                if left <= 0:
                    raise Stuck
                self._changed.wait(left)
            self._free -= 1
            if not self._free:
                self._moved = monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._moved = monotonic()
                self._changed.notify()
