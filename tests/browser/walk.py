"""Going through the questionnaire in a real browser."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

from tests.web.browser import Answer, values

Look = Callable[[Page, str], None]


def here(page: Page) -> str:
    """The path of the page."""
    return page.evaluate("location.pathname")  # type: ignore[no-any-return]


def fill(page: Page, answers: Mapping[str, Answer]) -> bool:
    """Choose what these answers say of this page, and say whether that was anything."""
    found = False
    for question, answer in answers.items():
        text = page.locator(f"textarea[name={question}]")
        if text.count():
            text.fill(str(answer))
            found = True
            continue
        for value in values(answer):
            option = page.locator(f'input[id="{question}-{value}"]')
            if option.count():
                option.check()
                found = True
    return found


def walk(page: Page, answers: Mapping[str, Answer], look: Look | None = None) -> None:
    """From the first page to check-your-answers; `look` is called on every page on the way."""
    page.goto("/")
    while (path := here(page)) != "/check":
        if look:
            look(page, path.rsplit("/", 1)[-1])
        if path == "/advice":
            page.locator("main button[value=acknowledge]").click()
        elif fill(page, answers):
            page.get_by_role("button", name="Continue").click()
        else:
            page.get_by_role("button", name="Skip").click()
        page.wait_for_function("before => location.pathname !== before", arg=path)
    if look:
        look(page, "check")
