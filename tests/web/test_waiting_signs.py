"""A warning sign on a page that could not be stored stops everything until the page is
answered."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete

from finder.config import Settings
from finder.store import visits
from finder.store.engine import DatabaseAway, writing
from finder.store.staff import Role
from finder.store.tables import visit
from tests.apps import app_of
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, at
from tests.web.test_phone import call, take
from tests.web.test_saved_visits import code_of, enter
from tests.web.test_visit_names import tab

BOTH = ["rf_cauda", "none"]
CHANGE = "/questions/safety_new?change=1"
UNSAVED = "We could not save what you ticked just now."


@pytest.fixture
def clinic_app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    with app_of(replace(settings, clinic="Hillside Pain Clinic"), clock) as app:
        yield app


def waiting(browser: Browser) -> Browser:
    """Finish the questions, then add a sign next to “none of these”."""
    browser.walk(BACK).open(CHANGE).answer({"safety_new": BOTH})
    assert browser.path == "/advice"
    assert browser.h1 == "Go to an emergency room now"
    return browser


@pytest.mark.parametrize("path", ["/check", "/result", "/share", "/result/summary.pdf"])
def test_nothing_past_the_advice_opens_while_a_sign_waits(
    clinic_app: Flask, path: str
) -> None:
    browser = waiting(Browser(clinic_app))

    assert browser.open(path).path == "/advice"
    assert browser.h1 == "Go to an emergency room now"


def test_the_receipt_of_what_was_shared_before_does_not_open_either(
    clinic_app: Flask,
) -> None:
    browser = (
        Browser(clinic_app).walk(BACK).open("/share").press("/share", {"agree": "yes"})
    )
    assert browser.path == "/shared"
    browser.open(CHANGE).answer({"safety_new": BOTH})

    assert browser.open("/shared").path == "/advice"
    assert browser.open("/share").path == "/advice"


def test_the_code_of_a_call_that_was_shared_does_not_open_either(
    clinic_app: Flask,
) -> None:
    desk = take(call(signed_in(clinic_app, Role.DESK)), BACK).open("/desk/phone/result")
    desk.press("/desk/phone/share", {"agree": "yes"})
    assert desk.path == "/desk/phone/shared"
    desk.open("/desk/phone/questions/safety_new?change=1").press(
        "", {"safety_new": BOTH}, form="form.call"
    )

    assert desk.open("/desk/phone/shared").path == "/desk/phone/advice"


def test_back_from_the_page_with_the_sign_leads_to_the_advice_again(
    browser: Browser,
) -> None:
    waiting(browser).open(CHANGE).press("back", {"safety_new": BOTH}, form="main form")

    assert browser.path == "/advice"


def test_a_crisis_waits_too_and_shows_its_own_help(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/safety_mood?change=1").answer(
        {"safety_mood": "now", "csrf_token": "old"}
    )
    assert browser.h1 == "You are not alone. Help is here now"

    assert browser.open("/result").path == "/advice"


def test_the_advice_offers_help_and_the_way_back_to_the_page(browser: Browser) -> None:
    waiting(browser)
    [change] = browser.page.select("main a.button[href*='/questions/']")
    assert change.get_text() == "Change what was ticked"

    browser.press("go", form="main form")
    assert "You are doing the right thing." in browser.text
    assert UNSAVED in browser.text

    browser.open(str(change["href"]))
    assert browser.path == "/questions/safety_new"
    assert browser.ticked("safety_new") == set(BOTH)


def test_a_waiting_sign_that_is_answered_is_an_ordinary_answer(
    browser: Browser,
) -> None:
    waiting(browser).open(CHANGE).answer({"safety_new": ["rf_cauda"]})
    assert browser.path == "/advice"

    browser.press("acknowledge", form="main form").open("/result")

    assert "You told us this was checked." in browser.text


def test_a_waiting_sign_that_is_taken_back_is_mentioned(browser: Browser) -> None:
    waiting(browser).open(CHANGE).answer({"safety_new": ["none"]})
    assert browser.path == "/check"

    assert "numb between my legs" in browser.open("/result").text
    assert "and then took it back" in browser.text


def test_a_sign_that_waits_is_still_there_after_saving_and_going_on(
    browser: Browser, app: Flask
) -> None:
    waiting(browser).open("/questions/safety_new").press("/save", {"safety_new": BOTH})
    browser.open("/save").press("/save")

    assert enter(Browser(app), code_of(browser)).path == "/advice"


def test_a_sign_on_a_page_that_is_not_asked_any_more_can_be_called_a_mistake(
    browser: Browser,
) -> None:
    waiting(browser).open("/questions/age?change=1").answer({"age": "under18"})
    assert browser.path == "/advice"
    assert not browser.page.select("main a.button[href*='/questions/']")

    browser.press("mistake", form="main form")

    assert browser.path == "/result"
    assert "and then took it back" in browser.text


def on_phone(app: Flask) -> Browser:
    """Return a finished call with an emergency next to “none of these”."""
    desk = take(call(signed_in(app, Role.DESK)), BACK).open(
        "/desk/phone/questions/safety_now?change=1"
    )
    desk.press("", {"safety_now": ["rf_chest", "none"]}, form="form.call")
    assert desk.path == "/desk/phone/advice"
    return desk


@pytest.mark.parametrize("path", ["check", "result"])
def test_a_call_goes_no_further_while_a_sign_waits(app: Flask, path: str) -> None:
    assert on_phone(app).open(f"/desk/phone/{path}").path == "/desk/phone/advice"


def test_staff_read_that_the_sign_is_not_kept_and_have_numbers_that_work(
    app: Flask,
) -> None:
    desk = on_phone(app)
    numbered = desk.page.select("main [data-key]")

    assert UNSAVED in desk.text
    assert [str(each["data-key"]) for each in numbered] == ["1", "2"]
    assert not desk.page.select("[value=acknowledge], [value=mistake]")
    assert (
        desk.open(str(numbered[1]["href"])).path == "/desk/phone/questions/safety_now"
    )
    assert desk.ticked("safety_now") == {"rf_chest", "none"}


def test_staff_can_call_a_sign_a_mistake_where_its_page_is_not_asked_any_more(
    app: Flask,
) -> None:
    desk = take(call(signed_in(app, Role.DESK)), BACK).open(
        "/desk/phone/questions/safety_new?change=1"
    )
    desk.press("", {"safety_new": BOTH}, form="form.call").open(
        "/desk/phone/questions/age?change=1"
    )
    desk.press("", {"age": "under18"}, form="form.call")
    assert desk.path == "/desk/phone/advice"

    desk.press("mistake", form="form[action$='/advice']")

    assert desk.path == "/desk/phone/result"
    assert "and then took it back" in desk.text


@pytest.mark.parametrize(
    "posted",
    [
        {"safety_now": ["rf_chest", "none"]},
        {"safety_now": "rf_chest", "csrf_token": ""},
    ],
)
def test_the_desk_sees_that_a_tablet_shows_advice_for_a_sign_that_waits(
    app: Flask, browser: Browser, posted: dict[str, str | list[str]]
) -> None:
    tablet.give(app, browser).answer({"who": "me"}).answer(posted)
    assert browser.h1 == "Call 911 now"

    assert [each.advice for each in tablet.live(app)] == [("call_911",)]
    with writing(state_of(app).engine) as connection:
        connection.execute(delete(visit))
    assert browser.open("/advice").h1 == "Call 911 now"


def test_saving_shows_the_advice_when_the_visit_has_ended(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "safety_now")
    clock.turn(hours=3)

    browser.press("/save", {"safety_now": ["rf_chest"]})

    assert browser.h1 == "Call 911 now"


def test_saving_keeps_own_words_when_the_visit_has_ended(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "own_words")
    clock.turn(hours=3)

    browser.press("/save", {"own_words": "It is worst at night."})

    assert "What you told us just now is kept." in browser.text
    assert browser.path == "/questions/who"
    assert "It is worst at night." in at(browser, "own_words").text


def test_saving_on_a_page_of_other_answers_shows_the_advice(browser: Browser) -> None:
    stale = tab(at(browser, "safety_now"))
    browser.press("/start-over").answer({"who": "me"})

    assert stale.press("/save", {"safety_now": ["rf_chest"]}).h1 == "Call 911 now"


def unreachable(*_: object) -> None:
    raise DatabaseAway("the database cannot be reached")


@pytest.fixture
def lose_visits(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make visits unreadable, while the rest of the database works."""
    return lambda: monkeypatch.setattr(visits, "find", unreachable)


