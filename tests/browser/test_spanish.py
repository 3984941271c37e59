"""Spanish on a narrow phone, for a helper who shares and at the desk. Nothing scrolls
sideways, and nothing is cut off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from finder.config import Settings
from finder.store.staff import Role
from tests.apps import make_app
from tests.browser.conftest import Visitor
from tests.browser.desk import RECOVERY, ready_member, shared
from tests.browser.looking import fits, look, open_all
from tests.browser.serving import served
from tests.browser.walk import fill, follow, here
from tests.migrated import make_tables
from tests.web.browser import ANYBODY
from tests.web.desk import PASSWORD, state_of
from tests.web.stories import BACK

PLACES = [
    "/result",
    "/share",
    "/doctors",
    "/privacy",
    "/how-it-works",
    "/how-it-works/rules",
    "/paper",
    "/nowhere",
]
DESK = [
    "/desk/",
    "/desk/find/",
    "/desk/day/",
    "/desk/phone/",
    "/desk/tablets/",
    "/desk/counts/",
    "/desk/staff/",
]
DESK += ["/desk/roster/", "/desk/export/", "/desk/directory"]
CUT = """[...document.querySelectorAll('button, h1, h2, label, legend, .button')].filter((each) => {
  const { left, right, width } = each.getBoundingClientRect();
  return width > 1 && (right > innerWidth + 1 || left < -1);
}).map((each) => each.textContent.trim())"""
"""Controls and headings that extend beyond the screen."""


@pytest.fixture(scope="module")
def clinic_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("spanish")
    secret = "a key for tests, long enough to be taken"
    app = make_app(
        Settings(data=folder, secret_keys=(secret,), time_zone="UTC", clinic="Oak Hill")
    )
    make_tables(state_of(app).engine)
    yield app
    state_of(app).engine.dispose()


@pytest.fixture
def phone(chromium: Browser, clinic_app: Flask) -> Iterator[Page]:
    """Yield the page of a 320 px phone whose owner, patient or staff, reads Spanish."""
    with (
        served(clinic_app) as address,
        chromium.new_context(
            base_url=address, viewport={"width": 320, "height": 640}
        ) as context,
    ):
        for name in ("language", "desk-language"):
            context.add_cookies(
                [{"name": name, "value": "es", "domain": "127.0.0.1", "path": "/"}]
            )
        visitor = Visitor(context, address)
        yield visitor.page
        assert not [each for each in visitor.wrong if "404" not in each]


def whole(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "es"
    assert fits(page), f"{page.url} scrolls sideways"
    assert page.evaluate(CUT) == [], page.url


def enter_desk(page: Page, app: Flask, name: str, role: Role) -> None:
    """Sign in a new staff member, on pages in Spanish."""
    ready_member(app, name, role)
    page.goto("/desk/sign-in")
    for field, text in {
        "name": name,
        "password": PASSWORD,
        "code": RECOVERY[0],
    }.items():
        page.locator(f"#{field}").fill(text)
    follow(page, page.locator("main form .button"))


def test_a_helper_fills_the_form_in_in_spanish(phone: Page) -> None:
    answers = {
        **ANYBODY,
        **BACK,
        "who": "other",
        "safety_new": ["rf_cauda"],
        "own_words": "Le duele al manejar.",
    }
    phone.goto("/")
    while (path := here(phone)) != "/check":
        whole(phone)
        if path == "/advice":
            look(phone, "urgent advice for a helper in Spanish")
            follow(phone, phone.locator("main button[value=acknowledge]"))
        else:
            name = "Continuar" if fill(phone, answers) else "Saltar"
            follow(phone, phone.get_by_role("button", name=name).last)
        assert here(phone) != path, phone.locator("main").inner_text()
    whole(phone)
    for path in PLACES:
        phone.goto(path)
        whole(phone)
        open_all(phone)
        assert fits(phone), f"{path}, unfolded, scrolls sideways"
    look(phone, "a page that is not there, in Spanish")


def test_the_desk_in_spanish_has_room(phone: Page, clinic_app: Flask) -> None:
    code = shared(clinic_app, {**BACK, "safety_new": ["rf_cauda"]})
    enter_desk(phone, clinic_app, "zoe", Role.ADMIN)
    for path in (*DESK, f"/desk/find/{code}"):
        phone.goto(path)
        whole(phone)
    look(phone, "an intake in Spanish")


def test_the_language_changes_on_the_phone_and_keeps_what_was_chosen(
    phone: Page, clinic_app: Flask
) -> None:
    enter_desk(phone, clinic_app, "ana", Role.DESK)
    phone.goto("/desk/phone/")
    follow(phone, phone.locator("main form .button").first)
    follow(phone, phone.get_by_role("button", name="Continuar").last)
    phone.locator("main input[type=checkbox]").last.check()
    before = here(phone)
    follow(phone, phone.locator(".languages [lang=en]"))

    assert here(phone) == before
    assert phone.locator("html").get_attribute("lang") == "en"
    assert phone.locator("main input[type=checkbox]").last.is_checked()
