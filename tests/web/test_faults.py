"""Faults are explained kindly, with the numbers to call, and nothing that was stored is
lost."""

import logging
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from finder.config import Settings
from finder.web.app.state import NAME, State
from tests.apps import make_app
from tests.migrated import make_tables
from tests.web.browser import Browser
from tests.web.stories import BACK, at

SECRET = ("a key for tests, long enough to be taken",)
FAIL_AT_COMMIT = (
    "CREATE TABLE nobody (id INTEGER PRIMARY KEY)",
    "CREATE TABLE dangling (of INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TRIGGER fails AFTER INSERT ON visit BEGIN INSERT INTO dangling VALUES (1); END",
)
"""Every statement of a new visit works, but committing the transaction fails, as on a
full disk."""


@pytest.fixture
def away(tmp_path: Path) -> Browser:
    """Return a browser at an app whose database cannot be reached, with an earlier
    visit."""
    app = make_app(
        Settings(
            data=tmp_path,
            database="postgresql://nobody@127.0.0.1:1/none",
            secret_keys=SECRET,
        )
    )
    return Browser(app)


def test_an_emergency_is_shown_even_without_a_database(away: Browser) -> None:
    away.open("/questions/who")
    away.client.set_cookie("visit", "any")
    away.path = "/questions/safety_now"

    away.answer({"safety_now": ["rf_stroke"]})

    assert away.h1 == "Call 911 now"
    assert "We could not save what you ticked just now." in away.text


