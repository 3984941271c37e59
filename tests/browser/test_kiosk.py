"""A tablet in a real browser that keeps old pages: after the end Back shows nothing; idle, it asks and clears."""

import itertools
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.looking import look
from tests.browser.walk import follow_button, here, walk
from tests.web import tablet
from tests.web.stories import BACK

TABLET = {"width": 800, "height": 1280}
NUMBERS = itertools.count(1)
PRIVATE = re.compile("lower back|rehabilitation|Check your answers|Where does it hurt", re.IGNORECASE)


@pytest.fixture(scope="module")
def keeping(playwright: Playwright, chromium: Browser) -> Iterator[Browser]:
    """Chromium with its back/forward cache, which tests switch off otherwise."""
    found = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[f"--{name}" for name in QUIET],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield found
    found.close()


@pytest.fixture
def page(keeping: Browser, base_url: str) -> Iterator[Page]:
    with keeping.new_context(base_url=base_url, viewport=TABLET) as context:  # type: ignore[arg-type]
        yield context.new_page()


def give(page: Page, app: Flask, code: str = tablet.CODE) -> None:
    tablet.start(app, next(NUMBERS), code)
    page.goto("/kiosk/")
    page.get_by_label("The code from the front desk").fill(code)
    follow_button(page, "Start")
    assert here(page) == "/questions/who"


def test_this_browser_keeps_old_pages(page: Page) -> None:
    """Else the next test would show nothing."""
    page.goto("/static/finder.css")
    page.evaluate("window.mark = 1")
    page.goto("/healthz")
    page.evaluate("history.back()")
    page.wait_for_url("**/finder.css", wait_until="commit")

    assert page.evaluate("window.mark") == 1


def test_ten_times_back_after_finish_shows_nothing(page: Page, served_app: Flask) -> None:
    give(page, served_app)
    walk(page, BACK)
    page.goto("/result")
    follow_button(page, "Finish and clear")
    expect(page.locator("main")).to_contain_text("cleared from this tablet")

    for _ in range(10):
        page.evaluate("void setTimeout(() => history.back())")
        page.wait_for_timeout(500)
        expect(page).to_have_url(re.compile("/kiosk/$"))
        page.wait_for_load_state()
        expect(page.locator("body")).not_to_contain_text(PRIVATE)
    for path in ("/result", "/check", "/questions/where", "/advice"):
        page.goto(path)
        assert here(page) == "/kiosk/"


def test_an_idle_tablet_asks_and_then_clears_itself(page: Page, served_app: Flask) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("label[for=who-me]").click()
    page.clock.fast_forward(179_000)
    expect(page.locator("#idle")).to_be_hidden()

    page.clock.fast_forward(2_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    expect(page.get_by_role("button", name="I am still here")).to_be_focused()
    look(page, "idle")
    page.clock.fast_forward(121_000)

    page.wait_for_url("**/kiosk/")
    page.goto("/questions/who")
    assert here(page) == "/kiosk/"


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_who_is_still_there_says_so_by_keyboard_and_loses_nothing(page: Page, served_app: Flask, key: str) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    for _ in range(3):
        page.clock.fast_forward(181_000)
        expect(page.locator("#idle")).to_be_visible()
        page.keyboard.press(key)
        expect(page.locator("#idle")).to_be_hidden()
        expect(page.locator("#who-me")).to_be_checked()

    follow_button(page, "Continue")
    assert here(page) == "/questions/safety_now"


def test_who_reads_slowly_is_not_asked_while_touching_the_screen(page: Page, served_app: Flask) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    for _ in range(6):
        page.clock.fast_forward(100_000)
        page.mouse.wheel(0, 40)
        page.wait_for_timeout(50)
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#who-me")).to_be_checked()


def test_urgent_advice_stays_and_only_what_was_ticked_goes(page: Page, served_app: Flask) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    page.locator("#safety_now-rf_chest").check()
    follow_button(page, "Continue")
    look(page, "urgent on a tablet")
    expect(page.locator("[data-told]")).to_be_visible()

    page.clock.fast_forward(3_600_000)

    expect(page.locator("[data-told]")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Call 911 now")


STATES = {
    "a tablet": {"viewport": TABLET},
    "a narrow phone": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": TABLET, "color_scheme": "dark"},
}


@pytest.mark.parametrize("state", STATES)
def test_pages_on_a_tablet_are_sound(chromium: Browser, served_app: Flask, base_url: str, state: str) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/kiosk/")
        look(page, "start")
        follow_button(page, "Start")
        look(page, "error")
        page.goto("/kiosk/still-there")
        look(page, "still there")
        give(page, served_app)
        walk(page, BACK, lambda page, name: look(page, name) if name in {"where", "feel", "impact", "check"} else None)
        page.goto("/result")
        look(page, "result")


def test_targets_are_larger_on_a_tablet(page: Page, served_app: Flask) -> None:
    give(page, served_app)

    for target in page.locator(".choice label, main .button").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 64
