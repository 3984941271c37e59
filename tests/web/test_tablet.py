"""The clinic's tablets: one person after another, and nothing left for the next."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import queue
from finder.store.intakes import FilledIn
from tests.apps import app_of, make_app
from tests.migrated import make_tables
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import BACK

FIRST = ["/", "/questions/where", "/check", "/result", "/advice", "/finished"]
CHEST = {"safety_now": ["rf_chest"]}


def urgent(browser: Browser, ticked: str = "rf_chest") -> Browser:
    browser.open("/questions/who").answer({"who": "me"}).answer(
        {"safety_now": [ticked]}
    )
    assert browser.path == "/advice"
    return browser


def test_a_code_starts_the_questionnaire_with_larger_targets(
    app: Flask, browser: Browser
) -> None:
    tablet.give(app, browser)

    assert browser.page.select_one("body.on-tablet")
    assert browser.page.select_one("link[href*='tablet.css']")
    assert [each.waits for each in tablet.live(app)] == [False]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "Type the 6 digits of the code."),
        ("20481", "Type the 6 digits of the code."),
        ("abcdef", "Type the 6 digits of the code."),
        ("204817", "This code is not right, was already used, or has expired."),
    ],
)
def test_a_wrong_code_is_reported(
    app: Flask, browser: Browser, typed: str, expected: str
) -> None:
    tablet.start(app)

    browser.open("/kiosk/").press("", {"code": typed}, form="main form")

    assert browser.status == 422
    assert expected in browser.text


def test_a_code_may_be_typed_with_spaces_and_counts_once(
    app: Flask, browser: Browser
) -> None:
    tablet.start(app)
    browser.open("/kiosk/").press("", {"code": "204 816"}, form="main form")
    assert browser.path == "/questions/who"

    other = Browser(app)
    other.open("/kiosk/").press("", {"code": "204816"}, form="main form")

    assert "was already used" in other.text


def wrong(browser: Browser, code: str = "999999") -> str:
    return browser.open("/kiosk/").press("", {"code": code}, form="main form").text


def test_wrong_codes_are_slowed_down_and_no_tablet_is_locked_out(
    app: Flask, clock: Clock
) -> None:
    known, guesser, other = Browser(app), Browser(app), Browser(app)
    tablet.give(app, known)
    tablet.start(app, 4)
    other.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert all("This code is not right" in wrong(guesser) for _ in range(5))
    assert "Please wait 2 seconds" in wrong(guesser)
    assert "Please wait 2 seconds" in wrong(guesser, tablet.CODE)
    clock.turn(seconds=1)
    assert "Please wait 1 second, then" in wrong(guesser)
    assert "for 3 minutes, it asks" in guesser.text
    assert "2 minutes later it clears" in guesser.text

    assert "This code is not right" in wrong(other), "another address waits for nobody"
    assert "This code is not right" in wrong(known), (
        "and neither does a tablet that was used before"
    )
    clock.turn(seconds=2)
    wrong(guesser, tablet.CODE)
    assert guesser.path == "/questions/who"


def test_guessing_from_many_addresses_is_slowed_down_too(
    app: Flask, clock: Clock
) -> None:
    known, guesser = Browser(app), Browser(app)
    tablet.give(app, known)
    tablet.start(app, 4)
    replies = []
    for number in range(60):
        guesser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        replies.append(wrong(guesser, f"9{number:05}"))

    assert sum("This code is not right" in each for each in replies) == 50
    assert "Please wait 2 seconds" in replies[-1]
    wrong(known, tablet.CODE)
    assert known.path == "/questions/who"


def test_after_finish_only_the_start_page_shows(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).walk(BACK).open("/result").press("/finish")

    assert browser.path == "/kiosk/"
    assert "Your answers are cleared from this tablet." in browser.text
    assert tablet.live(app) == ()
    for path in FIRST:
        assert browser.open(path).path == "/kiosk/", path


def test_leaving_clears_the_tablet_too(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).answer({"who": "me"}).press("/leave")

    assert browser.path == "/kiosk/"
    assert browser.open("/questions/safety_now").path == "/kiosk/"


def test_nobody_carries_over_to_the_next_person(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).answer({"who": "me"}).answer({"safety_now": "none"})

    tablet.give(app, browser)

    assert browser.path == "/questions/who"
    assert browser.open("/questions/safety_now").path == "/questions/who"


def test_an_idle_tablet_is_cleared_by_the_server_as_well(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).answer({"who": "me"})
    clock.turn(minutes=4.9)
    assert browser.open("/questions/safety_now").path == "/questions/safety_now"
    clock.turn(minutes=5)

    assert browser.open("/questions/safety_now").path == "/kiosk/"
    assert tablet.live(app) == ()


def test_a_person_who_is_still_there_may_continue(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).answer({"who": "me"})
    for _ in range(10):
        clock.turn(minutes=4)
        browser.press("/kiosk/stay", form="#idle-stay")
        assert browser.status == 204
        browser.open("/questions/safety_now")
    assert browser.path == "/questions/safety_now"
    assert browser.ticked("who") == set()


def test_a_person_who_is_still_there_may_continue_without_scripts(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).answer({"who": "me"})
    assert "/kiosk/still-there" in str(browser.page.select_one("head noscript"))
    clock.turn(minutes=3)

    browser.open("/kiosk/still-there").press("back", form="main form")

    assert browser.path == "/questions/safety_now"


def test_a_late_answer_to_the_warning_finds_the_tablet_cleared(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).answer({"who": "me"}).open("/kiosk/still-there")
    clock.turn(minutes=6)

    browser.press("back", form="main form")

    assert browser.path == "/kiosk/"


def test_answers_may_be_cleared_from_the_warning(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).answer({"who": "me"}).press("", form="#idle-end")

    assert browser.path == "/kiosk/"
    assert tablet.live(app) == ()


def test_reading_on_keeps_the_answers(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).walk(BACK)
    for _ in range(4):
        clock.turn(minutes=4)
        assert browser.open("/result").path == "/result"


READING = [
    "/privacy",
    "/how-it-works",
    "/paper",
    "/styleguide",
    "/nowhere",
    "/finish",
    "/kiosk/end",
]
"""Pages to read, and addresses without a page (404, 405)."""


@pytest.fixture
def everything(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Yield an app that also serves the style guide."""
    with app_of(replace(settings, styleguide=True), clock) as app:
        yield app


