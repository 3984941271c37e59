"""A clock that is set back locks nobody out, still ends what should end, and shows no
negative age."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from finder.store.staff import Role
from finder.web.desk.words import since
from tests.web.browser import Browser
from tests.web.conftest import Clock, Share
from tests.web.desk import code, pinned, queued, sign_in, signed_in

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_an_age_is_never_negative(ago: timedelta) -> None:
    assert "-" not in since(NOON - ago, NOON)


def test_after_two_hours_back_staff_sign_in_at_once(app: Flask, clock: Clock) -> None:
    signed_in(app, Role.DESK, "zoe")
    assert "is not right" in sign_in(Browser(app), "zoe", "a wrong password").text

    clock.turn(hours=-2)
    desk = sign_in(Browser(app), "zoe", code=code(app, "zoe"))

    assert desk.path == "/desk/"


def test_a_session_from_before_asks_for_a_sign_in(desk: Browser, clock: Clock) -> None:
    clock.turn(hours=-2)

    assert desk.open("/desk/").path.startswith("/desk/sign-in")


def test_the_queue_shows_no_negative_age(
    app: Flask, clock: Clock, share: Share
) -> None:
    share(safety_now=["rf_stroke"])
    clock.turn(hours=-2)
    desk = signed_in(app, Role.DESK).open("/desk/")

    assert len(queued(desk)) == 1
    assert pinned(desk)[0].endswith("waiting less than a minute")
    assert "less than a minute ago" in desk.text


def test_a_form_from_before_is_accepted_immediately(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check this because its token is in Flask's session cookie, which is dated by the
    machine's clock."""
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 7200)
    browser.open("/questions/who")

    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now)
    browser.answer({"who": "me"})

    assert browser.path == "/questions/safety_now"


def test_a_session_cookie_still_ends_by_its_age(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    browser.open("/questions/who")

    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 32 * 24 * 3600)
    browser.answer({"who": "me"})

    assert browser.path == "/questions/who"
