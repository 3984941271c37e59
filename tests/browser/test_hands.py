"""Large targets, help right at a ticked option, and the next button within reach."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Visitor
from tests.browser.looking import look
from tests.browser.walk import arrive, follow, follow_button
from tests.web.stories import BACK

TARGET = 44
PHONE: ViewportSize = {"width": 390, "height": 844}


def begin(page: Page) -> None:
    page.goto("/questions/who")
    page.locator("#who-me").check()
    follow_button(page, "Continue")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_number_of_a_scale_is_a_target(
    visitor: Visitor, served_app: Flask, width: int
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 844})
    arrive(page, served_app, BACK)
    page.goto("/questions/impact")

    boxes = [
        each.bounding_box() for each in page.locator("#question-pain_avg label").all()
    ]
    assert len(boxes) == 11
    for box in boxes:
        assert box is not None
        assert min(box["width"], box["height"]) >= TARGET
    expect(page.get_by_role("radio", name="0 no pain")).to_be_visible()
    rows = {round(box["y"]) for box in boxes if box}
    assert len(rows) in {1, 11}
    look(page, "a scale")


def test_a_ticked_emergency_says_who_to_call_without_scripts(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(
        base_url=base_url, java_script_enabled=False, viewport=PHONE
    ) as context:
        page = context.new_page()
        begin(page)
        call = page.get_by_role("link", name="Call 911 now")
        expect(call).to_have_count(0)

        page.locator("#safety_now-rf_chest").check()
        expect(call).to_be_visible()
        expect(call).to_have_attribute("href", "tel:911")
        expect(page.get_by_role("status").filter(has=call)).to_have_count(1)

        page.locator("#safety_now-rf_chest").uncheck()
        expect(call).to_have_count(0)


def test_a_page_with_a_ticked_emergency_is_sound(visitor: Visitor) -> None:
    begin(visitor.page)
    for line in ("rf_chest", "rf_other_now", "rf_harm_now"):
        visitor.page.locator(f"#safety_now-{line}").check()

    look(visitor.page, "help at the tick")


def test_continue_is_within_reach_and_hides_nothing_that_has_the_focus(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(base_url=base_url, viewport=PHONE) as context:
        page = context.new_page()
        begin(page)
        button = page.get_by_role("button", name="Continue", exact=True).last
        expect(button).to_be_in_viewport(ratio=1)

        bar = page.locator("#page > .buttons")
        for _ in range(30):
            page.keyboard.press("Tab")
            if not page.locator("main input:focus").count():
                continue
            focused = page.locator("main input:focus + label").bounding_box()
            top = bar.bounding_box()
            assert focused is not None
            assert top is not None
            assert focused["y"] + focused["height"] <= top["y"] + 1


def test_the_code_can_be_copied(chromium: Browser, base_url: str) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with chromium.new_context(base_url=base_url, permissions=allowed) as context:
        page = context.new_page()
        begin(page)
        follow_button(page, "Save and come back later")
        expect(page.locator("h1")).to_have_text("Your answers are safe")

        page.get_by_role("button", name="Copy the code").click()
        expect(page.get_by_role("button", name="The code is copied")).to_be_visible()
        code = page.locator(".resume-code").inner_text()
        assert page.evaluate("navigator.clipboard.readText()") == code


def test_finishing_asks_once(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    page.goto("/result")
    expect(page.get_by_role("button", name="Delete the answers")).to_be_hidden()

    page.get_by_text("Finish and clear").click()
    follow(page, page.get_by_role("button", name="Delete the answers"))
    expect(page.locator("h1")).to_have_text("Your answers are deleted")