@pytest.mark.parametrize("path", READING)
def test_a_page_to_read_asks_as_well_whether_anyone_is_there(
    everything: Flask, path: str
) -> None:
    browser = (
        tablet.give(everything, Browser(everything)).answer({"who": "me"}).open(path)
    )

    assert browser.page.select_one("body.on-tablet #idle")
    assert "/kiosk/still-there" in str(browser.page.select_one("head noscript"))
    assert (
        "connect-src 'self'"
        in browser.client.get(path).headers["Content-Security-Policy"]
    )


@pytest.mark.parametrize("path", READING)
def test_opening_a_page_to_read_keeps_the_answers(
    everything: Flask, clock: Clock, path: str
) -> None:
    browser = tablet.give(everything, Browser(everything)).answer({"who": "me"})
    for _ in range(3):
        clock.turn(minutes=4)
        browser.open(path)
        assert browser.path == path

    clock.turn(minutes=4)
    assert browser.open("/questions/safety_now").path == "/questions/safety_now"


def test_a_page_to_read_keeps_what_the_desk_knows_of_urgent_advice(
    app: Flask, browser: Browser
) -> None:
    urgent(tablet.give(app, browser)).open("/how-it-works")

    assert [each.advice for each in tablet.live(app)] == [("call_911",)]


