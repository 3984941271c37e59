"""Delete everything past its date each hour, and know when that last worked."""

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
    """When a purge worked last, by a clock that nobody can set; an app that has just begun counts as purged."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._worked = seconds()

    def worked(self) -> None:
        self._worked = self._seconds()

    @property
    def overdue(self) -> bool:
        """Whether the last purge that worked is more than two hours ago."""
        return self._seconds() - self._worked > OVERDUE


def purge_at(turns: Iterable[object], state: "State") -> None:
    """Purge at each turn; one that fails is logged, and the next turn tries again."""
    for _ in turns:
        purge(state)


def purge(state: "State") -> None:
    try:
        purge_all(state.database, state.now())
    except DatabaseAway as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
    except Exception:
        log.exception("deleting what is past its date failed")
    else:
        state.housekeeping.worked()


def hourly() -> Iterator[None]:
    """A turn every hour, the first after an hour."""
    while True:
        sleep(HOUR)
        yield