def test_without_a_database_other_pages_say_so_kindly(
    away: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    away.client.set_cookie("visit", "any")

    away.open("/questions/who")

    assert away.status == 503
    assert away.h1 == "We cannot reach your answers right now"
    assert "cannot be reached; check that it is running" in caplog.text


def test_pages_say_if_their_clinic_cannot_be_looked_up(away: Browser) -> None:
    away.root = "/c/north"

    away.open("/questions/who")
    assert (away.status, away.h1) == (503, "We cannot reach your answers right now")
    assert away.open("/privacy").status == 200
    assert (
        away.open("/desk/sign-in")
        .press("", {"name": "zoe", "password": "x", "code": "1"})
        .status
        == 503
    )


def test_leaving_works_without_a_database(away: Browser) -> None:
    away.client.set_cookie("visit", "any")
    away.open("/privacy")

    away.press("/leave")

    assert away.status == 200
    assert away.page.select_one("meta[http-equiv=refresh]")
    assert away.client.get_cookie("visit") is None


def test_a_tablet_watches_itself_without_a_database_and_is_cleared(
    away: Browser,
) -> None:
    away.client.set_cookie("kiosk", "any")
    away.client.set_cookie("visit", "any")
    away.open("/questions/who")
    assert away.status == 503
    assert away.page.select_one("body.on-tablet #idle")

    away.press("", form="#idle-end")

    assert away.path == "/kiosk/"
    assert away.status == 200
    assert away.client.get_cookie("visit") is None


def test_readiness_is_public_but_its_reason_is_only_in_the_log(
    browser: Browser, away: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    assert browser.client.get("/readyz").text.startswith("ready, rules version ")
    assert browser.client.get("/healthz").text == "up\n"

    lost = away.client.get("/readyz")

    assert lost.status_code == 503
    assert lost.text == "not ready: the database does not answer; the log says why\n"
    assert "the database none on 127.0.0.1 cannot be reached" in caplog.text
    assert away.client.get("/healthz").text == "up\n"


def test_an_unexpected_error_is_a_page_without_a_traceback(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    at(browser, "age")
    found: State = app.extensions[NAME]
    with found.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE visit SET started = 'no time at all'")

    browser.open("/questions/age")

    assert browser.status == 500
    assert browser.h1 == "Something went wrong on our side"
    assert "Traceback" not in browser.text
    assert "unexpected error" in caplog.text


def test_too_much_at_once_is_refused(browser: Browser) -> None:
    at(browser, "own_words").answer({"own_words": "a" * 70_000})

    assert browser.status == 413
    assert browser.h1 == "That was too much at once"


def test_a_form_without_its_token_changes_nothing(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    for path in ("/finish", "/start-over", "/result/include"):
        assert browser.client.post(path).status_code == 303
        assert browser.open("/result").path == "/result"


def test_the_log_knows_the_route_and_never_what_was_typed(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.walk(BACK).open("/result?where=low_back").open("/my-back-hurts")

    assert "GET /questions/<page_id> 200" in caplog.text
    assert "GET (no route) 404" in caplog.text
    for typed in ("low_back", "driving", "my-back-hurts", "Lower back"):
        assert typed not in caplog.text


def test_behind_a_proxy_with_https_cookies_never_travel_without_it(
    tmp_path: Path,
) -> None:
    app = make_app(
        Settings(
            data=tmp_path,
            database="sqlite://",
            secret_keys=SECRET,
            behind_tls_proxy=True,
        )
    )
    found: State = app.extensions[NAME]
    make_tables(found.engine)
    client = app.test_client()
    page = client.get("/questions/who", base_url="https://localhost")
    fields = BeautifulSoup(page.text, "html.parser").select(
        "form#page input[type=hidden]"
    )
    hidden = {str(field["name"]): str(field["value"]) for field in fields}

    posted = client.post(
        "/questions/who", data={"who": "me", **hidden}, base_url="https://localhost"
    )
    left = client.post("/leave", base_url="https://localhost")

    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    for response in (posted, left):
        [cookie] = [
            each
            for each in response.headers.getlist("Set-Cookie")
            if each.startswith("__Host-visit=")
        ]
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie
    found.engine.dispose()


def test_an_unlisted_host_name_is_refused(tmp_path: Path) -> None:
    app = make_app(
        Settings(
            data=tmp_path,
            database="sqlite://",
            secret_keys=SECRET,
            hosts=("pain.example.org",),
        )
    )

    assert (
        app.test_client()
        .get("/privacy", base_url="https://pain.example.org")
        .status_code
        == 200
    )
    assert (
        app.test_client().get("/privacy", base_url="https://evil.example").status_code
        == 400
    )


@pytest.mark.parametrize(
    "fault", [{"json": {}}, {"data": {"a": "a" * 70_000}}, {"data": {"a": ["a"] * 600}}]
)
@pytest.mark.parametrize("host", ["evil.example", "10.9.8.7"])
def test_a_foreign_host_is_refused_whatever_else_is_wrong(
    tmp_path: Path, host: str, fault: dict[str, Any]
) -> None:
    app = make_app(
        Settings(
            data=tmp_path,
            database="sqlite://",
            secret_keys=SECRET,
            hosts=("pain.example.org",),
        )
    )

    response = app.test_client().post("/leave", base_url=f"https://{host}", **fault)

    assert (response.status_code, response.text) == (
        400,
        "This address is not served here.\n",
    )


def test_an_error_page_that_fails_leaves_no_address_in_the_log(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    @app.context_processor
    def fails() -> dict[str, str]:
        raise RuntimeError("no page can be made")

    app.testing = False
    with pytest.raises(RuntimeError):
        browser.client.get("/yellow-canary")

    assert "an error page could not be rendered" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize("body", ["5", '"x"', "true", "[1, 2]", '{"csrf_token": 5}'])
@pytest.mark.parametrize(
    "path",
    ["/questions/who", "/advice", "/finish", "/resume", "/kiosk/", "/desk/sign-in"],
)
def test_a_page_accepts_only_forms(browser: Browser, path: str, body: str) -> None:
    sent = browser.client.post(path, data=body, content_type="application/json")

    assert sent.status_code == 415
    assert "Call 911" in sent.text


def test_an_unsupported_method_gets_the_supported_ones(browser: Browser) -> None:
    assert browser.client.put("/leave").headers["Allow"] == "OPTIONS, POST"


def test_a_form_whose_answers_were_not_stored_can_be_sent_again(
    app: Flask, browser: Browser
) -> None:
    browser.open("/questions/who")
    form_page = browser.page
    found: State = app.extensions[NAME]
    with found.engine.begin() as connection:
        for statement in FAIL_AT_COMMIT:
            connection.exec_driver_sql(statement)
    for _ in range(2):
        browser.page, browser.path = form_page, "/questions/who"
        assert browser.answer({"who": "me"}).status == 500
        assert browser.client.get_cookie("visit") is None, (
            "a cookie of a visit that is not there"
        )
    with found.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER fails")

    browser.page, browser.path = form_page, "/questions/who"
    browser.answer({"who": "me"})

    assert browser.path == "/questions/safety_now"
