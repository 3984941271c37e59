"""Leaving a page and coming back in a real browser: the browser never asks to send a
form again, and nothing is lost."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.looking import look
from tests.browser.test_tablet import give, keeping
from tests.browser.walk import arrive, follow, follow_button, here
from tests.web.stories import BACK

__all__ = ["keeping"]
TABLET = {"width": 800, "height": 1280}


def begin(page: Page) -> None:
    """Leave the first question empty, then answer it."""
    page.goto("/questions/who")
    follow_button(page, "Continue")
    expect(page.locator("#errors")).to_contain_text("Choose one.")
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    assert here(page) == "/questions/safety_now"


def test_the_browsers_own_back_and_a_reload_show_a_page_after_a_mistake(
    visitor: Visitor,
) -> None:
    begin(visitor.page)
    for _ in range(2):
        visitor.page.go_back()
        expect(visitor.page.locator("h1")).to_have_text(
            "Find the right kind of pain doctor"
        )
    visitor.page.go_forward()
    follow_button(visitor.page, "Continue")
    visitor.page.reload()
    expect(visitor.page.locator("h1")).to_be_visible()


def test_back_and_a_reload_show_a_page_on_a_tablet_with_cached_pages(
    keeping: Browser, base_url: str, served_app: Flask
) -> None:
    with keeping.new_context(base_url=base_url, viewport=TABLET) as context:  # type: ignore[arg-type]
        page = context.new_page()
        give(page, served_app, "730164")
        follow_button(page, "Continue")
        expect(page.locator("#errors")).to_contain_text("Choose one.")
        page.locator("#who-me").check()
        follow_button(page, "Continue")

        page.go_back()

        expect(page.locator("h1")).to_have_text("Find the right kind of pain doctor")
        expect(page.locator("#who-me")).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_of_a_resume_code_survives_a_reload(
    chromium: Browser, base_url: str, *, scripts: bool
) -> None:
    with chromium.new_context(
        base_url=base_url, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.goto("/questions/who")
        page.locator("#who-me").check()
        follow_button(page, "Continue")
        follow_button(page, "Save and come back later")
        code = page.locator(".resume-code").inner_text()

        page.reload()

        expect(page.locator(".resume-code")).to_have_text(code)


@pytest.mark.parametrize("scripts", [True, False])
def test_back_keeps_what_was_typed(
    chromium: Browser, base_url: str, served_app: Flask, *, scripts: bool
) -> None:
    with chromium.new_context(
        base_url=base_url, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        arrive(page, served_app, BACK)
        page.goto("/questions/own_words")
        page.locator("#own_words").fill("It is worst at night.")
        follow(page, page.locator(".back"))
        assert here(page) == "/questions/access"

        page.goto("/questions/own_words")
        expect(page.locator("#own_words")).to_have_value("It is worst at night.")


def test_enter_in_a_page_with_a_back_button_goes_on(visitor: Visitor) -> None:
    begin(visitor.page)
    visitor.page.locator("#safety_now-none").check()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")

    assert here(visitor.page) == "/questions/age"


def staying(page: Page) -> list[str]:
    """Answer each dialog of the browser by staying on the page. Return the list of the
    dialogs' types, which grows."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def test_a_link_asks_first_if_something_was_changed(visitor: Visitor) -> None:
    page = visitor.page
    begin(page)
    page.locator("#safety_now-none").check()
    asked = staying(page)

    with page.expect_event("dialog"):
        page.locator(".foot-links a").first.click(no_wait_after=True)
    expect(page.locator("#safety_now-none")).to_be_checked()
    page.locator("a[href^='tel:']:visible").first.click(no_wait_after=True)
    page.wait_for_timeout(500)

    assert asked == ["beforeunload"]


def test_a_link_does_not_ask_if_nothing_was_changed(visitor: Visitor) -> None:
    page = visitor.page
    begin(page)
    asked = staying(page)

    follow(page, page.locator(".foot-links a").first)

    assert not asked
    assert here(page) != "/questions/safety_now"


def test_finishing_after_staff_signed_in_at_the_same_browser_deletes(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    page.goto("/result")
    page.context.clear_cookies(name="session")

    page.get_by_text("Finish and clear").click()
    follow_button(page, "Delete the answers")

    assert here(page) == "/finished"


def test_the_new_pages_are_sound(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    for path in ("/finish", "/start-over", "/save"):
        page.goto(path)
        look(page, path)
    page.goto("/questions/own_words")
    look(page, "a page with a Back button")
    page.locator("#own_words").fill("My secret.")
    stale = page.context.new_page()
    stale.goto("/finish")
    follow(stale, stale.locator("main button"))
    stale.goto("/questions/who")
    stale.locator("#who-me").check()
    follow_button(stale, "Continue")
    follow_button(page, "Continue")
    expect(page.locator("h1")).to_have_text("What you just sent was not kept")
    look(page, "not kept")


def test_a_page_stays_when_the_network_is_cut_and_goes_on_when_it_is_back(
    visitor: Visitor,
) -> None:
    page = visitor.page
    page.goto("/questions/who")
    page.locator("#who-me").check()
    page.context.set_offline(True)

    page.get_by_role("button", name="Continue").click()

    notice = page.locator("#offline")
    expect(notice).to_contain_text("Not connected. What you typed stays on this page.")
    expect(notice).to_contain_text("Call 911")
    expect(page.locator("#who-me")).to_be_checked()
    look(page, "a question without a network")

    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    follow_button(page, "Continue")
    assert here(page) == "/questions/safety_now"
