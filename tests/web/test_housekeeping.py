"""The hourly purge continues after any failure, and `/readyz` reports if it has not
worked for a long time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from finder.store import visits
from finder.store.engine import writing
from finder.web.app.housekeeping import OVERDUE, Housekeeping, purge_at
from finder.web.app.state import NAME
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import state_of

LATE = "expired data has not been deleted for more than two hours; the log says why\n"


def held(connection: Connection) -> None:
    """Make the database refuse to delete visits from now on."""
    connection.execute(
        text(
            "CREATE TRIGGER held BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'held'); END"
        )
    )


def count(app: Flask) -> int:
    with writing(state_of(app).engine) as connection:
        return int(connection.execute(text("SELECT count(*) FROM visit")).scalar_one())


def test_a_purge_that_fails_is_logged_and_the_next_one_works(
    app: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    state, left = state_of(app), []
    with state.writing() as transaction:
        visits.begin(transaction, "token", b"told", "v1", timedelta(minutes=1))
        held(transaction.connection)
    clock.turn(hours=1)

    def turns() -> Iterator[None]:
        yield
        left.append(count(app))
        with writing(state.engine) as connection:
            connection.execute(text("DROP TRIGGER held"))
        yield
        left.append(count(app))

    purge_at(turns(), state)

    assert left == [1, 0]
    assert "deleting expired data failed" in caplog.text


def test_readyz_reports_if_no_purge_has_worked_for_long(
    app: Flask,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    state = state_of(app)
    with state.writing() as transaction:
        visits.begin(transaction, "token", b"told", "v1", timedelta(0))
        held(transaction.connection)
    passed = [0.0]
    housekeeping = Housekeeping(lambda: passed[0])
    monkeypatch.setitem(app.extensions, NAME, replace(state, housekeeping=housekeeping))

    passed[0] = OVERDUE
    assert LATE not in browser.client.get("/readyz").text
    passed[0] = OVERDUE + 1
    purge_at([1], state_of(app))
    late = browser.client.get("/readyz")
    with writing(state.engine) as connection:
        connection.execute(text("DROP TRIGGER held"))
    purge_at([2], state_of(app))

    assert late.status_code == 200
    assert late.text.endswith(LATE)
    assert LATE not in browser.client.get("/readyz").text


def test_a_database_that_is_away_is_reported_in_a_sentence(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(state_of(app).engine) as connection:
        connection.execute(text("DROP TABLE visit"))

    purge_at([1], state_of(app))

    assert "does not have the tables that this version needs" in caplog.text
