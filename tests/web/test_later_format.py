"""A visit that a later version of the app has stored ends with a message, and the log
tells the operator why."""

import json

import pytest
from flask import Flask

from finder.core.visiting.stored import FORMAT
from finder.store import visits
from tests.web.browser import Browser
from tests.web.desk import state_of
from tests.web.stories import at

WHY = f"a visit has the format {FORMAT + 1}"


def store_later_format(app: Flask, token: str) -> None:
    """Store the visit of this token as the next version of the app would."""
    state = state_of(app)
    with state.writing() as transaction:
        row = visits.find(transaction, token)
        assert row is not None
        payload = json.dumps({**json.loads(row.payload), "format": FORMAT + 1}).encode()
        visits.keep(transaction, token, row, payload, row.expires - state.now())


def token_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("visit")
    assert cookie is not None
    return cookie.value


def test_a_visit_of_a_later_version_counts_as_ended(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    at(browser, "age")
    store_later_format(app, token_of(browser))

    browser.open("/check")

    assert browser.path == "/questions/who"
    assert "Your answers were deleted" in browser.text
    assert WHY in caplog.text


def test_a_resume_code_of_a_later_version_leads_to_a_message(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    at(browser, "age")
    token = token_of(browser)
    browser.press("/save")
    code = browser.page.select(".resume-code")[0].get_text()
    store_later_format(app, token)

    page = browser.open("/resume").press("", {"code": code}, form="main form")

    assert page.status == 422
    assert "These answers can no longer be opened" in page.text
    assert WHY in caplog.text
