"""A clinic whose stored settings cannot be used shows a page that asks for patience.
The log says how to fix it, and every other clinic works."""

import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from finder.config import Settings
from finder.store import memberships
from finder.store.staff import Role
from finder.store.tables import clinic
from tests.web import clinics as made
from tests.web.browser import Browser, words
from tests.web.clinics import NORTH
from tests.web.conftest import Clock
from tests.web.desk import member, signed_in, state_of
from tests.web.stories import BACK, at

NAME = "Northern Pain Center"
HEADING = "The pages of this clinic do not work right now"
NAMED = {"FINDER_CLINIC": NAME}
BROKEN = {
    "a zone that is gone": (
        json.dumps({**NAMED, "FINDER_TIME_ZONE": "Mars/One"}),
        "FINDER_TIME_ZONE is 'Mars/One'",
    ),
    "a setting of another version": (
        json.dumps({**NAMED, "FINDER_COLOR": "red"}),
        "FINDER_COLOR is not a setting",
    ),
    "a number too small": (
        json.dumps({**NAMED, "FINDER_INTAKE_DAYS": 0}),
        "FINDER_INTAKE_DAYS is '0'",
    ),
    "no name": (json.dumps({"FINDER_INTAKE_DAYS": "7"}), "FINDER_CLINIC is empty"),
    "a list": ("[1]", "what the database holds is not a setting of a clinic"),
    "no JSON": ("{half", "what the database holds is not a setting of a clinic"),
}
each_broken = pytest.mark.parametrize(("stored", "said"), BROKEN.values(), ids=BROKEN)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Southern Pain Center")


@pytest.fixture
def north(app: Flask) -> int:
    return made.add(app, "north", NAME)


def store(app: Flask, slug: str, text: str) -> None:
    """Store settings of a clinic as no command would."""
    with state_of(app).writing() as transaction:
        transaction.execute(
            update(clinic).where(clinic.c.slug == slug).values(settings=text)
        )


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR
    ]


@pytest.mark.usefixtures("north")
@each_broken
def test_its_pages_show_the_numbers_to_call_and_the_log_says_once_how_to_fix_it(
    app: Flask, caplog: pytest.LogCaptureFixture, stored: str, said: str
) -> None:
    store(app, "north", stored)

    for path in (
        "/",
        "/privacy",
        "/questions/who",
        "/result",
        "/desk/",
        "/desk/sign-in",
        "/kiosk/",
    ):
        browser = Browser(app, NORTH).open(path)
        assert (browser.status, browser.h1) == (503, HEADING), path
        for number in ("911", "988"):
            assert browser.page.select_one(f"a[href='tel:{number}']"), path
        assert "tell them this code" in browser.text

    [line] = errors_in(caplog)
    assert line.startswith(f"the clinic north cannot be served: {said}"), line
    assert "finder clinic set north NAME=VALUE" in line
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.usefixtures("north")
def test_a_program_is_answered_in_its_own_way(app: Flask) -> None:
    store(app, "north", "{half")

    answer = app.test_client().get(f"{NORTH}/api/v1/version")

    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"


def test_no_other_clinic_notices(app: Flask, north: int) -> None:
    west = made.add(app, "west", "Western Pain Center")
    store(app, "north", "{half")
    browser = signed_in(app, Role.DESK, "zoe")
    zoe = member(app, "zoe")
    for each in (north, west):
        with (
            state_of(app).database.of(each).writing(state_of(app).now()) as transaction
        ):
            memberships.join(transaction, zoe, Role.DESK)

    for root in ("", "/c/west"):
        browser.root = root
        assert browser.open("/desk/").h1 == "Front desk"
        assert "north" in [
            words(link) for link in browser.page.select("nav[aria-label=Clinics] a")
        ]
        assert Browser(app, root).walk(BACK).open("/result").status == 200


@pytest.mark.usefixtures("north")
def test_emergency_numbers_are_shown_all_the_same(app: Flask, clock: Clock) -> None:
    browser = at(Browser(app, NORTH), "safety_now")
    store(app, "north", "{half")
    clock.turn(minutes=1)

    browser.answer({"safety_now": ["rf_stroke"]})

    assert browser.h1 == "Call 911 now"
    assert browser.open("/other-help").status == 200


@pytest.mark.usefixtures("north")
def test_once_fixed_it_goes_on_where_it_was(app: Flask, clock: Clock) -> None:
    browser = Browser(app, NORTH).walk(BACK)
    store(app, "north", "{half")
    clock.turn(minutes=1)
    assert browser.open("/result").status == 503

    store(app, "north", json.dumps(NAMED))
    clock.turn(minutes=1)

    assert browser.open("/result").status == 200


@pytest.mark.usefixtures("north")
def test_its_pages_say_so_in_spanish_too(app: Flask) -> None:
    store(app, "north", "{half")

    browser = Browser(app, NORTH)
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"

    assert (
        browser.open("/").h1
        == "Las páginas de esta clínica no funcionan en este momento"
    )


@pytest.mark.usefixtures("north")
def test_monitoring_learns_of_it(app: Flask, clock: Clock) -> None:
    assert app.test_client().get("/readyz").text.count("\n") == 1
    store(app, "north", "{half")
    clock.turn(minutes=1)

    ready = app.test_client().get("/readyz")
    assert ready.status_code == 200
    assert (
        "the pages of 1 clinic do not work, since what is set there cannot be used; the log says why\n"
        in ready.text
    )
