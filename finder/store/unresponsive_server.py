"""Connections to PostgreSQL that notice when the server stops responding without
closing the connection."""

from collections.abc import Callable, Generator, Mapping
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import ConnectionTimeout
from psycopg.waiting import Ready, Wait

ANSWERS_WITHIN = 2
"""Seconds in which a working server accepts a new connection, however busy it is. This
is the driver's minimum."""
AWAY_FOR = 3
"""Seconds before the app tries a new connection to a server that did not respond."""
TIMED_OUT = 0
"""The value that the driver sends for each tenth of a second in which nothing came from
the server."""

NO_ANSWER = "the server does not answer"

Connect = Callable[[], "psycopg.Connection[Any]"]
Steps = Generator[Wait, Ready | int, Any]


class Liveness:
    """Whether the server responds. One waiting statement at a time checks the server,
    and all others use that result."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = 0.0
        self._is_answering = True

    @property
    def is_away(self) -> bool:
        """Return whether the server failed to respond to a check in the last few
        seconds."""
        return not self._is_answering and monotonic() - self._asked < AWAY_FOR

    def is_answering(self, connect: Connect) -> bool:
        """Open a new connection, and return whether the server responded at all."""
        began = monotonic()
        with self._lock:
            if self._asked <= began:
                self._is_answering = accepts_connection(connect)
                self._asked = monotonic()
            return self._is_answering


def accepts_connection(connect: Connect) -> bool:
    """Return whether the server responds to a new connection. A server that refuses the
    connection responds, too."""
    try:
        connect().close()
    except ConnectionTimeout:
        return False
    except psycopg.Error:
        return True
    return True


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that lets statements run long, but gives up on a server that accepts
    no new connections."""

    look_after: float
    """Seconds that a statement waits before each check of whether the server
    responds."""
    is_answering: Callable[[], bool]

    def wait(self, gen: Steps, *how: Any, **how_long: Any) -> Any:
        return super().wait(self._watched(gen), *how, **how_long)

    def _watched(self, steps: Steps) -> Steps:
        """Run the driver's steps, and check the server when a result takes long.

        Raises OperationalError and closes the connection if the server does not
        respond.
        """
        look_at = monotonic() + self.look_after
        try:
            waiting_for = next(steps)
            while True:
                ready = yield waiting_for
                if ready == TIMED_OUT and monotonic() > look_at:
                    self._look()
                    look_at = monotonic() + self.look_after
                waiting_for = steps.send(ready)
        except StopIteration as end:
            return end.value

    def _look(self) -> None:
        if not self.is_answering():
            self.close()
            raise psycopg.OperationalError(NO_ANSWER)


def knows_options(options: Mapping[str, Any]) -> bool:
    """Return whether the driver knows all of these options of an address."""
    try:
        make_conninfo(**options)
    except psycopg.ProgrammingError:
        return False
    return True


def connector(look_after: float) -> Callable[..., WatchedConnection]:
    """Return a function that opens connections to one server, as `psycopg.connect`
    does."""
    liveness = Liveness()

    def connect(*place: Any, **how: Any) -> WatchedConnection:
        if liveness.is_away:
            raise psycopg.OperationalError(NO_ANSWER)
        found = WatchedConnection.connect(*place, **how)
        ask = {**how, "connect_timeout": ANSWERS_WITHIN}
        found.look_after = look_after
        found.is_answering = lambda: liveness.is_answering(
            lambda: psycopg.connect(*place, **ask)
        )
        return found

    return connect
