"""The clinic's doctors on the result: who fits, why, and nobody hidden."""

import pytest
from flask import Flask

from finder.store.clinicians import replace_all
from finder.store.engine import writing
from finder.web.state import NAME
from tests.doctors import EVERYONE
from tests.web.browser import Browser, words
from tests.web.stories import BACK


@pytest.fixture
def with_roster(app: Flask) -> None:
    with writing(app.extensions[NAME].engine) as connection:
        replace_all(connection, EVERYONE)


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


@pytest.mark.usefixtures("with_roster")
def test_nobody_is_named_where_nothing_is_suggested(browser: Browser) -> None:
    browser.walk({"who": "me", "safety_now": "none", "age": "under18"}).open("/result")

    assert not browser.page.select("#roster")


def test_a_clinic_without_a_roster_shows_none(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    assert not browser.page.select("#roster")
