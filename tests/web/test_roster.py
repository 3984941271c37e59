"""The clinic's doctors on the result: who fits, why, and nobody hidden."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.clinicians import replace_all
from finder.store.staff import Role
from finder.web.app.state import NAME
from tests.apps import make_app
from tests.doctors import DIA, EVE, EVERYONE
from tests.migrated import make_tables
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, with_two_pains


@pytest.fixture
def with_roster(app: Flask) -> None:
    with app.extensions[NAME].writing() as transaction:
        replace_all(transaction, (*EVERYONE, EVE))


@pytest.mark.usefixtures("with_roster")
def test_the_result_says_which_doctors_of_the_clinic_fit_and_why(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/result")

    first = [words(each) for each in browser.page.select("#roster > ul > li")]
    others = [words(each) for each in browser.page.select("#roster details li")]
    assert len(first) + len(others) == len(EVERYONE) + 1
    names = [
        words(each.select_one(".name"))
        for each in browser.page.select("#roster > ul > li")
    ]
    assert names == ["Ana Alvarez, MD", "Eve Evans, DO", "Ben Brown"]
    assert "Training that fits your answers best" in first[0]
    assert (
        "Trained in rehabilitation (PM&R). Takes new patients. Speaks English"
        in first[0]
    )
    assert "2 Hill Road, Springfield" in first[1]
    links = {words(link): link["href"] for link in browser.page.select("#roster li a")}
    assert links == {
        "Call 555-555-0102": "tel:5555550102",
        "More about Eve Evans, DO": "https://clinic.example.org/eve",
    }
    assert "Takes no new patients now" in first[2], (
        "those who take new patients come first"
    )
    assert "ended on June 30, 2025" in first[2]
    assert "2 more doctors at this clinic" in browser.text
    assert [words(each) for each in browser.page.select("#roster details h3")][
        -1
    ] == "Other doctors here"


def test_the_page_says_if_no_doctor_of_the_clinic_fits(
    app: Flask, browser: Browser
) -> None:
    with app.extensions[NAME].writing() as transaction:
        replace_all(transaction, (DIA,))

    browser.walk(BACK).open("/result")

    assert (
        "No doctor on this list has the training that fits your answers."
        in browser.text
    )
    assert (
        words(browser.page.select_one("#roster summary"))
        == "1 more doctor at this clinic"
    )


def test_the_desk_matches_an_intake_against_the_roster(
    settings: Settings, clock: Clock
) -> None:
    app = make_app(replace(settings, clinic="Riverside Pain Clinic"), clock)
    state = state_of(app)
    make_tables(state.engine)
    Browser(app).walk(BACK).open("/share").press("", {"agree": "yes"}, form="main form")
    desk = signed_in(app, Role.DESK).open("/desk/")
    where = str(desk.page.select(".queue th a")[0]["href"])
    assert not desk.open(where).page.select(".roster-table")
    with state.writing() as transaction:
        replace_all(transaction, EVERYONE)

    rows = [
        words(row) for row in desk.open(where).page.select(".roster-table tbody tr")
    ]

    assert len(rows) == len(EVERYONE)
    assert rows[0].startswith(
        "Ana Alvarez, MD Training that fits your answers best Takes new patients."
    )
    assert rows[1].startswith(
        "Ben Brown Training that fits your answers best Takes no new patients now."
    )
    state.engine.dispose()


@pytest.mark.usefixtures("with_roster")
def test_no_doctor_is_named_if_nothing_is_suggested(browser: Browser) -> None:
    browser.walk({"who": "me", "safety_now": "none", "age": "under18"}).open("/result")

    assert not browser.page.select("#roster")


def test_a_clinic_without_a_roster_shows_none(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    assert not browser.page.select("#roster")


def test_the_result_and_the_desk_name_doctors_for_a_second_pain(
    settings: Settings, clock: Clock
) -> None:
    app = make_app(replace(settings, clinic="Riverside Pain Clinic"), clock)
    state = state_of(app)
    make_tables(state.engine)
    fay = replace(DIA, npi="1234567844", name="Fay Fox", background="neurology")
    with state.writing() as transaction:
        replace_all(transaction, (*EVERYONE, fay))
    patient = with_two_pains(Browser(app)).open("/result")
    roster = patient.page.select_one("#roster")
    assert roster is not None

    assert words(roster.select_one("h3")) == "For your head pain"
    named = [words(each) for each in roster.select("h3 + ul .name")][:1]
    first = [words(each) for each in roster.select("p + ul .name")]
    assert named == ["Fay Fox"]
    assert "Fay Fox" not in first
    assert len(roster.select(".name")) == len(EVERYONE) + 1, "nobody stands twice"

    own = patient.open("/doctors").page.select_one("#own")
    assert own is not None
    assert words(own.select_one("h3")) == "For your head pain"
    assert [words(each) for each in own.select("h3 + ul .name")] == ["Fay Fox"]

    patient.open("/share").press("", {"agree": "yes"}, form="main form")
    desk = signed_in(app, Role.DESK).open("/desk/")
    desk.open(str(desk.page.select(".queue th a")[0]["href"]))
    assert "For the second pain, head pain: Fay Fox." in desk.text
    state.engine.dispose()
