"""What a screen reader reads, word for word. `python -m tests.browser.test_reading`
writes the golden texts again."""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET, Visitor
from tests.browser.pictures import made_up
from tests.browser.walk import follow_button, walk
from tests.web.stories import BACK

GOLDEN = Path(__file__).parent / "golden"
VERSION = re.compile(r"Rules version \w+")
NAMES = ("error", "where", "feel", "impact", "check", "result")


def readings(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the name of each golden page, and what is read there."""
    page.goto("/questions/who")
    follow_button(page, "Continue")
    yield "error", read(page)
    found: dict[str, str] = {}
    walk(
        page,
        BACK,
        lambda page, name: found.update({name: read(page)}) if name in NAMES else None,
    )
    yield from found.items()
    page.goto("/result")
    yield "result", read(page)


def read(page: Page) -> str:
    return VERSION.sub("Rules version ...", page.locator("body").aria_snapshot()) + "\n"


def test_what_is_read_aloud_is_what_was_agreed(visitor: Visitor) -> None:
    texts = dict(readings(visitor.page))

    assert set(texts) == set(NAMES)
    for name, text in texts.items():
        assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), name


def write() -> None:
    with made_up() as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[f"--{name}" for name in QUIET]
        )
        for name, text in readings(
            browser.new_page(base_url=base_url, viewport={"width": 390, "height": 844})
        ):
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    write()