def test_a_page_to_read_shows_after_the_session_too_and_brings_nothing_back(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    tablet.give(app, browser).answer({"who": "me"})
    clock.turn(minutes=6)

    assert browser.open("/how-it-works").path == "/how-it-works"
    assert browser.open("/questions/safety_now").path == "/kiosk/"


@pytest.mark.parametrize(
    "path",
    ["/desk/nowhere", "/api/v1/version", "/healthz", "/kiosk/", "/kiosk/still-there"],
)
def test_pages_outside_a_visit_are_not_watched(
    app: Flask, browser: Browser, path: str
) -> None:
    tablet.give(app, browser)

    assert 'id="idle"' not in browser.open(path).text


def broken() -> str:
    raise RuntimeError("a fault")


def test_a_server_error_page_is_watched_too(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).answer({"who": "me"})
    app.view_functions["how.how"] = broken

    browser.open("/how-it-works")

    assert browser.status == 500
    assert browser.page.select_one("body.on-tablet #idle")


def test_too_much_at_once_is_watched_too(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser)
    browser.path = "/questions/who"

    response = browser.client.post(
        "/questions/who", data={f"a{number}": "1" for number in range(600)}
    )

    assert response.status_code == 413
    assert 'id="idle"' in response.text


def test_start_over_stays_in_the_session(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).answer({"who": "me"}).press("/start-over")

    assert browser.path == "/questions/who"
    assert len(tablet.live(app)) == 1


def test_a_cookie_changes_with_every_page(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser)
    seen = set()
    for path in ("/questions/who", "/questions/who", "/privacy", "/kiosk/"):
        browser.open(path)
        turn = browser.client.get_cookie("turn")
        assert turn is not None
        seen.add(turn.value)

    assert len(seen) == 4


def test_a_patients_own_browser_is_not_affected(browser: Browser) -> None:
    browser.open("/questions/who")

    assert browser.client.get_cookie("turn") is None
    assert not browser.page.select(".on-tablet, #idle")


def test_the_desk_sees_only_that_a_tablet_shows_an_urgent_page(
    app: Flask, browser: Browser
) -> None:
    urgent(tablet.give(app, browser))

    assert [each.advice for each in tablet.live(app)] == [("call_911",)]

    browser.press("acknowledge", form="main form")
    assert [each.advice for each in tablet.live(app)] == [()]


def test_urgent_advice_stays_after_the_answers_until_staff_end_it(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    urgent(tablet.give(app, browser))
    assert browser.page.select("[data-ticked] li")
    assert not browser.page.select("#idle, head noscript")
    clock.turn(hours=2)

    browser.open("/advice")

    assert browser.h1 == "Call 911 now"
    assert not browser.page.select("[data-ticked]")
    assert [each.advice for each in tablet.live(app)] == [("call_911",)]


def test_help_in_a_crisis_stays_after_the_answers(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    urgent(tablet.give(app, browser), "rf_harm_now")
    assert "Please tell the person at the desk now." in browser.text
    clock.turn(hours=2)

    browser.open("/advice")

    assert browser.h1 == "You are not alone. Help is here now"


def test_urgent_advice_is_left_by_leaving(app: Flask, browser: Browser) -> None:
    urgent(tablet.give(app, browser)).press("/leave")

    assert browser.path == "/kiosk/"
    assert tablet.live(app) == ()


def test_a_lost_token_keeps_the_answers(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).walk(BACK).open("/result")

    browser.client.post("/finish", data={"csrf_token": "old"})

    assert browser.open("/result").path == "/result"
    browser.open("/kiosk/").client.post(
        "/kiosk/", data={"csrf_token": "old", "code": "1"}
    )
    assert browser.open("/result").path == "/result"


def test_no_file_is_left_on_the_tablet(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser).walk(BACK).open("/result")

    assert not browser.page.select("form[action*='summary.pdf']")
    assert browser.open("/result/summary.pdf").path == "/result"
    assert browser.open("/paper/questionnaire.pdf").path == "/paper"
    assert not browser.page.select("a[href*='.pdf']")


def test_what_is_shared_from_a_tablet_is_marked_so(
    settings: Settings, clock: Clock
) -> None:
    app = make_app(replace(settings, clinic="Riverside Pain Clinic"), clock)
    state = state_of(app)
    make_tables(state.engine)
    patient = (
        tablet.give(app, Browser(app))
        .walk(BACK)
        .open("/share")
        .press("", {"agree": "yes"}, form="main form")
    )

    assert patient.path == "/shared"
    with state.reading() as transaction:
        (line,) = queue.page(transaction, queue.QueueFilter()).lines
    assert line.taken is FilledIn.TABLET
    patient.press("/finish")
    assert patient.path == "/kiosk/"
    for path in ("/shared", "/share"):
        assert patient.open(path).path == "/kiosk/"
    state.engine.dispose()


def test_no_visit_is_saved_from_a_tablet_or_brought_to_it(
    app: Flask, browser: Browser
) -> None:
    tablet.give(app, browser).answer({"who": "me"})

    assert browser.open("/resume").path == "/questions/safety_now"
    assert "saved answers" not in Browser(app).open("/kiosk/").text
