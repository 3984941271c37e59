"""A link to an error leads to the whole question, even on the narrowest phone."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.looking import look
from tests.browser.walk import arrive, follow, follow_button
from tests.web.stories import BACK

NARROW = {"width": 320, "height": 640}
QUESTIONS = {
    "where": "legend",
    "feel": "legend",
    "impact": "legend",
    "own_words": "label[for=own_words]",
}


def is_on_screen(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= NARROW["height"]


def make_a_mistake(page: Page) -> None:
    """Leave everything out, or type too much."""
    page.evaluate(
        "document.querySelectorAll('main input[id]').forEach(each => { each.checked = false; })"
    )
    for text in page.locator("main textarea").all():
        text.fill("long " * 101)
    follow_button(page, "Continue")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_question_is_in_view_after_an_error_link(
    chromium: Browser, base_url: str, served_app: Flask, *, scripts: bool
) -> None:
    with chromium.new_context(
        base_url=base_url,
        viewport=NARROW,  # type: ignore[arg-type]
        java_script_enabled=scripts,
    ) as context:
        page = context.new_page()
        arrive(page, served_app, BACK)
        for name, question in QUESTIONS.items():
            page.goto(f"/questions/{name}?change=1")
            make_a_mistake(page)
            page.locator(".error-summary a").click()

            assert is_on_screen(page, f"main {question}"), name
            if scripts:
                focused = page.evaluate("document.activeElement.tagName")
                assert focused in {"INPUT", "TEXTAREA"}, (
                    "typing and the space bar work at once"
                )
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement.closest('main form') !== null"
            ), name


def test_the_lines_of_own_words_are_seen(
    chromium: Browser, base_url: str, served_app: Flask
) -> None:
    with chromium.new_context(base_url=base_url, viewport=NARROW) as context:  # type: ignore[arg-type]
        page = context.new_page()
        arrive(page, served_app, {**BACK, "own_words": "Morning: 5\nNight: 7"})
        assert page.get_by_text("Morning: 5").inner_text() == "Morning: 5\nNight: 7"
        follow(page, page.locator("main a.button"))
        page.get_by_role("heading", name="Your answers", exact=True).first.click()
        assert (
            page.locator(".told-list:visible").get_by_text("Morning: 5").inner_text()
            == "Morning: 5\nNight: 7"
        )
        look(page, "result with lines")
