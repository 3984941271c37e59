"""From the first question to a phone number in one visit, in every state of a page, by
keyboard and on paper."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visitor, app_in
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look, tab_to
from tests.browser.serving import served
from tests.browser.walk import arrive, enter, follow, follow_button, here, walk
from tests.web.stories import BACK
from tests.web.test_doctors import NEAR, OTHERS, fill

LINK = "Find doctors near me"


@pytest.fixture(scope="module")
def served_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Yield a separate app, because the directory changes the result for everyone."""
    with app_in(tmp_path_factory.mktemp("directory")) as app:
        fill(app, NEAR + OTHERS)
        yield app


@pytest.fixture(scope="module")
def base_url(served_app: Flask) -> Iterator[str]:
    with served(served_app) as address:
        yield address


def test_from_the_first_question_to_a_telephone_number(visitor: Visitor) -> None:
    page = visitor.page
    walk(page, BACK)
    follow(page, page.locator("main a.button").first)
    follow(page, page.get_by_role("link", name=LINK))
    look(page, "doctors, asked")
    page.get_by_label("ZIP code, or city and state").fill("78700")
    follow_button(page, "Find doctors")

    look(page, "doctors, found")
    assert page.url.endswith("/doctors#found")
    expect(page.locator("#found a[href^='tel:']").first).to_have_text(
        "Call (512) 555-0123"
    )
    page.get_by_label("Put on the sheet Ada 0, MD").check()
    follow_button(page, "Put the ticked ones on the sheet")
    look(page, "doctors, picked")
    follow(page, page.get_by_role("link", name="Print the sheet"))
    expect(page.locator("#nearby")).to_contain_text("On the sheet: 1 doctor.")


@pytest.mark.parametrize("state", STATES)
def test_doctors_nearby_are_sound_in_every_state(
    chromium: Browser, base_url: str, served_app: Flask, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        arrive(page, served_app, BACK)
        page.goto("/doctors")
        for near in ("nowhere", "Springfield", "78700"):
            page.get_by_label("ZIP code, or city and state").fill(near)
            follow_button(page, "Find doctors")
            look(page, f"doctors near {near}, {state}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_doctor_is_found_and_picked_by_keyboard_alone(
    chromium: Browser, base_url: str, served_app: Flask, *, scripts: bool
) -> None:
    with chromium.new_context(
        base_url=base_url, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        arrive(page, served_app, BACK)
        page.goto("/doctors")
        tab_to(page, "#near")
        page.keyboard.type("78700")
        enter(page)
        tab_to(page, "#found a[href^='tel:']")
        tab_to(page, "#found input[name=pick]")
        page.keyboard.press("Space")
        tab_to(page, "#found > .buttons .button")
        enter(page)

        assert here(page) == "/doctors"
        expect(page.locator("#picked .name")).to_have_text("Ada 0, MD")


def test_enter_looks_for_what_is_typed_and_not_for_a_city_of_the_list(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    page.goto("/doctors")
    page.get_by_label("ZIP code, or city and state").fill("Springfield")
    enter(page)
    expect(page.locator("button[name=city]").first).to_be_visible()
    page.get_by_label("ZIP code, or city and state").fill("78700")

    enter(page)

    expect(page.get_by_label("ZIP code, or city and state")).to_have_value("78700")


def test_the_list_prints_without_its_form(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    page.goto("/doctors")
    page.get_by_label("ZIP code, or city and state").fill("78700")
    follow_button(page, "Find doctors")

    page.emulate_media(media="print")

    expect(page.locator("#found .phone").first).to_be_visible()
    for screen in (
        page.locator("form.search"),
        page.get_by_role("button", name="Put the ticked ones on the sheet"),
    ):
        expect(screen).to_be_hidden()
    expect(page.locator("#found .choice").first).to_be_hidden()


def test_picked_doctors_print_with_the_result(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    page.goto("/doctors")
    page.get_by_label("ZIP code, or city and state").fill("78700")
    follow_button(page, "Find doctors")
    page.get_by_label("Put on the sheet Ada 0, MD").check()
    follow_button(page, "Put the ticked ones on the sheet")
    page.goto("/result")
    table = page.locator(".picked table")
    expect(table).to_be_hidden()

    page.emulate_media(media="print")

    expect(table).to_be_visible()
    expect(table).to_contain_text("(512)\u00a0555-\u20600123")


def test_the_look_up_of_the_desk_is_sound(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    sign_in_new(page, served_app, "ida")
    follow(page, page.get_by_role("link", name="Doctors"))
    page.get_by_label("ZIP code, or city and state").fill("78700")
    page.get_by_label("Kind of doctor").select_option("pm_r")
    follow_button(page, "Find doctors")

    look(page, "doctors at the desk")
    expect(page.locator("#found .name").first).to_have_text("Ada 0, MD")
