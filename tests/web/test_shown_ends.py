"""A stored page is deleted with the visit, the tablet session or the staff session to
which it belongs."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from finder.store.engine import reading, writing
from finder.store.staff import Role
from finder.store.tables import page_shown
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.desk import PASSWORD, next_code, sign_in, signed_in, state_of
from tests.web.stories import at
from tests.web.test_saved_visits import begin, code_of, enter, save
from tests.web.test_visit_names import tab

SECRET = "My secret."
NONE_HERE = "its page belonged to answers that are no longer on this device"
End = Callable[[Browser], Browser]


def stored_visit_count(app: Flask) -> int:
    with reading(state_of(app).engine) as connection:
        return connection.execute(
            select(func.count()).select_from(page_shown)
        ).scalar_one()


def unsaved(browser: Browser) -> Browser:
    """Post a page of answers that another visit has replaced."""
    stale = tab(at(browser, "own_words"))
    browser.press("/start-over")
    at(browser, "age")
    stale.answer({"own_words": SECRET})
    assert SECRET in stale.text
    return browser


def finish(browser: Browser) -> Browser:
    return browser.open("/finish").press(form="main form")


def start_over(browser: Browser) -> Browser:
    return browser.open("/questions/age").press("/start-over")


def leave(browser: Browser) -> Browser:
    return browser.open("/questions/age").press("/leave")


@pytest.mark.parametrize("end", [finish, start_over, leave, save])
def test_every_end_of_a_visit_deletes_its_stored_page(
    app: Flask, browser: Browser, end: End
) -> None:
    end(unsaved(browser))

    browser.open("/not-kept")

    assert SECRET not in browser.text
    assert browser.path != "/not-kept"


@pytest.mark.parametrize("end", [finish, start_over, leave])
def test_nothing_of_it_stays_in_the_database(
    app: Flask, browser: Browser, end: End
) -> None:
    unsaved(browser)
    assert stored_visit_count(app) == 1

    end(browser)

    assert stored_visit_count(app) == 0


def test_the_next_person_reads_nothing_even_with_the_cookie_of_the_page(
    app: Flask, browser: Browser
) -> None:
    unsaved(browser)
    cookie = browser.client.get_cookie("shown")
    assert cookie is not None
    other = at(Browser(app), "age")
    other.client.set_cookie("shown", cookie.value)

    assert SECRET not in other.open("/not-kept").text


def test_a_refused_code_is_not_shown_to_the_next_person(
    app: Flask, browser: Browser
) -> None:
    code = save(begin(Browser(app)))
    enter(begin(browser), code)
    assert "This device holds other answers." in browser.text

    browser.open("/questions/age").press("/start-over").open("/resume")

    assert code not in str(browser.page)
    assert browser.status == 200


def test_a_resume_code_is_not_shown_after_leaving(browser: Browser) -> None:
    code = save(begin(browser))
    browser.open("/other-help").press("/leave")

    assert code not in browser.open("/save/code").text


def test_a_resume_code_is_still_shown_when_the_next_visit_begins(
    browser: Browser,
) -> None:
    code = save(begin(browser))
    browser.open("/questions/who").answer({"who": "me"})

    assert code_of(browser.open("/save/code")) == code


def test_a_tablet_shows_nothing_to_the_next_person(
    app: Flask, browser: Browser
) -> None:
    unsaved(tablet.give(app, browser))
    browser.open("/questions/age").press("", form="#idle-end")
    assert stored_visit_count(app) == 0

    tablet.give(app, browser)

    assert SECRET not in browser.open("/not-kept").text


def refused_call(app: Flask) -> Browser:
    desk = signed_in(app, Role.DESK, "zoe").open("/desk/phone/").press(form="main form")
    stale = tab(desk)
    desk.press("/desk/phone/end").press(form="main form")
    stale.press("", {"safety_now": "none"}, form="form.call")
    assert stale.path == "/not-kept"
    return desk


def test_what_a_caller_said_ends_with_the_call(app: Flask) -> None:
    desk = refused_call(app).press("/desk/phone/end")

    assert desk.open("/not-kept").path != "/not-kept"
    assert stored_visit_count(app) == 0


def test_what_a_caller_said_ends_when_staff_sign_out(app: Flask) -> None:
    desk = refused_call(app).press("/desk/sign-out")

    assert desk.open("/not-kept").path != "/not-kept"
    assert stored_visit_count(app) == 0


def test_what_a_caller_said_ends_when_staff_sign_in_again(app: Flask) -> None:
    desk = refused_call(app)
    sign_in(desk, "zoe", PASSWORD, next_code(app, "zoe"))

    assert desk.open("/not-kept").path != "/not-kept"
    assert stored_visit_count(app) == 0


@pytest.mark.parametrize("end", [finish, start_over, leave, save])
@pytest.mark.parametrize("button", ["", "back", "/save"])
def test_a_page_of_a_visit_that_is_over_is_refused(
    browser: Browser, end: End, button: str
) -> None:
    stale = tab(at(browser, "own_words"))
    end(browser)

    stale.press(
        button, {"own_words": SECRET}, form="" if button == "/save" else "main form"
    )

    assert stale.path == "/questions/who"
    assert NONE_HERE in stale.text
    assert "Nobody used this page" not in stale.text
    assert SECRET not in at(browser, "own_words").text


def test_the_first_page_of_a_visit_that_is_over_is_refused(browser: Browser) -> None:
    stale = tab(at(browser, "age").open("/questions/who"))
    finish(browser)

    stale.answer({"who": "other"})

    assert NONE_HERE in stale.text
    assert browser.open("/questions/who").ticked("who") == set()


def test_a_warning_sign_on_a_page_of_a_visit_that_is_over_shows_its_advice(
    browser: Browser,
) -> None:
    stale = tab(at(browser, "safety_now"))
    finish(browser)

    assert stale.answer({"safety_now": ["rf_chest"]}).h1 == "Call 911 now"


def test_the_first_page_of_a_newcomer_is_kept(browser: Browser) -> None:
    finish(at(browser, "age"))

    assert browser.open("/").answer({"who": "me"}).path == "/questions/safety_now"


def test_a_mistyped_code_leaves_the_new_code_to_be_shown_again(
    browser: Browser,
) -> None:
    code = save(begin(browser))
    enter(browser, "not a code")

    assert code_of(browser.open("/save/code")) == code


def test_a_page_that_cannot_be_decrypted_counts_as_expired(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    save(begin(browser))
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE page_shown SET sealed = x'0102'")

    for path in ("/save/code", "/resume", "/not-kept"):
        assert browser.open(path).status == 200

    assert browser.path != "/not-kept"
    assert "cannot be decrypted" in caplog.text
