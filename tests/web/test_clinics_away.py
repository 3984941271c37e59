"""Without a database, a second clinic shows the same as the first, and many requests at
once all get a response."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.web.app.clinics import CLINICS, Clinics
from tests.web import clinics as made
from tests.web.browser import Browser
from tests.web.clinics import NORTH
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import BACK, at

FILE = "finder.db"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(
        settings, database=f"sqlite:///{tmp_path / FILE}", clinic="Southern Pain Center"
    )


@pytest.fixture
def north(app: Flask) -> int:
    return made.add(app, "north", "Northern Pain Center")


def lose(app: Flask, tmp_path: Path) -> None:
    """Take the database away from a running app."""
    state_of(app).engine.dispose()
    for file in tmp_path.glob(f"{FILE}*"):
        file.unlink()


@pytest.mark.usefixtures("north")
def test_a_clinic_without_its_database_still_shows_an_emergency(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    browser = at(Browser(app, NORTH), "safety_now")
    lose(app, tmp_path)
    clock.turn(minutes=1)

    browser.answer({"safety_now": ["rf_stroke"]})
    assert browser.h1 == "Call 911 now"
    assert "We could not save what you ticked just now." in browser.text

    assert browser.open("/result").status == 503
    assert browser.h1 == "We cannot reach your answers right now"
    assert browser.open("/privacy").status == 200


@pytest.mark.usefixtures("north")
def test_a_clinic_that_was_never_looked_up_says_that_answers_are_not_lost(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    browser = Browser(app, NORTH).walk(BACK)
    app.extensions[CLINICS] = app.wsgi_app._clinics = Clinics(app)  # type: ignore[attr-defined]
    lose(app, tmp_path)

    assert browser.open("/result").status == 503
    assert browser.h1 == "We cannot reach your answers right now"
    assert browser.open("/save/code").status == 503


@pytest.mark.usefixtures("north")
def test_a_clinic_that_was_never_looked_up_shows_an_emergency(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    browser = at(Browser(app, NORTH), "safety_now")
    app.extensions[CLINICS] = app.wsgi_app._clinics = Clinics(app)  # type: ignore[attr-defined]
    lose(app, tmp_path)

    browser.answer({"safety_now": ["rf_stroke"]})

    assert browser.h1 == "Call 911 now"
    links = [str(link["href"]) for link in browser.page.select("a[href^='/']")]
    assert links
    assert all(link.startswith(f"{NORTH}/") for link in links)


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Make threads take turns as often as possible."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hurried_threads")
def test_many_clinics_are_served_by_many_threads_at_once(app: Flask) -> None:
    slugs = [f"clinic-{number}" for number in range(40)]
    for slug in slugs:
        made.add(app, slug, slug)
    for _ in range(20):
        clinics = Clinics(app)
        clinics.at(slugs[0])
        with ThreadPoolExecutor(8) as threads:
            served = [*threads.map(clinics.at, slugs * 4)]
        assert [each and each.settings.clinic for each in served] == slugs * 4
