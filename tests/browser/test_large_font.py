"""A browser whose own font is twice as large: its media queries see a screen half as
wide, unlike those of a page with large text."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.looking import fits, open_all
from tests.browser.walk import take_over
from tests.web.browser import Browser as Walker
from tests.web.stories import BACK

LARGE = {"webkit": {"webprefs": {"default_font_size": 32}}}
WITH_TWO_BUTTONS = ("how_long", "cause", "impact", "tried", "own_words")


@pytest.fixture
def page(playwright: Playwright, base_url: str, tmp_path: Path) -> Iterator[Page]:
    """Yield a phone of 390 px in Spanish, whose words are longer."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps(LARGE))
    with playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=CHROMIUM,
        args=[f"--{name}" for name in QUIET],
        base_url=base_url,
        locale="es",
        viewport={"width": 390, "height": 844},
    ) as context:
        yield context.pages[0]


def test_nothing_scrolls_sideways_with_a_large_font(
    page: Page, served_app: Flask
) -> None:
    take_over(page, Walker(served_app).walk(BACK))

    for name in WITH_TWO_BUTTONS:
        page.goto(f"/questions/{name}?change=1")
        assert fits(page), name
    for path in ("/check", "/result", "/paper"):
        page.goto(path)
        open_all(page)
        assert fits(page), path
