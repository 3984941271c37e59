"""Export and day sheet, sound in every state, and printed without what a page carries around it."""

import itertools

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from finder.store.staff import Role
from tests.browser.staff import sign_in
from tests.browser.test_pages import look
from tests.browser.test_phone import STATES

NAMES = (f"taker{number}" for number in itertools.count())


@pytest.mark.parametrize("state", STATES)
def test_export_and_day_sheet_are_sound(chromium: Browser, served_app: Flask, base_url: str, state: str) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in(page, served_app, next(NAMES), Role.ADMIN)
        page.goto("/desk/export/")
        look(page, "export")
        page.get_by_role("button", name="Take them out").click()
        look(page, "export, refused")
        page.goto("/desk/day/")
        look(page, "day sheet")
        page.emulate_media(media="print")
        expect(page.locator("header.site")).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
