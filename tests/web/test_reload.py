"""Back and a reload always show a page. No page with an error or a code is the response
to a form."""

from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, code, make_member, sign_in, signed_in
from tests.web.stories import BACK, at
from tests.web.test_saved_visits import begin, code_of, save, wrong_code


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database="sqlite://",
        secret_keys=("a key for tests, long enough to be taken",),
        clinic="Hillside Pain Clinic",
    )


def again(browser: Browser) -> Browser:
    """Reload the page."""
    return browser.open(browser.path)


def test_an_empty_first_page_is_shown_again_by_a_reload(browser: Browser) -> None:
    browser.open("/questions/who").answer({})
    assert browser.status == 422

    assert "Choose one." in again(browser).text
    assert browser.answer({"who": "me"}).path == "/questions/safety_now"
    assert "Choose one." not in browser.open("/questions/who").text


def test_a_mistake_and_what_was_typed_survive_a_reload(browser: Browser) -> None:
    too_long = "a" * 501
    at(browser, "own_words").answer({"own_words": too_long})

    assert "You used 501." in again(browser).text
    assert too_long in browser.text


def test_a_mistake_in_a_changed_answer_comes_back_to_the_check_page(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/questions/goals?change=1").answer({"goals": []})
    assert browser.status == 422

    assert browser.answer({"goals": ["less_pain"]}).path == "/check"


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("/questions/who", {}),
        ("/resume", {"code": "nonsense"}),
        ("/share", {}),
        ("/kiosk/", {"code": "1"}),
    ],
)
def test_no_page_with_a_mistake_is_the_response_to_a_form(
    browser: Browser, path: str, posted: dict[str, str]
) -> None:
    browser.walk(BACK).open(path)
    hidden = {
        str(each["name"]): str(each["value"])
        for each in browser.page.select("main form input[type=hidden]")
    }

    assert browser.client.post(path, data={**hidden, **posted}).status_code == 303


def test_a_warning_sign_next_to_a_mistake_is_no_response_to_a_form(
    browser: Browser,
) -> None:
    at(browser, "safety_now").answer({"safety_now": ["none", "rf_chest"]})
    assert browser.path == "/advice"

    assert again(browser).h1 == "Call 911 now"
    assert [str(link["href"]) for link in browser.page.select("a.back")] == [
        "/questions/safety_now"
    ]


def test_a_reload_shows_the_advice_again_to_a_person_getting_help(
    browser: Browser,
) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]}).press(
        "go", form="main form"
    )
    assert "You are doing the right thing." in browser.text

    assert again(browser).h1 == "Call 911 now"


def test_the_resume_code_survives_a_reload(browser: Browser, clock: Clock) -> None:
    shown = save(begin(browser))

    assert code_of(again(browser)) == shown
    clock.turn(minutes=16)
    assert again(browser).path == "/resume"
    assert shown not in browser.text


def test_a_wrong_resume_code_survives_a_reload(browser: Browser) -> None:
    browser.open("/resume").press("", {"code": wrong_code(1)}, form="main form")

    field = again(browser).page.select_one("#code")
    assert field is not None
    assert field["value"] == wrong_code(1)


def test_the_receipt_survives_a_reload(browser: Browser) -> None:
    browser.walk(BACK).open("/share").press("/share", {"agree": "yes"})
    shown = browser.page.select(".receipt .code")[0].get_text()

    assert again(browser).page.select(".receipt .code")[0].get_text() == shown


def test_recovery_codes_survive_a_reload(app: Flask) -> None:
    desk = signed_in(app, Role.DESK, "zoe")
    shown = desk.page.select(".recovery code")
    assert len(shown) == 8

    assert again(desk).page.select(".recovery code") == shown


def test_recovery_codes_are_not_shown_to_another_member_in_the_same_browser(
    app: Flask,
) -> None:
    desk = signed_in(app, Role.DESK, "zoe")
    path = desk.path
    desk.press("/desk/sign-out")
    sign_in(desk, "ann", make_member(app, "ann", Role.DESK))
    assert desk.open(path).path == "/desk/set-up"
    other = {"password": PASSWORD, "again": PASSWORD, "code": code(app, "ann")}
    desk.press("/desk/set-up", other).press("/desk/sign-out")

    assert desk.open(path).path.startswith("/desk/sign-in")


@pytest.mark.parametrize(
    ("page", "button"), [("/desk/tablets/", "/start"), ("/desk/staff/", "/add")]
)
def test_what_staff_are_shown_once_survives_a_reload(
    app: Flask, page: str, button: str
) -> None:
    admin = signed_in(app, Role.ADMIN, "ada").open(page)
    admin.press(button, {"tablet": "3", "name": "new.one", "role": "desk"})
    shown = admin.page.select(".big-code")[0].get_text()

    assert again(admin).page.select(".big-code")[0].get_text() == shown
