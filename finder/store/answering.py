"""Connections to PostgreSQL that notice when the server has stopped answering, though nothing says that it is gone."""

from collections.abc import Callable, Generator
from threading import Lock
from time import monotonic
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout
from psycopg.waiting import Ready, Wait

ANSWERS_WITHIN = 2
"""Seconds in which a server that works greets a new connection, however busy it is. The driver takes no less."""
AWAY_FOR = 3
"""Seconds for which a server that did not answer is not asked for a new connection."""
NOTHING_CAME = 0
"""What the driver says each tenth of a second in which nothing came from the server."""

NO_ANSWER = "the server does not answer"

Connect = Callable[[], "psycopg.Connection[Any]"]
Steps = Generator[Wait, Ready | int, Any]


class Liveness:
    """Whether the server answers. However many statements wait for it, one of them asks, and all take its answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = 0.0
        self._is_answering = True

    @property
    def is_away(self) -> bool:
        """Return whether it was found away a moment ago."""
        return not self._is_answering and monotonic() - self._asked < AWAY_FOR

    def is_answering(self, connect: Connect) -> bool:
        """Ask the server for a new connection, and return whether it said anything at all."""
        began = monotonic()
        with self._lock:
            if self._asked <= began:
                self._is_answering = greets(connect)
                self._asked = monotonic()
            return self._is_answering


def greets(connect: Connect) -> bool:
    """Return whether the server answers a new connection. One that refuses it answers, too."""
    try:
        connect().close()
    except ConnectionTimeout:
        return False
    except psycopg.Error:
        return True
    return True


class WatchedConnection(psycopg.Connection[Any]):
    """A connection whose statements may take long, but not from a server that greets nobody any more."""

    look_after: float
    """Seconds without an answer after which it is asked whether the server answers at all, again and again."""
    is_answering: Callable[[], bool]

    def wait(self, gen: Steps, *how: Any, **how_long: Any) -> Any:
        return super().wait(self._watched(gen), *how, **how_long)

    def _watched(self, steps: Steps) -> Steps:
        """Do the same steps, and look at the server where its answer takes long. Raises OperationalError, and closes
        the connection, where it answers nobody."""
        look_at = monotonic() + self.look_after
        try:
            waiting_for = next(steps)
            while True:
                ready = yield waiting_for
                if ready == NOTHING_CAME and monotonic() > look_at:
                    self._look()
                    look_at = monotonic() + self.look_after
                waiting_for = steps.send(ready)
        except StopIteration as end:
            return end.value

    def _look(self) -> None:
        if not self.is_answering():
            self.close()
            raise psycopg.OperationalError(NO_ANSWER)


def connector(look_after: float) -> Callable[..., WatchedConnection]:
    """Return what opens connections to one server, as `psycopg.connect` does."""
    liveness = Liveness()

    def connect(*place: Any, **how: Any) -> WatchedConnection:
        if liveness.is_away:
            raise psycopg.OperationalError(NO_ANSWER)
        found = WatchedConnection.connect(*place, **how)
        ask = {**how, "connect_timeout": ANSWERS_WITHIN}
        found.look_after = look_after
        found.is_answering = lambda: liveness.is_answering(lambda: psycopg.connect(*place, **ask))
        return found

    return connect
