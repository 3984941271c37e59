"""A tablet in a real browser that caches old pages: after the end, Back shows nothing.
When idle, it asks and clears itself."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

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
MORNING = datetime(2030, 1, 2, 9, tzinfo=UTC)
PRIVATE = re.compile(
    "lower back|rehabilitation|Check your answers|Where does it hurt", re.IGNORECASE
)


@pytest.fixture(scope="module")
def keeping(playwright: Playwright, chromium: Browser) -> Iterator[Browser]:
    """Yield Chromium with its back/forward cache, which other tests switch off."""
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


def touch(page: Page) -> None:
    page.keyboard.press("Shift")


def cut(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_have_text(
        "Not connected. Your answers stay on this screen. We keep trying."
    )


def expect_cleared(page: Page) -> None:
    """Check that nothing of the page is left on the screen or in the document."""
    expect(page.locator("h1")).to_have_text("This tablet is cleared")
    expect(page.locator("input, form, dialog")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Who is filling this in")


def expect_start_page(page: Page) -> None:
    expect(page.get_by_label("The code from the front desk")).to_be_visible()
    page.goto("/questions/who")
    assert here(page) == "/kiosk/"


def test_this_browser_keeps_old_pages(page: Page) -> None:
    """Check this because otherwise the next test would prove nothing."""
    page.goto("/static/finder.css")
    page.evaluate("window.mark = 1")
    page.goto("/healthz")
    page.evaluate("history.back()")
    page.wait_for_url("**/finder.css", wait_until="commit")

    assert page.evaluate("window.mark") == 1


def test_ten_times_back_after_finish_shows_nothing(
    page: Page, served_app: Flask
) -> None:
    give(page, served_app)
    walk(page, BACK)
    page.goto("/result")
    page.get_by_text("Finish and clear").click()
    follow_button(page, "Delete the answers")
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


def test_an_idle_tablet_asks_and_then_clears_itself(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("label[for=who-me]").click()
    page.clock.fast_forward(90_000)
    expect(page.locator("#idle")).to_be_hidden()

    page.clock.fast_forward(91_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    expect(page.get_by_role("button", name="I am still here")).to_be_focused()
    look(page, "idle")
    page.clock.fast_forward(121_000)

    expect_start_page(page)


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_a_person_can_say_by_keyboard_that_they_are_still_there(
    page: Page, served_app: Flask, key: str
) -> None:
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


def test_a_slow_reader_is_not_asked_while_touching_the_screen(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    for _ in range(6):
        page.clock.fast_forward(100_000)
        page.mouse.wheel(0, 40)
        page.wait_for_timeout(50)
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#who-me")).to_be_checked()


def test_urgent_advice_stays_and_only_what_was_ticked_goes(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    page.locator("#safety_now-rf_chest").check()
    follow_button(page, "Continue")
    look(page, "urgent on a tablet")
    expect(page.locator("[data-ticked]")).to_be_visible()

    page.clock.fast_forward(3_600_000)

    expect(page.locator("[data-ticked]")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Call 911 now")


def test_a_half_filled_question_survives_a_cut_network(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    cut(page)
    for _ in range(4):
        page.clock.fast_forward(60_000)
        touch(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#connection")).to_contain_text("this was not sent")
    page.get_by_role("link", name="What happens to your answers").click()
    assert here(page) == "/questions/who"
    expect(page.locator("#who-me")).to_be_checked()
    look(page, "not connected")

    page.context.set_offline(False)
    page.clock.fast_forward(6_000)
    expect(page.locator("#connection")).to_have_text("Connected again.")
    expect(page.locator("#who-me")).to_be_checked()
    follow_button(page, "Continue")

    assert here(page) == "/questions/safety_now"


def test_a_press_goes_through_as_soon_as_the_network_is_back(
    page: Page, served_app: Flask
) -> None:
    give(page, served_app)
    page.locator("#who-me").check()
    cut(page)
    page.context.set_offline(False)

    follow_button(page, "Continue")

    assert here(page) == "/questions/safety_now"


def test_who_is_still_there_stays_on_the_page_without_a_network(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    cut(page)
    page.clock.fast_forward(181_000)
    page.get_by_role("button", name="I am still here").click()
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.fast_forward(20_000)

    expect(page.locator("#who-me")).to_be_checked()
    assert here(page) == "/questions/who"


def test_a_failing_server_is_retried(page: Page, served_app: Flask) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    page.route("**/kiosk/stay", lambda route: route.fulfill(status=503, body="away"))
    page.clock.fast_forward(16_000)
    expect(page.locator("#connection")).to_contain_text("Not connected")
    page.clock.fast_forward(6_000)
    page.unroute("**/kiosk/stay")

    page.clock.fast_forward(6_000)

    expect(page.locator("#connection")).to_have_text("Connected again.")
    expect(page.locator("#who-me")).to_be_checked()


def test_a_tablet_clears_itself_without_a_network_and_ends_the_session_later(
    page: Page, served_app: Flask
) -> None:
    page.clock.install()
    give(page, served_app)
    page.locator("#who-me").check()
    cut(page)
    page.clock.fast_forward(181_000)
    expect(page.locator("#idle")).to_be_visible()
    page.clock.fast_forward(121_000)
    expect_cleared(page)
    look(page, "cleared")
    page.clock.fast_forward(600_000)
    expect(page.locator("#connection")).to_have_text("Not connected. We keep trying.")

    page.context.set_offline(False)
    page.clock.fast_forward(6_000)

    expect_start_page(page)


WAKE = """() => {
    document.dispatchEvent(new Event("visibilitychange"));
    return document.body.innerText;
}"""


@pytest.mark.parametrize("offline", [False, True])
def test_a_tablet_that_slept_clears_before_it_shows_anything(
    page: Page, served_app: Flask, offline: bool
) -> None:
    page.clock.install(time=MORNING)
    give(page, served_app)
    page.locator("#who-me").check()
    page.context.set_offline(offline)
    page.clock.pause_at(MORNING + timedelta(minutes=2))
    page.clock.set_system_time(MORNING + timedelta(hours=1))

    shown = page.evaluate(WAKE)

    assert shown.startswith("This tablet is cleared")
    if offline:
        expect_cleared(page)
        page.context.set_offline(False)
        page.clock.resume()
        page.clock.fast_forward(12_000)
    expect_start_page(page)


def test_a_tablet_that_slept_for_a_moment_keeps_the_page(
    page: Page, served_app: Flask
) -> None:
    page.clock.install(time=MORNING)
    give(page, served_app)
    page.locator("#who-me").check()
    page.clock.pause_at(MORNING + timedelta(minutes=2))
    page.clock.set_system_time(MORNING + timedelta(minutes=2, seconds=45))

    page.evaluate(WAKE)

    expect(page.locator("#who-me")).to_be_checked()
    expect(page.locator("#idle")).to_be_hidden()


def test_what_was_ticked_goes_from_urgent_advice_on_waking(
    page: Page, served_app: Flask
) -> None:
    page.clock.install(time=MORNING)
    give(page, served_app)
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    page.locator("#safety_now-rf_chest").check()
    follow_button(page, "Continue")
    ticked = page.locator("[data-ticked]").inner_text()
    page.clock.pause_at(MORNING + timedelta(minutes=2))
    page.clock.set_system_time(MORNING + timedelta(hours=1))

    shown = page.evaluate(WAKE)

    assert "Call 911 now" in shown
    assert ticked not in shown


READING = ["/how-it-works", "/privacy", "/paper", "/nowhere"]


@pytest.mark.parametrize("path", READING)
def test_reading_for_long_keeps_the_session(
    page: Page, served_app: Flask, path: str
) -> None:
    page.clock.install()
    give(page, served_app)
    page.goto(path)
    for _ in range(4):
        touch(page)
        with page.expect_response("**/kiosk/stay") as stay:
            page.clock.fast_forward(100_000)
        assert stay.value.status == 204
        expect(page.locator("#idle")).to_be_hidden()

    page.goto("/questions/who")
    assert here(page) == "/questions/who"


@pytest.mark.parametrize("path", READING)
def test_a_page_to_read_asks_and_clears_itself(
    page: Page, served_app: Flask, path: str
) -> None:
    page.clock.install()
    give(page, served_app)
    page.goto(path)
    page.clock.fast_forward(181_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()

    page.clock.fast_forward(121_000)

    expect_start_page(page)


STATES = {
    "a tablet": {"viewport": TABLET},
    "a narrow phone": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": TABLET, "color_scheme": "dark"},
}


@pytest.mark.parametrize("state", STATES)
def test_pages_on_a_tablet_are_sound(
    chromium: Browser, served_app: Flask, base_url: str, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/kiosk/")
        look(page, "start")
        follow_button(page, "Start")
        look(page, "error")
        page.goto("/kiosk/still-there")
        look(page, "still there")
        give(page, served_app)
        walk(
            page,
            BACK,
            lambda page, name: (
                look(page, name)
                if name in {"where", "feel", "impact", "check"}
                else None
            ),
        )
        page.goto("/result")
        look(page, "result")


def test_targets_are_larger_on_a_tablet(page: Page, served_app: Flask) -> None:
    give(page, served_app)

    for target in page.locator(".choice label, main .button").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 64
