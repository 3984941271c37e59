"""Export and day sheet, correct in every state, and printed without the frame of the
page."""

import itertools

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from finder.store.staff import Role
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look
from tests.browser.walk import follow_button

NAMES = (f"taker{number}" for number in itertools.count())


@pytest.mark.parametrize("state", STATES)
def test_export_and_day_sheet_are_sound(
    chromium: Browser, served_app: Flask, base_url: str, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in_new(page, served_app, next(NAMES), Role.ADMIN)
        page.goto("/desk/export/")
        look(page, "export")
        follow_button(page, "Export them")
        look(page, "export, refused")
        page.goto("/desk/day/")
        look(page, "day sheet")
        page.emulate_media(media="print")
        expect(page.locator("header.site")).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
