"""The body picture and the list of regions share their checkboxes, with scripts or
without."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk import arrive, follow_button
from tests.web.stories import BACK


def fill_of(page: Page, region: str) -> str:
    return str(
        page.evaluate(
            "name => getComputedStyle(document.querySelector(`.part.at-${name}`)).fill",
            region,
        )
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_tap_on_the_picture_ticks_the_list_and_is_named_beneath(
    chromium: Browser, base_url: str, *, scripts: bool
) -> None:
    size = {"width": 390, "height": 844}
    with chromium.new_context(
        base_url=base_url,
        java_script_enabled=scripts,
        viewport=size,  # type: ignore[arg-type]
    ) as context:
        page = context.new_page()
        tap_left_knee(page)

        expect(page.locator("#where-knee_l")).to_be_checked()
        expect(page.locator("#where-knee_r")).not_to_be_checked()
        expect(page.locator(".chip.at-knee_l")).to_be_visible()
        expect(page.locator(".chip.at-knee_r")).to_be_hidden()


def tap_left_knee(page: Page) -> None:
    """Tap the left knee, which is on the right-hand side of the front view."""
    page.goto("/questions/who")
    answers = {
        "who": "me",
        "safety_now": "none",
        "age": "a35_49",
        "births": "no",
        "safety_new": "none",
    }
    for question, option in answers.items():
        page.locator(f"label[for={question}-{option}]").click()
        follow_button(page, "Continue")
    picture = page.locator(".body-picker svg.body")
    # On a low screen, Continue covers the legs.
    picture.evaluate("picture => picture.scrollIntoView({ behavior: 'instant' })")
    box = picture.bounding_box()
    assert box is not None
    scale = box["width"] / 256
    page.mouse.click(box["x"] + 76 * scale, box["y"] + 208 * scale)


def test_the_list_lights_the_picture_and_all_over_lights_everything(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(base_url=base_url) as context:
        page = context.new_page()
        tap_left_knee(page)
        lit, dark = fill_of(page, "knee_l"), fill_of(page, "head")
        page.locator("#where-all_over").focus()
        page.keyboard.press("Space")

        assert lit != dark
        assert fill_of(page, "head") == lit


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_ticked_regions_show_in_forced_colors_and_in_print(
    chromium: Browser, served_app: Flask, base_url: str, media: dict[str, str]
) -> None:
    with chromium.new_context(base_url=base_url) as context:
        page = context.new_page()
        arrive(page, served_app, BACK)
        page.emulate_media(**media)  # type: ignore[arg-type]

        assert fill_of(page, "low_back") != fill_of(page, "head")
