"""Urgent advice and `/readyz` respond while the database is locked, before requests
that wait for it."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import Engine

from finder.config import Settings
from finder.store.engine import open_database, writing
from finder.store.migrate import migrate
from finder.store.transaction import Database
from finder.web.app.readiness import Readiness
from finder.web.app.state import NAME
from finder.web.server.hurry import Answering, Hurry
from tests.apps import make_app
from tests.postgresql import empty_database
from tests.web import clinics
from tests.web.browser import Answer, Browser
from tests.web.clinics import NORTH
from tests.web.desk import state_of
from tests.web.stories import at

PATIENCE = 60
"""Far more seconds than a test takes: requests that wait for the database still wait
when the test releases it."""
EMERGENCY: Mapping[str, Answer] = {"safety_now": ["rf_chest"]}
CRISIS: Mapping[str, Answer] = {"safety_now": ["rf_harm_now"]}


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def app(address: str, settings: Settings) -> Iterator[Flask]:
    """Yield an app on a real database. It waits for the database as long as necessary,
    except for urgent requests."""
    settings = replace(settings, database=address)
    app = make_app(settings)
    state = state_of(app)
    state.engine.dispose()
    engine = open_database(address, patience=PATIENCE)
    app.extensions[NAME] = replace(
        state, database=Database(engine, state.keys), readiness=Readiness(0.1)
    )
    migrate(engine)
    app.wsgi_app = Hurry(app.wsgi_app, app.url_map, 0.1)  # type: ignore[method-assign]
    yield app
    for each in left_behind():
        each.join()  # otherwise a connection that is returned later would stay open
    engine.dispose()


def left_behind() -> list[Answering]:
    """Return the threads whose responses nobody waited for."""
    return [each for each in threading.enumerate() if isinstance(each, Answering)]


@contextmanager
def held(engine: Engine, *more: str) -> Iterator[None]:
    """Block all writes, and on PostgreSQL also reads. `more` are further tables to lock
    there."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            tables = ", ".join(("visit", "page_shown", "database_key", *more))
            connection.exec_driver_sql(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "never asked for"])
def test_an_emergency_is_shown_even_if_the_clinic_is_unknown(
    app: Flask, is_known: bool
) -> None:
    clinics.add(app, "north", "North")
    urgent = at(Browser(app, NORTH), "safety_now")
    if not is_known:
        clinics.forget(app)
    with held(state_of(app).engine, "clinic"):
        began = monotonic()
        urgent.answer(CRISIS)
        took = monotonic() - began

    assert urgent.h1 == "You are not alone. Help is here now"
    assert took < PATIENCE


@pytest.mark.parametrize("number", [1, 16])
def test_an_emergency_is_answered_before_writers(app: Flask, number: int) -> None:
    writers = [at(Browser(app), "safety_now") for _ in range(number)]
    urgent, reader = (
        at(Browser(app), "safety_now"),
        at(Browser(app), "safety_now").answer(EMERGENCY),
    )
    with ThreadPoolExecutor(number) as threads:
        with held(state_of(app).engine):
            began = monotonic()
            waiting = [
                threads.submit(writer.answer, {"safety_now": "none"})
                for writer in writers
            ]

            urgent.answer(CRISIS)
            reader.open("/advice")
            ready = Browser(app).client.get("/readyz")

            took = monotonic() - began
            still_waiting = sum(not each.done() for each in waiting)
        answered = [each.result() for each in waiting]

    assert urgent.h1 == "You are not alone. Help is here now"
    assert "We could not save what you ticked just now." in urgent.text
    assert "Call 911" in reader.text
    assert (ready.status_code, ready.headers["Retry-After"]) == (503, "10")
    assert still_waiting > 0
    assert took < PATIENCE, "it did not wait for the database"
    assert {writer.status for writer in answered} <= {200, 503}
    assert Browser(app).client.get("/readyz").status_code == 200, (
        "it recovers by itself"
    )
