"""A staff member at a real browser."""

from flask import Flask
from playwright.sync_api import Page

from finder.store.staff import Role
from tests.web.desk import PASSWORD, code, make_member


def sign_in(page: Page, app: Flask, name: str, role: Role = Role.DESK) -> None:
    """Set up an account, as its owner does at the first sign-in."""
    page.goto("/desk/sign-in")
    page.get_by_label("Name").fill(name)
    page.locator("input[name=password]").fill(make_member(app, name, role))
    page.locator("main form button").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("input[name=code]").fill(code(app, name))
    page.locator("main form button").click()
    assert page.locator("h1").inner_text() == "Keep these recovery codes", page.locator("main").inner_text()
