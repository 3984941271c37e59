"""Answers that changed after they were shared: nobody confuses the two versions."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.sharing.intake_content import content_from_json
from finder.core.sharing.reference import written
from finder.store.staff import Role
from tests.paper.reading import plain
from tests.paper.reading import words as words_of
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import signed_in, trail
from tests.web.stories import BACK, PRIVATE
from tests.web.test_phone import call
from tests.web.test_phone import take as take_call
from tests.web.test_sharing import at_share, stored, tick

PARTED = (
    "You changed your answers after you shared them. The clinic has the earlier ones."
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


@pytest.fixture
def shared(app: Flask) -> Browser:
    """Return a browser whose answers are shared with the clinic."""
    return tick(at_share(app))


def change(browser: Browser, goal: str = "diagnosis") -> Browser:
    return browser.open("/questions/goals?change=1").answer({"goals": [goal]})


def code(app: Flask) -> str:
    [only] = stored(app)
    return written(only.line.reference)


def goals(app: Flask) -> set[str]:
    [only] = stored(app)
    return set(content_from_json(only.payload).answers["goals"])


def sheet(browser: Browser) -> str:
    return words_of(browser.client.get("/result/summary.pdf").data)


def test_the_result_and_every_print_say_that_the_clinic_has_earlier_answers(
    shared: Browser, app: Flask
) -> None:
    assert PARTED not in shared.open("/result").text
    assert plain(code(app)) in sheet(shared)

    change(shared).open("/result")

    near_the_button = shared.page.select(".buttons a[href='/share']")[0].find_parent(
        "div", class_="screen-only"
    )
    assert near_the_button
    assert PARTED in near_the_button.get_text()
    printed = shared.page.select(".print-only .for-clinic")[0].get_text()
    assert PARTED in printed
    assert code(app) not in printed
    assert plain(PARTED) in sheet(shared)
    assert plain(code(app)) not in sheet(shared)
    assert PARTED in shared.open("/shared").text


def test_the_change_is_shared_under_the_same_code(
    shared: Browser, app: Flask, clock: Clock
) -> None:
    before = code(app)
    clock.turn(minutes=5)
    change(shared).open("/result").open("/share")
    assert (
        "This takes the place of what you shared before. Your code stays the same."
        in shared.text
    )

    tick(shared)

    assert shared.path == "/shared"
    assert PARTED not in shared.text
    assert code(app) == before
    assert goals(app) == {"diagnosis"}
    assert plain(before) in sheet(shared)
    desk = signed_in(app, Role.DESK, "zoe").open(
        f"/desk/intakes/{stored(app)[0].line.key}"
    )
    assert "The person changed their answers and shared them again at" in desk.text
    assert ("(patient)", "shared changed answers", "") in trail(app)


def test_a_change_that_is_undone_makes_no_difference(shared: Browser) -> None:
    change(shared).open("/questions/goals?change=1").answer({"goals": BACK["goals"]})

    assert PARTED not in shared.open("/result").text


def test_private_answers_on_the_sheet_change_no_answer(app: Flask) -> None:
    browser = tick(at_share(app, PRIVATE)).open("/result")  # type: ignore[arg-type]

    browser.press("include", form="form[action='/result/include']")

    assert PARTED not in browser.text
    assert browser.open("/share").path == "/shared"


def test_an_older_page_shares_nothing_and_says_why(app: Flask) -> None:
    old = at_share(app)
    tab, path = old.page, old.path
    tick(old)
    change(old)
    old.page, old.path = tab, path

    tick(old)

    assert old.status == 422
    assert "What you told us has changed since this page was shown." in old.text
    assert goals(app) == {"less_pain", "move_more"}


def test_the_receipt_says_so_if_an_older_page_was_posted(app: Flask) -> None:
    browser = at_share(app)
    tab, path = browser.page, browser.path
    tick(browser)
    tick(change(browser).open("/share"))
    assert "older than your answers" not in browser.text
    browser.page, browser.path = tab, path

    tick(browser)

    assert browser.path == "/shared"
    assert (
        "That page was older than your answers. The clinic has them as they are now."
        in browser.text
    )
    assert goals(app) == {"diagnosis"}


def test_over_the_phone_a_change_is_shared_too(app: Flask) -> None:
    desk = take_call(call(signed_in(app, Role.DESK)), BACK)
    desk.open("/desk/phone/result").press("/share", {"agree": "yes"})
    desk.open("/desk/phone/questions/goals?change=1").press(
        "", {"goals": ["diagnosis"]}, form="form.call"
    )

    desk.open("/desk/phone/result").press("/share", {"agree": "yes"})

    assert desk.path == "/desk/phone/shared"
    assert goals(app) == {"diagnosis"}
