"""Specialist words open their explanation by touch and keyboard, without scripts,
within the screen."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import look, tab_to
from tests.browser.walk import arrive
from tests.web.stories import BACK

TAKES_MANY = {
    **BACK,
    "medicines": ["opioid_daily", "nerve_med"],
    "health": ["lungs_apnea"],
}
INSIDE = """meaning => { const box = meaning.getBoundingClientRect();
    return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.fixture
def narrow(
    chromium: Browser, base_url: str, served_app: Flask, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Yield the page of a narrow phone, with the answers of a person who takes many
    medicines."""
    with chromium.new_context(
        base_url=base_url,
        viewport={"width": 320, "height": 640},
        java_script_enabled=request.param,
    ) as context:
        page = context.new_page()
        arrive(page, served_app, TAKES_MANY)
        yield page


@pytest.mark.parametrize("narrow", [True, False], indirect=True)
def test_a_word_is_explained_next_to_it_by_keyboard(narrow: Page) -> None:
    narrow.goto("/result")
    meaning = narrow.locator(".meaning").first
    expect(meaning).to_be_hidden()
    tab_to(narrow, "button.word")
    narrow.keyboard.press("Enter")

    expect(meaning).to_be_visible()
    assert meaning.evaluate(INSIDE)
    narrow.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(narrow.locator("button.word").first).to_be_focused()


@pytest.mark.parametrize("narrow", [True], indirect=True)
def test_every_explanation_fits_the_screen_and_is_sound(narrow: Page) -> None:
    narrow.goto("/result")
    words = narrow.locator("button.word:visible")
    assert words.count() >= 5
    for number in range(words.count()):
        words.nth(number).click()
        opened = narrow.locator(".meaning:popover-open")
        expect(opened).to_have_count(1)
        assert opened.evaluate(INSIDE), opened.inner_text()
    look(narrow, "an explanation is open")


@pytest.mark.parametrize("narrow", [False], indirect=True)
def test_the_words_of_options_unfold_without_scripts(narrow: Page) -> None:
    narrow.goto("/questions/medicines?change=1")
    fold = narrow.locator(".words")
    expect(fold.locator("dd").first).to_be_hidden()
    tab_to(narrow, ".words summary")
    narrow.keyboard.press("Enter")

    expect(fold.locator("dd").first).to_be_visible()
    box = fold.locator("summary").bounding_box()
    assert box is not None
    assert box["height"] >= 44
