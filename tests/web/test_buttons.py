"""Buttons on a page whose token has expired. Deleting and signing out still work. Every
other button says why it did nothing and is offered again."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from finder.web.app import single_buttons
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.desk import make_member, sign_in, signed_in
from tests.web.stories import BACK, PRIVATE, at


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(
        data=tmp_path,
        database="sqlite://",
        secret_keys=("a key for tests, long enough to be taken",),
    )
    return replace(made, clinic="Hillside Pain Clinic")


def staff_sign_in(browser: Browser) -> None:
    """Sign in in another tab of this browser, which ends the tokens of its open
    pages."""
    other = Browser(browser.app)
    other.client = browser.client
    sign_in(other, "zoe", make_member(browser.app, "zoe", Role.DESK))
    assert other.path == "/desk/set-up"


def from_page(browser: Browser, site: str) -> Browser:
    """Add the header with which newer browsers say where a request comes from."""
    browser.client.environ_base["HTTP_SEC_FETCH_SITE"] = site
    return browser


@pytest.mark.parametrize(
    ("button", "done"), [("/finish", "/finished"), ("/start-over", "/questions/who")]
)
def test_deleting_needs_no_fresh_token(
    browser: Browser, button: str, done: str
) -> None:
    browser.walk(BACK).open("/result")
    staff_sign_in(browser)

    from_page(browser, "same-origin").press(button)

    assert browser.path == done
    assert browser.open("/check").path == "/questions/who"


@pytest.mark.parametrize(
    ("button", "done"), [("/finish", "/finished"), ("/start-over", "/questions/who")]
)
def test_an_older_browser_is_asked_once_more_before_deleting(
    browser: Browser, button: str, done: str
) -> None:
    browser.walk(BACK).open("/result")
    staff_sign_in(browser)
    browser.press(button)
    assert browser.path == button
    assert "This deletes the answers on this device." in browser.text

    assert browser.press(form="main form").path == done
    assert browser.open("/check").path == "/questions/who"


@pytest.mark.parametrize(
    "header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_cannot_delete(browser: Browser, header: dict[str, str]) -> None:
    browser.walk(BACK)

    response = browser.client.post("/finish", headers=header)

    assert response.headers["Location"] == "/finish"
    assert browser.open("/check").path == "/check"


def test_the_origin_is_enough_if_the_browser_sends_it(browser: Browser) -> None:
    browser.walk(BACK).open("/result")
    staff_sign_in(browser)
    browser.client.environ_base["HTTP_ORIGIN"] = "http://localhost"

    assert browser.press("/finish").path == "/finished"


def test_opening_the_page_that_asks_deletes_nothing(browser: Browser) -> None:
    from_page(browser.walk(BACK), "same-origin").open("/finish")

    assert len(browser.page.select("main form button")) == 1
    assert browser.open("/check").path == "/check"


def test_a_tablet_finishes_without_a_fresh_token(browser: Browser, app: Flask) -> None:
    tablet.give(app, browser)
    browser.walk(BACK).open("/result")
    staff_sign_in(browser)

    from_page(browser, "same-origin").press("/finish")

    assert browser.path == "/kiosk/"
    assert "Your answers are cleared from this tablet." in browser.text


def test_including_private_answers_says_why_it_did_nothing(browser: Browser) -> None:
    browser.walk(PRIVATE).open("/result")
    staff_sign_in(browser)
    browser.press("/result/include")

    assert str(single_buttons.STALE) in browser.text
    assert "The private answers are not on the sheet" in browser.text


def test_saving_says_why_it_did_nothing_and_offers_the_button(browser: Browser) -> None:
    at(browser, "own_words")
    staff_sign_in(browser)
    browser.press("/save", {"own_words": "It is worst at night."})
    assert browser.path == "/save"
    assert str(single_buttons.STALE) in browser.text

    assert browser.press(form="main form").h1 == "Your answers are safe"


def test_sharing_says_why_it_did_nothing_and_offers_the_button(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/share")
    staff_sign_in(browser)
    browser.press("/share", {"agree": "yes"})
    assert browser.path == "/share"
    assert str(single_buttons.STALE) in browser.text

    assert browser.press("/share", {"agree": "yes"}).path == "/shared"


def test_calling_advice_checked_says_why_it_did_nothing(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})
    staff_sign_in(browser)
    browser.press("acknowledge", form="main form")
    assert browser.path == "/advice"
    assert str(single_buttons.STALE) in browser.text

    assert browser.press("acknowledge", form="main form").path == "/questions/age"


def test_a_tablet_that_starts_says_why_it_did_nothing(
    browser: Browser, app: Flask
) -> None:
    tablet.start(app)
    browser.open("/kiosk/")
    staff_sign_in(browser)
    browser.press("", {"code": tablet.CODE}, form="main form")

    assert "This page was open for a long time." in browser.text
    assert (
        browser.press("", {"code": tablet.CODE}, form="main form").path
        == "/questions/who"
    )


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, Role.DESK, "zoe")


def end_tokens(browser: Browser) -> None:
    """End the tokens, as a new password in another tab does."""
    browser.client.delete_cookie("session")


@pytest.mark.parametrize("site", ["same-origin", ""])
def test_signing_out_always_works(desk: Browser, site: str) -> None:
    desk.open("/desk/")
    end_tokens(desk)
    if site:
        from_page(desk, site).press("/desk/sign-out")
    else:
        assert desk.press("/desk/sign-out").path == "/desk/sign-out"
        desk.press("", form="main form")

    assert desk.path == "/desk/sign-in"
    assert desk.open("/desk/").path.startswith("/desk/sign-in")


def test_another_site_cannot_sign_staff_out(desk: Browser) -> None:
    desk.client.post("/desk/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert desk.open("/desk/").path == "/desk/"


@pytest.mark.parametrize("path", ["/desk/phone/", "/desk/tablets/"])
def test_a_button_of_the_desk_says_why_it_did_nothing(
    desk: Browser, app: Flask, path: str
) -> None:
    tablet.start(app, 4)
    desk.open(path)
    end_tokens(desk)
    desk.press(form="main form")

    assert desk.path.partition("?")[0] == path
    assert (
        "This page was open for a long time" in desk.text
        or str(single_buttons.STALE) in desk.text
    )
    assert tablet.live(app)


def test_ending_a_call_needs_no_fresh_token(desk: Browser) -> None:
    desk.open("/desk/phone/").press(form="main form")
    end_tokens(desk)

    from_page(desk, "same-origin").press("/desk/phone/end")

    assert "The call has ended. Nothing is kept." in desk.text


def test_an_older_browser_is_asked_once_more_before_a_call_ends(desk: Browser) -> None:
    desk.open("/desk/phone/").press(form="main form")
    end_tokens(desk)
    assert desk.press("/desk/phone/end").path == "/desk/phone/end"

    assert "The call has ended." in desk.press(form="main form").text


def test_advice_over_the_phone_says_why_it_did_nothing(desk: Browser) -> None:
    desk.open("/desk/phone/").press(form="main form").press(
        "", {"safety_now": ["rf_chest"]}, form="form.call"
    )
    assert desk.path == "/desk/phone/advice"
    end_tokens(desk)

    desk.press(form="form[action$='/advice']")

    assert desk.path == "/desk/phone/advice"
    assert str(single_buttons.STALE) in desk.text
    assert (
        desk.press(form="form[action$='/advice']").path == "/desk/phone/questions/age"
    )