def test_saving_shows_the_advice_when_the_database_is_away(
    browser: Browser, lose_visits: Callable[[], None]
) -> None:
    at(browser, "safety_now")
    lose_visits()

    assert browser.press("/save", {"safety_now": ["rf_chest"]}).h1 == "Call 911 now"
    assert UNSAVED in browser.text


def test_a_call_shows_the_advice_when_the_visits_are_away(
    app: Flask, lose_visits: Callable[[], None]
) -> None:
    desk = call(signed_in(app, Role.DESK))
    lose_visits()

    assert (
        desk.press("", {"safety_now": ["rf_chest"]}, form="form.call").h1
        == "Call 911 now"
    )


def test_a_call_shows_the_advice_when_the_database_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = call(signed_in(app, Role.DESK))
    monkeypatch.setattr("finder.store.sessions.find", unreachable)

    desk.press("", {"safety_now": ["rf_chest"]}, form="form.call")

    assert desk.h1 == "Call 911 now"
    assert UNSAVED in desk.text


def test_a_call_shows_the_advice_when_the_staff_session_is_over(
    app: Flask, clock: Clock
) -> None:
    desk = call(signed_in(app, Role.DESK))
    clock.turn(minutes=15)

    desk.press("", {"safety_now": ["rf_chest"]}, form="form.call")

    assert desk.h1 == "Call 911 now"
    assert UNSAVED in desk.text
    assert "You were signed out" in desk.text
    [way] = desk.page.select("main a[data-key]")
    assert desk.open(str(way["href"])).path.startswith("/desk/sign-in")


def test_a_call_without_an_emergency_still_asks_to_sign_in(
    app: Flask, clock: Clock
) -> None:
    desk = call(signed_in(app, Role.DESK))
    clock.turn(minutes=15)

    assert desk.press("", {"safety_now": "none"}, form="form.call").path.startswith(
        "/desk/sign-in"
    )
