"""The queue fits every screen, with long words in every column."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import shared
from tests.browser.looking import fits
from tests.browser.test_desk import Clinic, clinic  # noqa: F401 - the fixture
from tests.browser.walk import follow
from tests.web.stories import BACK

LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
IN_NEED = {**BACK, "safety_now": ["rf_chest", "rf_harm_now"]}
WIDTHS = (320, 390, 640, 768, 900, 1000, 1280)


@pytest.mark.parametrize("language", ["English", "Español"])
def test_the_queue_never_scrolls_sideways(
    clinic: Clinic,  # noqa: F811
    language: str,
) -> None:
    for answers in (BACK, IN_NEED):
        shared(clinic.app, answers)
    page = clinic.staff()
    if language != "English":
        follow(page, page.get_by_role("button", name=language))
    expect(page.locator("table.queue tbody tr")).to_have_count(2)

    too_wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if not fits(page):
            too_wide.append(str(width))
    page.evaluate(LARGE_TEXT)
    if not fits(page):
        too_wide.append("text of 200 percent")

    assert not too_wide
