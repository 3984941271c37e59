"""The rule table in a real browser: correct in every state, and it never scrolls
sideways."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visitor
from tests.browser.looking import STATES, look, open_all
from tests.browser.walk import enter

PLAIN, HOW = "/how-it-works", "/how-it-works/rules"


@pytest.mark.parametrize("state", STATES)
def test_the_rule_table_is_sound_in_every_state(
    chromium: Browser, base_url: str, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{HOW}?question=where")
        open_all(page)
        look(page, f"the rule table, {state}")


@pytest.mark.parametrize("state", STATES)
def test_the_dangers_are_sound_in_every_state(
    chromium: Browser, base_url: str, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{PLAIN}/dangers")
        look(page, f"the dangers, {state}")


def test_a_filter_works_by_keyboard_and_leads_to_the_rules(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(HOW)
    page.get_by_label("Kind of doctor").select_option("psychiatry")
    page.get_by_role("button", name="Show").focus()
    enter(page)

    assert page.get_by_role("status").inner_text() == "34 of 138 rules"
    assert page.get_by_label("Kind of doctor").input_value() == "psychiatry"


def test_what_is_folded_away_on_the_screen_is_printed(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(base_url=base_url) as context:
        page = context.new_page()
        page.goto(HOW)
        before = page.locator("#signs table").is_visible()
        page.emulate_media(media="print")

        assert not before
        assert page.locator("#signs table").is_visible()
        assert page.locator(".about-tags li").first.is_visible()
        assert not page.locator(".filter").is_visible()
