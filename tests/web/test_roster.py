"""The clinic's doctors on the result: who fits, why, and nobody hidden."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.clinicians import replace_all
from finder.store.migrate import migrate
from finder.store.staff import Role
from finder.web import create_app
from finder.web.app.state import NAME
from tests.doctors import EVERYONE
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK


@pytest.fixture
def with_roster(app: Flask) -> None:
    with app.extensions[NAME].writing() as transaction:
        replace_all(transaction, EVERYONE)


@pytest.mark.usefixtures("with_roster")
def test_the_result_says_which_doctors_of_the_clinic_fit_and_why(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    headings = [words(each) for each in browser.page.select("#roster h3")]
    doctors = [words(each) for each in browser.page.select("#roster li")]
    assert headings[0] == "Training that fits your answers best"
    assert headings[-1] == "Other doctors here"
    assert len(doctors) == len(EVERYONE)
    assert doctors[0].startswith("Ana Alvarez, MD Trained in rehabilitation (PM&R). Takes new patients. Speaks English")
    assert "Takes no new patients now" in doctors[1]
    assert "ended on June 30, 2025" in doctors[1]


def test_the_desk_matches_an_intake_against_the_roster(settings: Settings, clock: Clock) -> None:
    app = create_app(replace(settings, clinic="Riverside Pain Clinic"), clock)
    state = state_of(app)
    migrate(state.engine)
    Browser(app).walk(BACK).open("/share").press("", {"agree": "yes"}, form="main form")
    desk = signed_in(app, Role.DESK).open("/desk/")
    where = str(desk.page.select(".queue th a")[0]["href"])
    assert not desk.open(where).page.select(".roster-table")
    with state.writing() as transaction:
        replace_all(transaction, EVERYONE)

    rows = [words(row) for row in desk.open(where).page.select(".roster-table tbody tr")]

    assert len(rows) == len(EVERYONE)
    assert rows[0].startswith("Ana Alvarez, MD Training that fits your answers best Takes new patients.")
    assert rows[1].startswith("Ben Brown Training that fits your answers best Takes no new patients now.")
    state.engine.dispose()


@pytest.mark.usefixtures("with_roster")
def test_nobody_is_named_where_nothing_is_suggested(browser: Browser) -> None:
    browser.walk({"who": "me", "safety_now": "none", "age": "under18"}).open("/result")

    assert not browser.page.select("#roster")


def test_a_clinic_without_a_roster_shows_none(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    assert not browser.page.select("#roster")
