"""In a real browser, with and without scripts, what was chosen or ticked is there again
in the other language."""

import itertools
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from finder.config import Settings
from finder.store.staff import Role
from tests.apps import app_of
from tests.browser.serving import served
from tests.browser.walk import enter, follow, follow_button, here, take_over
from tests.web.browser import Browser as Walker
from tests.web.desk import signed_in
from tests.web.stories import BACK
from tests.web.test_doctors import NEAR, fill
from tests.web.test_phone import call, take

NAMES = (f"zoe{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def served_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Yield the app of a clinic with doctors nearby."""
    folder = tmp_path_factory.mktemp("stays")
    secret = "a key for tests, long enough to be taken"
    settings = Settings(
        data=folder, secret_keys=(secret,), time_zone="UTC", clinic="Oak Hill"
    )
    with app_of(settings) as app:
        fill(app, NEAR)
        yield app


@pytest.fixture(scope="module")
def base_url(served_app: Flask) -> Iterator[str]:
    with served(served_app) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, base_url: str
) -> Iterator[Page]:
    with chromium.new_context(
        base_url=base_url,
        viewport={"width": 320, "height": 640},
        java_script_enabled=request.param,
    ) as context:
        yield context.new_page()


def in_spanish(page: Page) -> None:
    follow(page, page.locator(".languages [lang=es]"))
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_ticks_on_doctors_stay_and_can_be_sent(page: Page, served_app: Flask) -> None:
    take_over(page, Walker(served_app).walk(BACK))
    page.goto("/doctors")
    page.locator("#near").fill("78700")
    follow_button(page, "Find doctors")
    boxes = page.locator("input[name=pick]")
    boxes.nth(1).check()
    in_spanish(page)

    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(0)).not_to_be_checked()
    follow_button(page, "Poner")
    expect(page.locator("#picked .name")).to_have_count(1)
    expect(boxes.nth(1)).not_to_be_checked()


def test_options_of_the_sheet_stay(page: Page, served_app: Flask) -> None:
    take_over(page, Walker(served_app).walk(BACK))
    page.goto("/result")
    page.locator("#keep summary").first.click()
    page.locator("#size-a4").check()
    page.locator("#large").check()
    in_spanish(page)

    expect(page.locator("#size-a4")).to_be_checked()
    expect(page.locator("#large")).to_be_checked()
    expect(page.locator("#one")).not_to_be_checked()
    assert here(page) == "/result"


def test_filters_of_the_queue_stay_with_a_half_typed_code(
    page: Page, served_app: Flask
) -> None:
    take_over(page, signed_in(served_app, Role.DESK, next(NAMES)), "desk")
    page.goto("/desk/")
    page.locator("#state").select_option("seen")
    page.locator("#sort").select_option("urgency")
    page.locator("#code").fill("7KQ2")
    in_spanish(page)

    expect(page.locator("#state")).to_have_value("seen")
    expect(page.locator("#sort")).to_have_value("urgency")
    expect(page.locator("#code")).to_have_value("7KQ2")
    page.locator("#state").select_option("booked")
    follow_button(page, "Mostrar")
    assert here(page) == "/desk/"
    expect(page.locator("#state")).to_have_value("booked")
    expect(page.locator("#code")).to_have_value("7KQ2")
    page.locator("#code").press("End")
    enter(page)
    assert here(page) == "/desk/find/"


def test_the_yes_of_a_caller_stays(page: Page, served_app: Flask) -> None:
    walker = call(signed_in(served_app, Role.DESK, next(NAMES)))
    take_over(page, take(walker, BACK), "desk", "call")
    page.goto("/desk/phone/result")
    page.locator("#agree-yes").check()
    in_spanish(page)

    expect(page.locator("#agree-yes")).to_be_checked()


def test_filters_of_the_rules_stay(page: Page) -> None:
    page.goto("/how-it-works/rules")
    page.locator("#background").select_option("neurology")
    in_spanish(page)

    expect(page.locator("#background")).to_have_value("neurology")
