"""What the web refuses, and what expires."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from finder.store.engine import reading
from finder.store.purging import purge_all
from finder.store.tables import visit
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import at

KINDS = ["application/x-www-form-urlencoded", "multipart/form-data"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "path", ["/questions/safety_now", "/kiosk/", "/desk/sign-in", "/resume"]
)
def test_a_form_with_thousands_of_fields_is_refused_plainly(
    browser: Browser, path: str, kind: str
) -> None:
    many = {"a": [""] * 600} if kind == KINDS[1] else {"a": ["1"] * 10_000}
    answer = browser.client.post(path, data=many, content_type=kind)

    assert answer.status_code == 413
    assert "That was too much at once" in answer.text


def test_a_page_takes_as_many_ticks_as_it_has(browser: Browser) -> None:
    at(browser, "safety_area").answer(
        {"safety_area": sorted(browser.offered("safety_area") - {"none"})}
    )

    assert browser.status == 200


def test_first_answers_sent_many_times_at_once_are_gone_after_the_usual_time(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    for _ in range(20):
        browser.client.delete_cookie("visit")
        browser.open("/questions/who").press("", {"who": "me"}, form="main form")
    state = state_of(app)

    def stored_visit_count() -> int:
        with reading(state.engine) as connection:
            return connection.scalar(select(func.count()).select_from(visit)) or 0

    assert stored_visit_count() == 20
    clock.turn(minutes=state.settings.visit_minutes)
    assert purge_all(state.database, clock() - timedelta(seconds=1)).visits == 0
    assert purge_all(state.database, clock()).visits == 20
    assert stored_visit_count() == 0


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/static/nothing.css", {}, 404),
        ("/static/../dev", {}, 404),
        ("/static/finder.css", {"Range": "bytes=9999999-"}, 416),
    ],
)
def test_no_browser_stores_an_error_page_at_the_address_of_a_file(
    browser: Browser, path: str, headers: dict[str, str], status: int
) -> None:
    """Check this because an error page may set a cookie, which a shared cache would
    pass on to the next person."""
    answer = browser.client.get(path, headers=headers)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"


def test_browsers_store_a_static_file(browser: Browser) -> None:
    with browser.client.get("/static/finder.css") as file:
        assert file.headers["Cache-Control"] == "public, max-age=3600"
        seen = {"If-None-Match": file.headers["ETag"]}

    with browser.client.get("/static/finder.css", headers=seen) as unchanged:
        assert unchanged.status_code == 304
        assert unchanged.headers["Cache-Control"] == "public, max-age=3600"
