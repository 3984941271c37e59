"""Check what holds for every page: axe finds nothing, nothing scrolls sideways, and the
focus is visible."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STATES: dict[str, dict[str, object]] = {
    "a narrow phone": {"viewport": {"width": 320, "height": 640}},
    "dark": {"color_scheme": "dark"},
    "forced colors": {"forced_colors": "active"},
    "a wide screen": {"viewport": {"width": 1280, "height": 800}},
}
ASKED = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations", "incomplete"],
}
RUN = """async (options) => {
    const top = scrollY;
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    const { violations, incomplete } = await axe.run(options);
    scrollTo({ top, behavior: "instant" });
    return { violations, incomplete };
}"""
"""Runs axe at the end of the page, where a bar that stays in view covers nothing. What
a page passes is a long list that nobody reads here, so it stays in the browser."""
UNDECIDED = {
    "color-contrast": "text next to a control laid over its label; the contrast of every token is computed elsewhere",
    "form-field-multiple-labels": "a tap on the picture ticks the list; the picture's labels are empty and hidden from "
    "screen readers, and the golden text of the page shows each box with one name",
}
"""What axe leaves to a person, and what that person found."""

RINGED = """[document.activeElement, document.activeElement.nextElementSibling]
    .some(each => each && getComputedStyle(each).outlineStyle !== 'none')"""
"""A choice shows its focus on its label."""


def look(page: Page, name: str) -> None:
    page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, ASKED)
    wrong = [
        f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]
    ]
    wrong += [each["id"] for each in found["incomplete"] if each["id"] not in UNDECIDED]
    assert not wrong, f"{name}: {wrong}"
    assert fits(page), f"{name} scrolls sideways"


def fits(page: Page) -> bool:
    """Return whether nothing scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def open_all(page: Page) -> None:
    """Open all folds."""
    page.evaluate(
        "document.querySelectorAll('details').forEach(each => { each.open = true; })"
    )


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the control has the focus, and check that the focus is
    visible."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f":is({selector}):focus").count():
            assert page.evaluate(RINGED), (
                f"{selector} does not show that it has the focus"
            )
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")
