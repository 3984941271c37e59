"""Other help: lines to call, on a page that asks and stores nothing and is easy to
leave."""

from dataclasses import replace

from flask import Flask

from finder.config import Settings
from finder.web.app.state import NAME, State
from tests.apps import make_app
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.stories import BACK
from tests.web.test_counting import counted


def calls(browser: Browser) -> set[str]:
    return {str(link["href"]) for link in browser.page.select("main a")}


def test_every_line_is_a_link_to_call_and_leaving_is_at_hand(browser: Browser) -> None:
    browser.open("/other-help")

    assert browser.h1 == "Other help"
    assert calls(browser) == {
        "tel:1-800-222-1222", "tel:1-800-799-7233", "sms:88788?&body=START", "tel:988", "sms:838255",
    }  # fmt: skip
    assert "Text START to 88788" in browser.text
    assert browser.page.select_one("header form[action='/leave'] button")


def test_it_is_linked_next_to_the_numbers_on_every_page(browser: Browser) -> None:
    seen: list[bool] = []
    browser.walk(
        BACK,
        lambda page: seen.append(
            bool(page.select(".help-lines a[href='/other-help']"))
        ),
    )

    assert len(seen) > 15
    assert all(seen)
    for path in ("/check", "/result", "/advice", "/privacy", "/desk/sign-in"):
        assert browser.open(path).page.select(".help-lines a[href='/other-help']"), path


def test_viewing_it_stores_and_counts_nothing(browser: Browser, app: Flask) -> None:
    browser.open("/other-help")

    assert browser.client.get_cookie("visit") is None
    assert counted(app) == {}


def test_a_help_line_without_a_number_is_left_out(
    settings: Settings, clock: Clock
) -> None:
    app = make_app(
        replace(settings, poison_line="", violence_line="", violence_text=""), clock
    )
    browser = Browser(app).open("/other-help")
    state: State = app.extensions[NAME]
    state.engine.dispose()

    assert calls(browser) == {"tel:988", "sms:838255"}
    assert "Poison" not in browser.text
