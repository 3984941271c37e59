"""How many transactions may be under way at once, so that a stuck database never holds every thread of a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

SIZE = 6
"""Transactions of one kind, reading or writing. Writers of SQLite take turns anyway."""


class Stuck(Exception):
    """Every place is taken and none becomes free."""


class Gate:
    """Places for transactions. Whoever finds none waits for as long as places become free, then raises Stuck."""

    def __init__(self, patience: float, size: int = SIZE) -> None:
        self._patience = patience
        self._free = size
        self._moved = monotonic()
        self._changed = Condition()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place. Raises Stuck when no place became free for the seconds of patience."""
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
