"""Delete expired data every hour, and remember when that last worked."""

import logging
from collections.abc import Callable, Iterable, Iterator
from time import monotonic, sleep
from typing import TYPE_CHECKING

from finder.store.engine import DatabaseAway
from finder.store.purging import purge_all

if TYPE_CHECKING:
    from finder.web.app.state import State

HOUR = 3600
OVERDUE = 2 * HOUR

log = logging.getLogger("finder.web")


class Housekeeping:
    """The time of the last successful purge, by a clock that cannot be set. A new app
    counts as just purged."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._worked = seconds()

    def worked(self) -> None:
        self._worked = self._seconds()

    @property
    def overdue(self) -> bool:
        """Whether the last successful purge was more than two hours ago."""
        return self._seconds() - self._worked > OVERDUE


def purge_at(turns: Iterable[object], state: "State") -> None:
    """Purge at each turn. A failure is logged, and the next turn tries again."""
    for _ in turns:
        purge(state)


def purge(state: "State") -> None:
    try:
        purge_all(state.database, state.now())
    except DatabaseAway as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough
    except Exception:
        log.exception("deleting expired data failed")
    else:
        state.housekeeping.worked()


def hourly() -> Iterator[None]:
    """Yield every hour, the first time after one hour."""
    while True:
        sleep(HOUR)
        yield
