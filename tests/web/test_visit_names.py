"""A page of one person's visit changes nothing in the visit of the next person in the
same browser."""

import pytest
from flask import Flask

from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.desk import signed_in
from tests.web.stories import BACK, at

NOT_KEPT = "What you just sent was not kept"


def tab(browser: Browser) -> Browser:
    """Return another tab of this browser, with the same page."""
    other = Browser(browser.app)
    other.client, other.page, other.path = browser.client, browser.page, browser.path
    return other


def name_in(browser: Browser) -> str:
    names = {str(field["value"]) for field in browser.page.select("input[name=visit]")}
    assert len(names) == 1
    return names.pop()


def test_a_page_of_the_person_before_is_refused_and_what_was_typed_is_shown(
    browser: Browser,
) -> None:
    stale = tab(at(browser, "own_words"))
    browser.open("/check").press("/start-over")
    at(browser, "age")

    stale.answer({"own_words": "My secret."})

    assert stale.status == 422
    assert stale.h1 == NOT_KEPT
    assert "My secret." in stale.text
    assert stale.open("/not-kept").h1 == NOT_KEPT
    assert "My secret." not in at(browser, "own_words").text


@pytest.mark.parametrize("button", ["back", "/save"])
def test_no_other_button_of_such_a_page_changes_anything(
    browser: Browser, button: str
) -> None:
    stale = tab(at(browser, "own_words"))
    browser.open("/check").press("/start-over")
    browser.walk(BACK)

    stale.press(
        button,
        {"own_words": "My secret."},
        form="main form" if button == "back" else "",
    )

    assert stale.h1 == NOT_KEPT
    assert "My secret." not in browser.open("/check").text


def test_a_warning_sign_on_such_a_page_still_raises_its_advice(
    browser: Browser,
) -> None:
    stale = tab(at(browser, "safety_now"))
    browser.press("/start-over").answer({"who": "me"})

    stale.answer({"safety_now": ["rf_chest"]})

    assert stale.h1 == "Call 911 now"
    assert browser.open("/questions/safety_now").ticked("safety_now") == set()


def test_the_first_page_of_the_person_before_is_refused(browser: Browser) -> None:
    stale = tab(browser.open("/questions/who"))
    browser.answer({"who": "me"}).press("/start-over")
    browser.answer({"who": "me"})

    stale.answer({"who": "other"})

    assert stale.h1 == NOT_KEPT
    assert browser.open("/questions/who").ticked("who") == {"me"}


def test_the_first_page_may_be_posted_from_two_tabs(browser: Browser) -> None:
    other = tab(browser.open("/questions/who"))
    browser.answer({"who": "me"})

    other.answer({"who": "other"})

    assert other.path == "/questions/safety_now"
    assert browser.open("/questions/who").ticked("who") == {"other"}


@pytest.mark.parametrize(
    "button", ["/result/include", "/finish", "/start-over", "/save"]
)
def test_a_button_on_a_page_of_the_person_before_does_nothing_to_the_next(
    browser: Browser, button: str
) -> None:
    answers = {**BACK, "safety_mood": "past"}
    stale = tab(browser.walk(answers).open("/result"))
    browser.press("/finish").walk(answers)
    stale.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"

    stale.press(button)

    assert browser.open("/check").path == "/check"
    assert "The private answers are not on the sheet" in browser.open("/result").text


def test_a_page_that_names_no_visit_is_refused(browser: Browser) -> None:
    at(browser, "age")
    token = browser.page.select("main form input[name=csrf_token]")[0]["value"]

    browser.client.post(
        "/questions/age", data={"csrf_token": str(token), "age": "a35_49"}
    )

    assert browser.open("/check").path == "/questions/age"


def test_a_name_reveals_neither_the_cookie_nor_another_name(app: Flask) -> None:
    one, other = at(Browser(app), "age"), at(Browser(app), "age")
    cookie = one.client.get_cookie("visit")
    assert cookie is not None

    assert name_in(one) != name_in(other)
    assert name_in(one) not in cookie.value
    assert cookie.value not in str(one.page)
    assert name_in(one.open("/privacy")) == name_in(at(one, "age"))


def test_a_page_of_one_call_changes_nothing_in_the_next(app: Flask) -> None:
    desk = signed_in(app, Role.DESK).open("/desk/phone/").press(form="main form")
    stale = tab(desk)
    desk.press("/desk/phone/end").press(form="main form")

    stale.press("", {"safety_now": "none"}, form="form.call")

    assert stale.h1 == NOT_KEPT
    assert stale.page.select("main a[href='/desk/phone/check']")
    assert desk.open("/desk/phone/questions/safety_now").ticked("safety_now") == set()


def test_a_preview_begins_its_own_visit(app: Flask, browser: Browser) -> None:
    from finder.core.deciding.answers import answers_from
    from finder.web.patient.preview import prepare_preview
    from tests.web.desk import state_of

    given = answers_from(
        {"age": "a35_49", "where": ["low_back"]}, state_of(app).ruleset.questionnaire
    )
    before = name_in(at(browser, "age"))

    browser.open(f"/{prepare_preview(app, given)}")

    assert name_in(browser) != before
