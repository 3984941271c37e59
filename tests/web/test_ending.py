"""Visits that end or were idle for a while, and what remains of them."""

from flask import Flask
from sqlalchemy import update

from finder.store.engine import writing
from finder.store.tables import visit
from finder.web.app.state import NAME, State
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.stories import BACK, at


def test_a_page_left_open_for_too_long_is_shown_again_with_what_was_typed(
    browser: Browser,
) -> None:
    at(browser, "cause")
    token = browser.page.select_one("main form input[name=csrf_token]")
    assert token is not None
    token["value"] = "not the token"

    browser.answer({"cause": ["injury"]})

    assert browser.status == 422
    assert "Nothing is lost. Press “Continue” again." in browser.text
    assert browser.ticked("cause") == {"injury"}
    assert browser.answer({"cause": ["injury"]}).path == "/questions/safety_area"


def test_after_a_long_pause_the_answers_are_deleted_except_the_last_page(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "own_words")
    clock.turn(hours=3)

    browser.answer({"own_words": "It is worst at night."})

    assert browser.path == "/questions/who"
    assert "we cleared your answers" in browser.text
    browser.walk({name: answer for name, answer in BACK.items() if name != "own_words"})
    assert "It is worst at night." in browser.text


def test_a_browser_without_cookies_reads_that_they_are_needed(
    browser: Browser,
) -> None:
    browser.open("/questions/who")
    browser.client.delete_cookie("session")

    assert "Your browser sent no cookie." in browser.answer({"who": "me"}).text


def test_starting_over_clears_everything(browser: Browser) -> None:
    at(browser, "feel").press("/start-over")

    assert browser.path == "/questions/who"
    assert browser.open("/questions/feel").path == "/questions/who"


def test_a_visit_that_cannot_be_unsealed_counts_as_ended(
    browser: Browser, app: Flask
) -> None:
    at(browser, "feel")
    state: State = app.extensions[NAME]
    with writing(state.engine) as connection:
        connection.execute(update(visit).values(sealed=b"changed by somebody"))

    assert browser.open("/questions/feel").path == "/questions/who"
