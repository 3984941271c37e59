"""The desk's page of tablets: it refreshes itself, and does not disturb typing."""

from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visitor
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look
from tests.web import tablet
from tests.web.browser import Browser as Walker


def test_a_tablet_left_at_an_urgent_page_is_seen_without_a_press(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    page.clock.install()
    sign_in_new(page, served_app, "tom")
    page.goto("/desk/tablets/")
    number = page.get_by_label("Number of the tablet")
    number.fill("8")

    patient = tablet.give(served_app, Walker(served_app), 77)
    patient.answer({"who": "me"}).answer({"safety_now": ["rf_chest"]})
    page.clock.run_for(21_000)

    expect(page.locator("#tablets")).to_contain_text(
        "Tablet 77 stopped at an urgent page."
    )
    expect(number).to_be_focused()
    expect(number).to_have_value("8")
    look(page, "a tablet that stopped")


def test_the_page_of_tablets_is_sound_in_every_state(
    chromium: Browser, served_app: Flask, base_url: str
) -> None:
    for count, (state, options) in enumerate(STATES.items()):
        with chromium.new_context(base_url=base_url, **options) as context:  # type: ignore[arg-type]
            page = context.new_page()
            sign_in_new(page, served_app, f"tina{count}")
            page.goto("/desk/tablets/")
            look(page, f"tablets, {state}")
