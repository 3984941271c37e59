"""Leaving a question page: its entries are stored, whether or not they are a complete
answer."""

import pytest
from flask import Flask

from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.desk import signed_in
from tests.web.stories import BACK, at
from tests.web.tablet import give
from tests.web.test_saved_visits import code_of, enter

WORDS = "It is worst at night."


def test_back_brings_own_words_back(browser: Browser) -> None:
    at(browser, "own_words").press("back", {"own_words": WORDS}, form="main form")

    assert browser.path == "/questions/access"
    assert WORDS in browser.open("/questions/own_words").text


def test_a_page_that_was_left_half_done_is_asked_again_with_its_ticks(
    browser: Browser,
) -> None:
    at(browser, "impact").press("back", {"pain_avg": "7"}, form="main form")
    assert browser.path == "/questions/changes"

    browser.skip()

    assert browser.path == "/questions/impact"
    assert browser.ticked("pain_avg") == {"7"}


def test_back_always_works_and_keeps_invalid_entries(browser: Browser) -> None:
    too_long = "a" * 501
    at(browser, "own_words").press("back", {"own_words": too_long}, form="main form")

    assert browser.path == "/questions/access"
    browser.open("/questions/own_words")
    assert browser.status == 200
    assert too_long in browser.text


def test_back_after_a_change_keeps_the_change(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/age?change=1").press(
        "back", {"age": "a18_34"}, form="main form"
    )

    assert browser.path == "/check"
    assert "18 to 34" in browser.text


def test_back_from_an_untouched_page_answers_nothing(browser: Browser) -> None:
    at(browser, "own_words").press("back", {"own_words": ""}, form="main form")

    assert browser.open("/check").path == "/questions/own_words"


@pytest.mark.parametrize("button", ["back", "/save"])
def test_a_warning_sign_raises_its_advice_whatever_button_was_pressed(
    browser: Browser, button: str
) -> None:
    form = "main form" if button == "back" else ""
    at(browser, "safety_now").press(button, {"safety_now": ["rf_chest"]}, form=form)

    assert browser.path == "/advice"
    assert browser.h1 == "Call 911 now"
    assert browser.press("acknowledge", form="main form").path == "/questions/age"
    assert browser.open("/questions/safety_now").ticked("safety_now") == {"rf_chest"}


def test_a_warning_sign_on_a_page_with_a_mistake_raises_its_advice_once(
    browser: Browser,
) -> None:
    both = {"safety_now": ["none", "rf_chest"]}
    at(browser, "safety_now").press("back", both, form="main form")
    assert browser.h1 == "Call 911 now"
    assert browser.open("/advice").h1 == "Call 911 now"

    browser.open("/questions/safety_now")
    assert browser.ticked("safety_now") == {"none", "rf_chest"}
    assert browser.press("back", both, form="main form").path == "/questions/who"


def test_saving_keeps_the_entries_of_the_page(browser: Browser, app: Flask) -> None:
    at(browser, "own_words").press("/save", {"own_words": WORDS})
    assert browser.h1 == "Your answers are safe"

    other = enter(Browser(app), code_of(browser))

    assert other.path == "/questions/own_words"
    assert WORDS in other.text


def test_answering_the_page_ends_its_draft(browser: Browser) -> None:
    at(browser, "own_words").press("back", {"own_words": WORDS}, form="main form")
    browser.open("/questions/own_words").answer({"own_words": "In the morning."})

    assert "In the morning." in browser.text
    assert WORDS not in browser.open("/questions/own_words").text


def test_enter_continues_and_never_goes_back(browser: Browser) -> None:
    """Check this because a browser presses the first button of a form on Enter."""
    at(browser, "age")

    first = browser.page.select("button[form=page], form#page button")[0]

    assert not first.has_attr("name")
    assert not first.has_attr("formaction")


def test_back_keeps_the_entries_on_a_tablet_too(browser: Browser, app: Flask) -> None:
    give(app, browser)
    at(browser, "impact").press("back", {"pain_avg": "7"}, form="main form")

    assert browser.path == "/questions/changes"
    assert browser.open("/questions/impact").ticked("pain_avg") == {"7"}


def test_back_keeps_the_entries_over_the_phone_too(app: Flask) -> None:
    desk = signed_in(app, Role.DESK).open("/desk/phone/")
    desk.press(form="main form").press("", {"safety_now": "none"}, form="form.call")
    desk.press("", {"age": "a35_49"}, form="form.call").press(
        "", {"births": "no"}, form="form.call"
    )
    desk.press("", {"safety_new": "none"}, form="form.call")
    desk.press("back", {"where": ["head"]}, form="form.call")

    assert desk.path == "/desk/phone/questions/safety_new"
    assert desk.open("/desk/phone/questions/where").ticked("where") == {"head"}
