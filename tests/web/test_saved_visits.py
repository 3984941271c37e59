"""Save and come back later: the code leads to the same question on any device, and
nobody is locked out."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from finder.core.sharing.reference import ALPHABET, LENGTH, check_symbol
from finder.store.engine import reading
from finder.store.tables import saved, visit
from finder.web.app.state import NAME, State
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.stories import BACK


def begin(browser: Browser) -> Browser:
    return (
        browser.open("/")
        .answer({"who": "me"})
        .answer({"safety_now": "none"})
        .answer({"age": "a35_49"})
        .answer({"births": "no"})
        .answer({"safety_new": "none"})
    )


def save(browser: Browser) -> str:
    return code_of(browser.press("/save"))


def code_of(browser: Browser) -> str:
    """Return the code that the page shows."""
    found = re.search(r"\b\w{4}-\w{4}-\w{3}\b", browser.text)
    assert found, browser.text
    return found[0]


def enter(browser: Browser, code: str) -> Browser:
    return browser.open("/resume").press("", {"code": code}, form="main form")


def wrong_code(number: int) -> str:
    body = ALPHABET[number] * LENGTH
    return body + check_symbol(body)


def test_the_code_continues_at_the_same_question_on_another_device(
    browser: Browser, app: Flask
) -> None:
    begin(browser)
    assert browser.path == "/questions/where"
    code = save(browser)
    assert browser.h1 == "Your answers are safe"

    other = enter(Browser(app), code.lower().replace("-", " "))

    assert other.path == "/questions/where"
    assert other.open("/questions/age").ticked("age") == {"a35_49"}


def test_this_device_forgets_the_visit_and_may_resume_it(browser: Browser) -> None:
    save(begin(browser))
    assert browser.client.get_cookie("visit") is None

    browser.press("/resume", form="main form")

    assert browser.path == "/questions/where"


def test_the_device_that_gave_the_visit_away_finds_nothing(
    browser: Browser, app: Flask
) -> None:
    first = Browser(app)
    code = save(begin(first))
    second = enter(Browser(app), code)
    enter(browser, code)

    assert browser.path == "/questions/where"
    assert second.open("/questions/where").path == "/questions/who"


def test_pressing_save_twice_at_once_shows_codes_that_both_open_the_visit(
    browser: Browser, app: Flask
) -> None:
    begin(browser)
    cookie = browser.client.get_cookie("visit")
    assert cookie is not None
    page, path, codes = browser.page, browser.path, []
    for _ in range(2):
        browser.client.set_cookie("visit", cookie.value)
        browser.page, browser.path = page, path
        codes.append(save(browser))

    assert codes[0] != codes[1]
    assert [enter(Browser(app), code).path for code in codes] == [
        "/questions/where"
    ] * 2


def test_a_code_made_after_coming_back_replaces_the_one_before(
    browser: Browser, app: Flask
) -> None:
    first = save(begin(browser))
    second = save(enter(browser, first))

    assert enter(Browser(app), first).status == 422
    assert enter(Browser(app), second).path == "/questions/where"


def test_the_code_is_good_for_48_hours_also_after_it_was_used(
    browser: Browser, app: Flask, clock: Clock
) -> None:
    code = save(begin(browser))
    clock.turn(hours=20)
    enter(Browser(app), code).answer({"where": ["low_back"]})
    clock.turn(hours=27.9)

    assert enter(Browser(app), code).path == "/questions/how_long"
    clock.turn(hours=0.2)
    assert "We found no saved answers with this code." in enter(Browser(app), code).text


def test_a_visit_resumed_late_has_the_usual_time(
    browser: Browser, app: Flask, clock: Clock
) -> None:
    code = save(begin(browser))
    clock.turn(hours=47.9)
    other = enter(Browser(app), code)
    clock.turn(minutes=100)

    assert other.answer({"where": ["low_back"]}).path == "/questions/how_long"


def stored_visits(app: Flask) -> int:
    state: State = app.extensions[NAME]
    with reading(state.engine) as connection:
        return connection.scalar(select(func.count()).select_from(visit)) or 0


def test_opening_saved_answers_asks_before_it_clears_others(
    browser: Browser, app: Flask
) -> None:
    code = save(begin(browser))
    other = begin(Browser(app))

    enter(other, code)

    assert other.status == 422
    sentence = "This device holds other answers. Tick the box to clear them, or go back to them."
    assert [words(part) for part in other.page.select("#errors li, #error-clear")] == [
        sentence,
        f"Error: {sentence}",
    ]
    assert stored_visits(app) == 2
    other.press("", {"code": code, "clear": "1"}, form="main form")
    assert other.path == "/questions/where"
    assert stored_visits(app) == 1


def test_a_wrong_code_clears_nothing(browser: Browser, app: Flask) -> None:
    begin(browser).open("/resume").press(
        "", {"code": wrong_code(1), "clear": "1"}, form="main form"
    )

    assert "We found no saved answers with this code." in browser.text
    assert browser.page.select_one("#clear[checked]")
    assert browser.open("/questions/age").ticked("age") == {"a35_49"}


def test_answers_that_a_code_leads_to_are_neither_asked_about_nor_cleared(
    browser: Browser, app: Flask
) -> None:
    first, second = save(begin(browser)), save(begin(Browser(app)))
    enter(browser, first)

    assert enter(browser, second).path == "/questions/where"
    assert enter(Browser(app), first).path == "/questions/where"
    assert stored_visits(app) == 2


def test_a_code_entered_where_its_visit_is_open_clears_nothing(
    browser: Browser, app: Flask
) -> None:
    code = save(begin(browser))
    enter(browser, code)

    assert enter(browser, code).path == "/questions/where"
    assert stored_visits(app) == 1


def test_finishing_deletes_what_was_saved(browser: Browser, app: Flask) -> None:
    browser.walk(BACK)
    code = save(browser)
    enter(browser, code).open("/result").press("/finish")
    state: State = app.extensions[NAME]

    assert browser.path == "/finished"
    with reading(state.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(saved)) == 0
    assert enter(Browser(app), code).status == 422


def test_a_typo_is_reported_before_any_look_up_and_is_no_attempt(
    browser: Browser, app: Flask
) -> None:
    code = save(begin(browser))
    other = Browser(app)
    for _ in range(20):
        enter(other, code[:-1] + ("2" if code[-1] != "2" else "3"))
        assert other.status == 422
        assert "One letter or number is not right, or two are swapped." in other.text

    assert enter(other, code).path == "/questions/where"


def test_wrong_codes_are_slowed_down_at_one_address_and_nobody_is_locked_out(
    browser: Browser, app: Flask, clock: Clock
) -> None:
    code = save(begin(browser))
    guesser, other = Browser(app), Browser(app)
    for number in range(5):
        assert (
            "We found no saved answers with this code."
            in enter(guesser, wrong_code(number)).text
        )
    assert "Please wait" in enter(guesser, wrong_code(6)).text
    assert "Please wait" in enter(guesser, code).text

    other.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert enter(other, code).path == "/questions/where"

    clock.turn(minutes=5)
    assert enter(guesser, code).path == "/questions/where"


def test_without_a_visit_there_is_nothing_to_save(browser: Browser) -> None:
    browser.open("/resume")
    token = browser.page.select_one("input[name=csrf_token]")
    assert token is not None

    response = browser.client.post("/save", data={"csrf_token": token["value"]})

    assert response.headers["Location"] == "/resume"
    assert browser.open("/save").path == "/resume"


@pytest.mark.parametrize(
    "junk", ["", "' OR 1=1 --", "<script>", "A" * 5000, "\x00", "７ＫＱ２"]
)
def test_any_typed_text_gets_a_message(browser: Browser, junk: str) -> None:
    enter(browser, junk)

    assert browser.status == 422
    assert "There is a problem" in browser.text


def test_every_question_page_offers_to_save(browser: Browser) -> None:
    begin(browser)

    assert browser.page.select("button[formaction='/save']")
    assert (
        not Browser(browser.app)
        .open("/questions/who")
        .page.select("button[formaction='/save']")
    )
