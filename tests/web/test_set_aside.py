"""A change that could not be stored is mentioned wherever the earlier answer still
counts."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.desk import signed_in
from tests.web.stories import BACK
from tests.web.test_phone import call, take
from tests.web.test_saved_visits import code_of, enter

TOO_LONG = "a" * 501
ANSWERS = (
    "Your last change on “Anything else the doctor should know?” is not saved yet, so the earlier answer counts. "
    "To save it, open that page again and press “Continue”."
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def set_aside(browser: Browser) -> Browser:
    """Change the own words to a text that is too long, and press Back."""
    browser.walk(BACK).open("/questions/own_words?change=1")
    browser.press("back", {"own_words": TOO_LONG}, form="main form")
    assert browser.path == "/check"
    return browser


def test_back_from_a_change_with_a_mistake_says_that_it_is_not_kept(
    browser: Browser,
) -> None:
    set_aside(browser)

    for page in ("/check", "/result", "/share"):
        assert ANSWERS in browser.open(page).text
    assert TOO_LONG in browser.open("/questions/own_words?change=1").text

    browser.answer({"own_words": "shorter"})
    assert "shorter" in browser.text
    assert "is not kept" not in browser.text


def test_a_saved_visit_that_is_opened_again_says_it_too(
    browser: Browser, app: Flask
) -> None:
    code = code_of(set_aside(browser).open("/questions/age?change=1").press("/save"))

    assert ANSWERS in enter(Browser(app), code).text


def test_a_change_that_came_back_from_an_old_page_says_it_too(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/own_words?change=1")
    for field in browser.page.select("input[name=csrf_token]"):
        field["value"] = "old"

    browser.press("back", {"own_words": "new words"}, form="main form")

    assert browser.path == "/check"
    assert ANSWERS in browser.text


def test_staff_on_the_phone_read_it_too(app: Flask) -> None:
    desk = take(call(signed_in(app, Role.DESK)), BACK).open(
        "/desk/phone/questions/own_words?change=1"
    )
    desk.press("back", {"own_words": TOO_LONG}, form="form.call")

    assert desk.path == "/desk/phone/check"
    assert ANSWERS in desk.text
    assert ANSWERS in desk.open("/desk/phone/result").text
