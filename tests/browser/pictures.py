"""Screenshots of the pages. `python -m tests.browser.pictures FOLDER` takes all of
them, on every screen and as printed. Without a folder, it updates those in the
README."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pypdfium2 import PdfDocument

from finder.config import Settings
from finder.web import create_app
from finder.web.app.state import NAME, State
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.looking import open_all
from tests.browser.serving import served
from tests.browser.walk import follow_button, walk
from tests.migrated import make_tables
from tests.web.stories import BACK

README = Path(__file__).parent / "pictures"
PHONE = {"width": 390, "height": 844}
SCREENS = {
    "narrow": (320, "light"),
    "phone": (390, "light"),
    "desktop": (1200, "light"),
    "dark": (390, "dark"),
}


def of_the_readme(context: BrowserContext) -> None:
    page = context.new_page()

    def look(page: Page, name: str) -> None:
        if name == "where":
            page.locator("#where-low_back").check()
            page.locator("#where-leg_r").check()
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=README / "question.png")

    walk(page, BACK, look)
    page.goto("/result")
    page.screenshot(path=README / "result.png")
    sheet = PdfDocument(context.request.get("/result/summary.pdf").body())
    sheet[0].render(scale=1).to_pil().save(README / "sheet.png")
    start_over(page)
    urgent(page, "rf_chest")
    page.screenshot(path=README / "urgent.png")


def of_the_rules(browser: Browser, base_url: str) -> None:
    """Take a screenshot of some rows of the rule table, in the width of the README."""
    with browser.new_context(
        base_url=base_url, viewport={"width": 1000, "height": 900}
    ) as context:
        page = context.new_page()
        page.goto("/how-it-works/rules?background=neurology&question=feel")
        top = page.locator("table.dotted").bounding_box()
        assert top is not None
        place = {"x": 0, "y": top["y"], "width": 1000, "height": 900}
        page.screenshot(path=README / "rules.png", full_page=True, clip=place)  # type: ignore[arg-type]


def of_every_page(context: BrowserContext, folder: Path, screen: str) -> None:
    page = context.new_page()

    def look(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{screen}-{name}.png", full_page=True)

    walk(page, {**BACK, "safety_new": ["rf_skin"]}, look)
    page.goto("/result")
    look(page, "result")
    page.pdf(path=folder / f"{screen}-result.pdf", format="Letter")
    open_all(page)
    look(page, "result-open")
    page.goto("/result")
    for name, flag in (("urgent", "rf_chest"), ("crisis", "rf_harm_now")):
        start_over(page)
        urgent(page, flag)
        look(page, name)
    start_over(page)
    page.goto("/questions/who")
    follow_button(page, "Continue")
    look(page, "error")
    for path in ("finished", "privacy", "other-help"):
        page.goto(f"/{path}")
        look(page, path)


def start_over(page: Page) -> None:
    page.get_by_text("Start over", exact=True).click()
    follow_button(page, "Delete and start over")


def urgent(page: Page, flag: str) -> None:
    page.goto("/questions/who")
    page.locator("label[for=who-me]").click()
    follow_button(page, "Continue")
    page.locator(f"label[for=safety_now-{flag}]").click()
    follow_button(page, "Continue")


@contextmanager
def made_up() -> Iterator[str]:
    """Yield the address of a separate app."""
    with tempfile.TemporaryDirectory() as data:
        app = create_app(
            Settings(
                data=Path(data),
                secret_keys=("a key for pictures, long enough to be taken",),
            )
        )
        state: State = app.extensions[NAME]
        make_tables(state.engine)
        with served(app) as address:
            yield address
        state.engine.dispose()


def take(browser: Browser, base_url: str, folders: list[str]) -> None:
    if not folders:
        with browser.new_context(base_url=base_url, viewport=PHONE) as context:  # type: ignore[arg-type]
            of_the_readme(context)
        of_the_rules(browser, base_url)
    for folder in map(Path, folders):
        folder.mkdir(parents=True, exist_ok=True)
        for screen, (width, scheme) in SCREENS.items():
            size = {"width": width, "height": 844}
            with browser.new_context(
                base_url=base_url,
                viewport=size,  # type: ignore[arg-type]
                color_scheme=scheme,  # type: ignore[arg-type]
            ) as context:
                of_every_page(context, folder, screen)


if __name__ == "__main__":
    with made_up() as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[f"--{name}" for name in QUIET]
        )
        take(browser, base_url, sys.argv[1:])
        browser.close()
