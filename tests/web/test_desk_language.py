"""The desk is completely in its own language, whatever language a patient chose."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from finder.config import Settings
from finder.store.staff import Role
from tests.made_up import MADE_UP, made_up, make_language
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, act, code, make_member, sign_in, state_of
from tests.web.stories import BACK
from tests.web.test_choosing_language import app_with, choose, english_left, language

NO_WORDS = {
    "http",
    "kiosk",
    "localhost",
    "UTC",
    "angla",
    "hispana",
    "mardo",
    "novembro",
    "zoe",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_language(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def spoken(
    settings: Settings, clock: Clock, folders: tuple[Path, Path]
) -> Iterator[Flask]:
    """Yield the app of a clinic, in English and in a made-up language."""
    with_clinic = replace(
        settings, clinic="Ñáñé", clinic_phone="555-555-0100", clinic_call_back=True
    )
    app = app_with(with_clinic, clock, *folders, folders)
    yield app
    state_of(app).engine.dispose()


def staff_of(app: Flask, chosen: str = MADE_UP) -> Browser:
    """Return the browser of an admin who reads the desk in a language and has just
    signed in."""
    browser = Browser(app)
    browser.client.set_cookie("desk-language", chosen)
    sign_in(browser, "zoe", make_member(app, "zoe", Role.ADMIN))
    return browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "zoe")},
    )


def shared_by(app: Flask, chosen: str, **answers: object) -> str:
    """Share answers in a language, and return the address of the intake at the desk."""
    browser = Browser(app)
    browser.client.set_cookie("language", chosen)
    browser.walk({**BACK, "own_words": "Áéí óú.", **answers}).open("/share")  # type: ignore[dict-item]
    browser.press("/share", {"agree": "yes", "call_back": "555-555-0123"})
    assert browser.path == "/shared"
    found = browser.page.select_one(".code, .resume-code, .reference")
    assert found, browser.text
    return f"/desk/find/{found.get_text().strip()}"


def test_a_patient_who_chooses_a_language_does_not_change_that_of_the_desk(
    spoken: Flask,
) -> None:
    browser = choose(Browser(spoken).open("/privacy"))

    assert language(browser) == MADE_UP
    assert language(browser.open("/desk/sign-in")) == "en"


def test_staff_choose_a_language_that_patients_of_the_same_browser_do_not_get(
    spoken: Flask,
) -> None:
    browser = choose(Browser(spoken).open("/desk/sign-in"))

    assert (language(browser), browser.path.partition("?")[0]) == (
        MADE_UP,
        "/desk/sign-in",
    )
    assert language(browser.open("/privacy")) == "en"
    assert language(browser.open("/desk/sign-in")) == MADE_UP


def test_the_desk_starts_in_the_browsers_language_or_else_the_clinics(
    settings: Settings, clock: Clock, folders: tuple[Path, Path]
) -> None:
    app = app_with(replace(settings, clinic_language=MADE_UP), clock, *folders, folders)
    browser = Browser(app)

    assert language(browser.open("/desk/sign-in")) == MADE_UP
    assert language(browser.open("/privacy")) == "en"
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert language(browser.open("/desk/sign-in")) == "en"
    state_of(app).engine.dispose()


def test_a_clinic_whose_language_is_missing_reads_english(
    settings: Settings, clock: Clock, folders: tuple[Path, Path]
) -> None:
    app = app_with(replace(settings, clinic_language="vi"), clock, *folders, folders)

    assert language(Browser(app).open("/desk/sign-in")) == "en"
    state_of(app).engine.dispose()


def pages_of_the_desk(app: Flask) -> list[Rule]:
    every = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk/") and not rule.arguments
    ]
    return [rule for rule in every if "GET" in (rule.methods or ())]


def test_no_english_word_is_left_at_the_desk(spoken: Flask) -> None:
    where = shared_by(spoken, "en", safety_new=["rf_skin"])
    browser = staff_of(spoken)
    browser.open(where)
    left = {}
    left["intake"] = english_left(copy(browser.page))
    act(browser, "note", {"note": "Ñóté"})
    act(browser, "state", {"state": "seen"})
    left["intake, changed"] = english_left(copy(browser.page))
    for rule in pages_of_the_desk(spoken):
        if browser.client.get(rule.rule).mimetype == "text/html":
            left[rule.rule] = english_left(browser.open(rule.rule).page)

    assert {
        path: words - NO_WORDS for path, words in left.items() if words - NO_WORDS
    } == {}
    assert len(left) > 15


def test_the_desk_reads_its_own_language_whatever_the_patient_chose(
    spoken: Flask,
) -> None:
    where = shared_by(spoken, MADE_UP)
    browser = staff_of(spoken, "en").open(where)

    assert language(browser) == "en"
    assert "For the clinic" in browser.text
    assert made_up("For the clinic") not in browser.text
