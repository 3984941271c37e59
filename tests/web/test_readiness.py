"""One probe at a time checks whether the database accepts a write, and no request waits
longer than the limit."""

from threading import Event

import pytest

from finder.store.engine import DatabaseAway
from finder.web.app.readiness import Readiness

LONG = 600.0


def test_simultaneous_requests_share_one_probe() -> None:
    readiness, go, written = Readiness(0.01), Event(), []

    def write() -> None:
        written.append("once")
        go.wait()

    results = [readiness.is_writable(write) for _ in range(3)]
    go.set()

    assert results == [False, False, False]
    assert written == ["once"]


def test_after_a_probe_that_failed_another_one_is_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readiness = Readiness(LONG)

    def away() -> None:
        raise DatabaseAway("the database is gone")

    def broken() -> None:
        raise ZeroDivisionError

    assert not readiness.is_writable(away)
    assert not readiness.is_writable(broken)
    assert readiness.is_writable(lambda: None)
    assert "the database is gone" in caplog.text
    assert "writing to the database failed for an unexpected reason" in caplog.text
