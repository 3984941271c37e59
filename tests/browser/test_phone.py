"""A whole call with the number keys and Enter alone, and every page of it sound."""

import itertools

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look
from tests.browser.walk import enter, follow, here

NAMES = (f"caller{number}" for number in itertools.count())
KEYS = {
    "safety_now": "9",
    "age": "3",
    "how_long": "54",
    "cause": "01",
    "safety_area": "",
    "impact": "071005",
    "mood": "21",
    "safety_mood": "1",
}
"""What is typed on a page; elsewhere Enter alone skips it."""


def number_of(page: Page, option: str) -> str:
    return page.locator(f"input[id='{option}']").get_attribute("data-key") or ""


def typed(page: Page) -> str:
    """The keys for this page."""
    name = here(page).rsplit("/", 1)[-1]
    if name == "where":
        return number_of(page, "where-low_back") + number_of(page, "where-leg_r")
    if name == "safety_area":
        return number_of(page, "safety_area-none")
    return KEYS.get(name, "")


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    enter(page)


def test_a_whole_call_with_number_keys_and_enter_alone(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    sign_in_new(page, served_app, next(NAMES))
    page.goto("/desk/phone/")
    press(page, "")
    while "/questions/" in page.url:
        press(page, typed(page))

    assert here(page) == "/desk/phone/check"
    answers = page.locator("dl").inner_text()
    for told in ("Lower back", "7 (0 =", "10 (0 =", "5 (0 ="):
        assert told in answers
    press(page, "")
    expect(page.locator("h1")).to_contain_text("doctor")
    press(page, "")
    assert here(page) == "/desk/phone/"


def test_numbers_choose_and_unchoose_and_wrong_ones_are_told(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    sign_in_new(page, served_app, next(NAMES))
    page.goto("/desk/phone/")
    press(page, "")
    for key in "113":
        page.keyboard.press(key)
    assert page.locator("input:checked").count() == 1
    page.keyboard.press("3")
    page.keyboard.press("0")
    expect(page.locator("#typed")).to_have_text("No answer has the number 0.")
    press(page, "9")
    press(page, "3")
    page.keyboard.press("1")
    expect(page.locator("#typed")).to_have_text("1_")
    page.keyboard.press("Backspace")
    expect(page.locator("#typed")).to_have_text("")


def test_an_emergency_on_the_phone_is_left_by_a_number(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    sign_in_new(page, served_app, next(NAMES))
    page.goto("/desk/phone/")
    press(page, "")
    press(page, "1")
    assert here(page) == "/desk/phone/advice"
    look(page, "advice on the phone")
    enter(page, "2")
    assert page.url.endswith("/questions/age")


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_a_call_is_sound(chromium: Browser, served_app: Flask, base_url: str, state: str) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in_new(page, served_app, next(NAMES))
        page.goto("/desk/phone/")
        look(page, "start")
        press(page, "")
        follow(page, page.locator("[data-go]"))
        look(page, "error")
        page.locator("main").focus()
        while here(page) != "/desk/phone/result":
            look(page, here(page))
            press(page, typed(page) if "/questions/" in page.url else "")
        look(page, "result")
