"""A caller's answers are not lost if the staff session or the call ends before they are
stored."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.engine import writing
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, next_code, signed_in, state_of, trail
from tests.web.stories import BACK
from tests.web.test_phone import call, take

WORDS = "worse at night,\nbetter in summer"
OPEN = "You were signed out. Nothing was shared, and the call is still open."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def sign_in_again(
    browser: Browser, app: Flask, clock: Clock, name: str = "ana"
) -> Browser:
    clock.turn(seconds=60)
    return browser.press(
        "/desk/sign-in",
        {"name": name, "password": PASSWORD, "code": next_code(app, name)},
    )


def at_words(app: Flask) -> Browser:
    """Return a call at the page for the caller's own words."""
    desk = take(call(signed_in(app, Role.DESK, "ana")), BACK)
    return desk.open("/desk/phone/questions/own_words?change=1")


def test_text_typed_when_the_session_ended_comes_back(app: Flask, clock: Clock) -> None:
    desk = at_words(app)
    clock.turn(minutes=11)

    desk.press("", {"own_words": WORDS}, form="form.call")
    assert desk.path.startswith("/desk/sign-in")
    assert "summer" not in str(desk.page) + desk.path

    sign_in_again(desk, app, clock)
    assert desk.path.startswith("/desk/phone/questions/own_words")
    assert (
        "You were signed out. What you typed is here, but it is not saved yet."
        in desk.text
    )
    assert words(desk.page.select_one("textarea")) == words_of(WORDS)

    desk.press("", {"own_words": WORDS}, form="form.call")
    assert words_of(WORDS) in desk.text
    assert "What you typed is here" not in desk.text


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_ticks_come_back_too(app: Flask, clock: Clock) -> None:
    desk = take(call(signed_in(app, Role.DESK, "ana")), BACK).open(
        "/desk/phone/questions/where"
    )
    clock.turn(minutes=11)

    sign_in_again(
        desk.press("", {"where": ["head", "neck"]}, form="form.call"), app, clock
    )

    assert desk.ticked("where") == {"head", "neck"}


def test_another_member_does_not_get_the_text(app: Flask, clock: Clock) -> None:
    desk = at_words(app)
    signed_in(app, Role.DESK, "maria")
    clock.turn(minutes=11)

    sign_in_again(
        desk.press("", {"own_words": WORDS}, form="form.call"), app, clock, "maria"
    )

    assert "summer" not in desk.text


def test_the_callers_answers_are_shown_if_the_call_is_gone(app: Flask) -> None:
    desk = at_words(app)
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("DELETE FROM visit")

    desk.press("", {"own_words": WORDS}, form="form.call")

    assert desk.h1 == "What you typed"
    assert (
        "The answers of the call were deleted because nobody used them for 2 hours."
        in desk.text
    )
    assert words_of(WORDS) in desk.text


def test_ticks_of_a_deleted_call_are_shown_in_words(app: Flask) -> None:
    desk = take(call(signed_in(app, Role.DESK, "ana")), BACK).open(
        "/desk/phone/questions/where"
    )
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("DELETE FROM visit")

    desk.press("", {"where": ["neck"]}, form="form.call")

    assert "Where does it hurt?" in desk.text
    assert "Neck" in desk.text


@pytest.mark.parametrize("agree", ["yes", "no"])
def test_a_yes_that_came_after_the_session_ended_says_that_nothing_was_shared(
    app: Flask, clock: Clock, agree: str
) -> None:
    desk = take(call(signed_in(app, Role.DESK, "ana")), BACK).open("/desk/phone/result")
    clock.turn(minutes=11)

    sign_in_again(desk.press("", {"agree": agree}, form="form.call"), app, clock)

    assert desk.path.startswith("/desk/phone/result")
    assert OPEN in desk.text
    assert not desk.page.select("[name=agree][checked]"), "the caller is asked again"
    assert "shared an intake" not in [what for _, what, _ in trail(app)]

    desk.press("", {"agree": "yes"}, form="form.call")
    assert desk.path == "/desk/phone/shared"
