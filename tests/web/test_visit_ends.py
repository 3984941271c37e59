"""The visit ends while the person is there: one sentence says so, once, and only to
that person."""

from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import signed_in
from tests.web.stories import BACK, at

ENDED = "Your answers were deleted because nobody used this page for 2 hours. Please start again."
STORED = "Nobody used this page for 2 hours, so we cleared your answers. What you told us just now is kept."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database="sqlite://",
        secret_keys=("a key for tests, long enough to be taken",),
        clinic="Hillside Pain Clinic",
    )


PAGES = [
    "/",
    "/check",
    "/result",
    "/result/summary.pdf",
    "/share",
    "/shared",
    "/save",
    "/questions/who",
]


@pytest.mark.parametrize(
    "path", [*PAGES, "/questions/feel", "/questions/feel?change=1"]
)
def test_a_page_opened_after_the_end_says_so_on_the_first_question(
    browser: Browser, clock: Clock, path: str
) -> None:
    browser.walk(BACK)
    clock.turn(hours=3)

    browser.open(path)

    assert browser.path == "/questions/who"
    assert ENDED in browser.text
    assert ENDED not in browser.open("/questions/who").text


@pytest.mark.parametrize("button", ["/result/include", "/share", "/save"])
def test_a_button_pressed_after_the_end_says_so(
    browser: Browser, clock: Clock, button: str
) -> None:
    browser.walk({**BACK, "safety_mood": "past"}).open(
        "/share" if button == "/share" else "/result"
    )
    clock.turn(hours=3)

    browser.press(button)

    assert browser.path == "/questions/who"
    assert ENDED in browser.text


def test_urgent_advice_says_that_the_answers_are_gone(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})
    clock.turn(hours=3)

    assert "We no longer have your answers." in browser.open("/advice").text


@pytest.mark.parametrize("path", PAGES)
def test_a_newcomer_sees_no_message(browser: Browser, path: str) -> None:
    assert ENDED not in browser.open(path).text


def test_a_person_who_finished_sees_no_message(browser: Browser) -> None:
    browser.walk(BACK).open("/result").press("/finish")

    assert ENDED not in browser.open("/").text


def test_the_first_question_posted_after_the_end_is_kept_and_the_end_is_said(
    browser: Browser, clock: Clock
) -> None:
    browser.walk(BACK).open("/questions/who?change=1")
    clock.turn(hours=3)

    browser.answer({"who": "other"})

    assert browser.path == "/questions/safety_now"
    assert STORED in browser.text
    assert browser.open("/questions/who").ticked("who") == {"other"}


@pytest.mark.parametrize(
    ("page", "posted"),
    [("goals", {"goals": ["less_pain", "move_more", "sleep_better", "other"]})],
)
def test_a_page_with_a_mistake_posted_after_the_end_is_kept_too(
    browser: Browser, clock: Clock, page: str, posted: dict[str, list[str]]
) -> None:
    at(browser, page)
    clock.turn(hours=3)
    browser.answer(posted)
    assert browser.path == "/questions/who"
    assert STORED in browser.text

    at(browser, page)

    assert browser.ticked(page) == set(posted[page]) & browser.offered(page)


def test_a_page_left_by_back_after_the_end_is_kept_too(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "own_words")
    clock.turn(hours=3)
    browser.press("back", {"own_words": "It is worst at night."}, form="main form")
    assert browser.path == "/questions/who"

    assert "It is worst at night." in at(browser, "own_words").text


def test_a_tablet_shows_its_start_page_as_before(
    browser: Browser, app: Flask, clock: Clock
) -> None:
    tablet.give(app, browser)
    browser.answer({"who": "me"})
    clock.turn(hours=3)

    assert browser.open("/check").path == "/kiosk/"
    assert ENDED not in browser.text


def call_that_ended(app: Flask, clock: Clock) -> Browser:
    """Return a call that nobody continued for two hours, while the member stayed signed
    in."""
    desk = signed_in(app, Role.DESK).open("/desk/phone/")
    desk.press(form="main form")
    for _ in range(13):
        clock.turn(minutes=9.5)
        desk.client.post("/desk/stay")
    return desk


def test_a_call_that_ended_says_so(app: Flask, clock: Clock) -> None:
    desk = call_that_ended(app, clock).open("/desk/phone/check")

    assert desk.path == "/desk/phone/"
    assert "The answers of the call were deleted" in desk.text


def test_a_warning_sign_in_an_ended_call_still_shows_its_advice(
    app: Flask, clock: Clock
) -> None:
    desk = call_that_ended(app, clock)

    assert (
        desk.press("", {"safety_now": ["rf_chest"]}, form="form.call").h1
        == "Call 911 now"
    )
