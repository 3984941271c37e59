"""Know within a set time whether the database takes a write, whatever it does."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from finder.store.engine import DatabaseAway

PATIENCE = 2.0
"""Seconds to wait for a probe. Monitoring must have an answer within three."""

log = logging.getLogger("finder.web")


class Probe:
    """One write, in a thread of its own."""

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
        """Wait until the write has ended or is too late, and return whether it has worked."""
        left = max(0.0, self._too_late - monotonic())
        return self._ended.wait(left) and self._has_worked

    def _run(self) -> None:
        try:
            self._write()
            self._has_worked = True
        except DatabaseAway as error:
            log.error("%s", error)  # noqa: TRY400 - the text says it all
        except Exception:
            log.exception("the database could not be written, and nobody expected why")
        finally:
            self._ended.set()


class Readiness:
    """Whether the database can be written. One probe at a time is under way, however many ask and however long it
    takes."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = Lock()
        self._newest: Probe | None = None

    def is_writable(self, write: Callable[[], None]) -> bool:
        """Return whether the write works in time. A probe that is under way already answers for this one."""
        with self._lock:
            if self._newest is None or self._newest.has_ended:
                self._newest = Probe(write, self._patience)
            probe = self._newest
        return probe.has_worked()
