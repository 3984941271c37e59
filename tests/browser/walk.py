"""Answer the questionnaire in a real browser."""

from collections.abc import Callable, Mapping

from flask import Flask
from playwright.sync_api import Locator, Page

from tests.web.browser import ANYBODY, Answer, values
from tests.web.browser import Browser as Walker

Look = Callable[[Page, str], None]
OFFERED = "[...document.querySelectorAll('main input[id], main textarea')].map(each => each.id)"


def here(page: Page) -> str:
    """Return the path of the page."""
    return page.evaluate("location.pathname")  # type: ignore[no-any-return]


def follow(page: Page, control: Locator) -> None:
    """Click a control that leads to a page, perhaps to this one again, and wait for
    that page."""
    with page.expect_navigation():
        control.click()


def enter(page: Page, key: str = "Enter") -> None:
    """Press a key that leads to a page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def follow_button(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name))


def fill(page: Page, answers: Mapping[str, Answer]) -> bool:
    """Choose the answers that this page asks for. Return whether there were any."""
    offered = set(page.evaluate(OFFERED))
    texts = offered & set(answers)
    boxes = [
        f"{question}-{value}"
        for question, answer in answers.items()
        for value in values(answer)
    ]
    chosen = [box for box in boxes if box in offered]
    for text in texts:
        page.locator(f"#{text}").fill(str(answers[text]))
    for box in chosen:
        page.locator(f'[id="{box}"]').check()
    return bool(texts or chosen)


def arrive(page: Page, app: Flask, answers: Mapping[str, Answer]) -> None:
    """Open "Check your answers" with all these answers given before."""
    take_over(page, Walker(app).walk(answers))
    page.goto("/check")
    assert here(page) == "/check"


def take_over(page: Page, walker: Walker, *names: str) -> None:
    """Give this browser the visit of another one, or the cookies with these names."""
    for name in names or ("visit",):
        cookie = walker.client.get_cookie(name)
        assert cookie, name
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
        )


def walk(page: Page, answers: Mapping[str, Answer], look: Look | None = None) -> None:
    """Answer from the first page to "Check your answers". Call `look` on every page on
    the way."""
    answers = {**ANYBODY, **answers}
    page.goto("/")
    while (path := here(page)) != "/check":
        if look:
            look(page, path.rsplit("/", 1)[-1])
        if path == "/advice":
            follow(page, page.locator("main button[value=acknowledge]"))
        else:
            follow_button(page, "Continue" if fill(page, answers) else "Skip")
        assert here(page) != path, page.locator("main").inner_text()
    if look:
        look(page, "check")
