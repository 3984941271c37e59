"""Check whether the database can be written, within a time limit."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from finder.store.engine import DatabaseAway

PATIENCE = 2.0
"""The seconds to wait for a probe. Monitoring needs an answer within three."""

log = logging.getLogger("finder.web")


class Probe:
    """One write to the database, in its own thread."""

    def __init__(self, write: Callable[[], None], patience: float) -> None:
        self._write = write
        self._too_late = monotonic() + patience
        self._ended = Event()
        self._has_worked = False
        Thread(target=self._run, daemon=True).start()

    @property
    def has_ended(self) -> bool:
        return self._ended.is_set()

    def has_worked(self) -> bool:
        """Wait until the write ends or the time is up, and return whether it worked."""
        left = max(0.0, self._too_late - monotonic())
        return self._ended.wait(left) and self._has_worked

    def _run(self) -> None:
        try:
            self._write()
            self._has_worked = True
        except DatabaseAway as error:
            log.error("%s", error)  # noqa: TRY400 - the message is enough
        except Exception:
            log.exception("writing to the database failed for an unexpected reason")
        finally:
            self._ended.set()


class Readiness:
    """Whether the database can be written. Only one probe runs at a time, however many
    requests ask and however long it takes."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = Lock()
        self._newest: Probe | None = None

    def is_writable(self, write: Callable[[], None]) -> bool:
        """Return whether the write works in time. If a probe is already running, use
        its result."""
        with self._lock:
            if self._newest is None or self._newest.has_ended:
                self._newest = Probe(write, self._patience)
            probe = self._newest
        return probe.has_worked()
