"""Over the phone: a separate visit, taken by staff, read back, and ended with nothing
stored."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.sharing.intake_content import content_from_json
from finder.store import audit, intakes, references
from finder.store.engine import writing
from finder.store.intakes import FilledIn, Intake
from finder.store.staff import Role
from tests.apps import app_of
from tests.web.browser import ANYBODY, Answer, Browser, words
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, PRIVATE


@pytest.fixture
def desk(app: Flask) -> Browser:
    return call(signed_in(app, Role.DESK))


def call(browser: Browser) -> Browser:
    browser.open("/desk/phone/").press(form="main form")
    assert browser.path == "/desk/phone/questions/safety_now"
    return browser


def take(browser: Browser, answers: dict[str, Answer], until: str = "") -> Browser:
    """Answer every open page of the call, or those before the page `until`. Pages
    without an answer are skipped."""
    answers = {**ANYBODY, **answers}
    while "/questions/" in browser.path and not browser.path.endswith(f"/{until}"):
        before = browser.path
        names = {
            str(field["name"])
            for field in browser.page.select("form.call input, form.call textarea")
        }
        here = {name: answer for name, answer in answers.items() if name in names}
        browser.press("" if here else "skip", here, form="form.call")
        if browser.path == "/desk/phone/advice":
            browser.press(form="form[action$='/advice']")
        assert browser.path != before, browser.text
    return browser


def test_a_call_is_taken_page_by_page_and_read_back(desk: Browser) -> None:
    assert "Answer for the person you are helping" not in desk.text

    take(desk, BACK)

    assert desk.path == "/desk/phone/check"
    assert "Clinic staff, for a patient" in desk.text
    desk.open("/desk/phone/result")
    assert (
        desk.h1
        == "For your lower back pain, a doctor trained in rehabilitation is likely a good first call"
    )
    assert "This is not a diagnosis." in desk.text


def test_a_caller_who_helps_is_addressed_as_a_helper(app: Flask) -> None:
    desk = signed_in(app, Role.DESK).open("/desk/phone/")
    desk.press("", {"helping": "1"}, form="main form")
    assert desk.path == "/desk/phone/questions/safety_now"
    assert "Their tongue, lips or throat swell" in desk.text

    desk.press("", {"safety_now": "rf_harm_now"}, form="form.call")
    assert "Stay with them." in desk.text
    assert "The caller says: “Help is called, and I stay with them. Go on”" in desk.text


def test_every_answer_has_a_number_two_digits_in_long_lists(desk: Browser) -> None:
    desk.press("", {"safety_now": "none"}, form="form.call")

    short = [str(each["data-key"]) for each in desk.page.select("input[data-key]")]
    assert short == [str(number) for number in range(1, 7)]

    desk.press("", {"age": "a35_49"}, form="form.call").press(
        "", {"births": "no"}, form="form.call"
    )
    desk.press("", {"safety_new": "none"}, form="form.call")

    long = [str(each["data-key"]) for each in desk.page.select("input[data-key]")]
    assert long[:10] == [f"{number:02}" for number in range(1, 11)]
    assert len(long) == len(set(long)) == len(desk.offered("where"))
    assert desk.page.select_one("[data-digits='2']")


def test_an_answer_is_changed_and_read_back_again(desk: Browser) -> None:
    take(desk, BACK)

    desk.open("/desk/phone/questions/age?change=1").press(
        "", {"age": "a18_34"}, form="form.call"
    )

    assert desk.path == "/desk/phone/check"
    assert "18 to 34" in words(desk.page.select_one("dl"))


def test_a_mistake_is_shown(desk: Browser) -> None:
    desk.press(form="form.call")

    assert desk.status == 422
    assert "Tick at least one." in desk.text


def test_urgent_advice_is_read_to_the_caller_at_once(desk: Browser) -> None:
    desk.press("", {"safety_now": ["rf_chest"]}, form="form.call")

    assert desk.path == "/desk/phone/advice"
    assert desk.h1 == "Call 911 now"
    assert "Read this to the caller now." in desk.text
    desk.press(form="form[action$='/advice']")
    assert desk.path == "/desk/phone/questions/age"
    assert desk.open("/desk/phone/advice").path == "/desk/phone/questions/age"


def test_a_crisis_is_answered_and_then_only_said_to_have_been_shown(
    desk: Browser,
) -> None:
    take(desk, {**BACK, "safety_mood": "now"})

    assert "A safety page was shown." in desk.text
    assert "ending your life" not in words(desk.page.main)
    desk.open("/desk/phone/result")
    assert "A safety page was shown." in desk.text
    assert "You are not alone" not in desk.text


def test_no_answer_is_in_the_title_of_a_call(desk: Browser) -> None:
    desk.press("", {"safety_now": ["rf_harm_now"]}, form="form.call")
    assert desk.path == "/desk/phone/advice"
    assert words(desk.page.title).startswith("What to do now - ")

    desk.press(form="form[action$='/advice']")
    take(desk, BACK, until="safety_mood")
    assert words(desk.page.title).startswith("One more question - ")

    take(desk, BACK)
    desk.open("/desk/phone/result")
    assert words(desk.page.title).startswith("Result for the caller - ")


def test_private_answers_are_not_read_aloud_again(desk: Browser) -> None:
    take(desk, PRIVATE)

    assert "thoughts of ending" not in words(desk.page.select_one("dl"))


@pytest.fixture
def clinic(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Yield an app of a clinic that accepts shared answers."""
    with app_of(replace(settings, clinic="Riverside Pain Clinic"), clock) as app:
        yield app


def stored_intake(app: Flask, browser: Browser) -> Intake | None:
    """Return the intake whose code is on the page."""
    state, shown = state_of(app), browser.page.select_one(".big-code")
    reference = words(shown).replace("-", "")
    with state.reading() as transaction:
        key = references.key_of(transaction, reference)
        return intakes.find(transaction, key) if key else None


def test_what_the_caller_says_yes_to_is_in_the_queue_marked_phone(
    clinic: Flask,
) -> None:
    desk = take(call(signed_in(clinic, Role.DESK, "ana")), PRIVATE).open(
        "/desk/phone/result"
    )
    assert "May we keep your answers? You do not have to say yes." in desk.text
    assert (
        "Only the front desk and the doctors of Riverside Pain Clinic can see them."
        in desk.text
    )
    assert "(PM&R)" not in words(desk.page.select_one(".say")), (
        "nobody says what stands in parentheses"
    )
    assert "Your private answers are left out" in desk.text

    desk.press("", {"agree": "yes"}, form="form.call")

    assert desk.path == "/desk/phone/shared"
    intake = stored_intake(clinic, desk)
    assert intake is not None
    assert intake.line.taken is FilledIn.PHONE
    assert len(desk.page.select(".spelled li")) == 3
    assert "safety_mood" not in content_from_json(intake.payload).answers
    with state_of(clinic).reading() as transaction:
        (last,) = audit.latest(transaction, 1)
    assert (last.who, last.words) == ("ana", "shared an intake")
    desk.press(form="main form")
    assert "What was shared is in the queue." in desk.text
    assert desk.open("/desk/phone/shared").path == "/desk/phone/"


def test_a_call_does_not_end_before_the_caller_says_yes_or_no(clinic: Flask) -> None:
    desk = take(call(signed_in(clinic, Role.DESK)), BACK).open("/desk/phone/result")

    desk.press(form="form.call")

    assert desk.status == 422
    assert "Choose whether the caller says yes or no." in words(
        desk.page.select_one("#errors")
    )
    assert desk.open("/desk/phone/check").path == "/desk/phone/check"


def test_nothing_is_stored_if_the_caller_says_no(clinic: Flask) -> None:
    desk = take(call(signed_in(clinic, Role.DESK)), BACK).open("/desk/phone/result")

    desk.press("", {"agree": "no"}, form="form.call")

    assert desk.path == "/desk/phone/"
    assert "Nothing is kept." in desk.text
    with state_of(clinic).reading() as transaction:
        assert "shared an intake" not in [
            each.words for each in audit.latest(transaction, 9)
        ]


def test_a_child_is_not_in_the_queue(clinic: Flask) -> None:
    desk = take(
        call(signed_in(clinic, Role.DESK)), {"safety_now": "none", "age": "under18"}
    )

    assert desk.path == "/desk/phone/result"
    assert desk.h1 == "This tool is made for adults"
    assert not desk.page.select("[name=agree]")


def test_an_old_page_of_a_call_shares_and_ends_nothing(clinic: Flask) -> None:
    desk = take(call(signed_in(clinic, Role.DESK)), BACK)

    desk.client.post("/desk/phone/share", data={"csrf_token": "old", "agree": "yes"})
    desk.client.post("/desk/phone/end", data={"csrf_token": "old"})

    assert desk.open("/desk/phone/shared").path == "/desk/phone/check"


def test_a_call_ends_with_nothing_stored(desk: Browser) -> None:
    take(desk, BACK).open("/desk/phone/result").press(form="main form[action$='/end']")

    assert desk.path == "/desk/phone/"
    assert desk.open("/desk/phone/check").path == "/desk/phone/"


def test_a_page_of_a_call_that_has_ended_leads_to_the_first_page(app: Flask) -> None:
    desk = signed_in(app, Role.DESK)

    assert desk.open("/desk/phone/questions/where").path == "/desk/phone/"
    assert desk.open("/desk/phone/questions/nowhere").status == 404


def test_a_call_is_separate_from_another_visit_in_the_browser(desk: Browser) -> None:
    take(desk, BACK)

    assert desk.open("/check").path == "/questions/who"
    desk.answer({"who": "me"})
    assert desk.open("/desk/phone/check").path == "/desk/phone/check"


def test_the_next_call_begins_with_nothing_of_the_last(desk: Browser) -> None:
    take(desk, BACK)
    desk.open("/desk/phone/")
    assert "A call is still open" in desk.text

    desk.press(form="main form")

    assert desk.open("/desk/phone/check").path == "/desk/phone/questions/safety_now"


def test_a_call_that_is_shared_again_gets_a_new_code_where_the_earlier_row_is_damaged(
    clinic: Flask,
) -> None:
    desk = take(call(signed_in(clinic, Role.DESK)), BACK).open("/desk/phone/result")
    before = words(
        desk.press("", {"agree": "yes"}, form="form.call").page.select_one(".big-code")
    )
    with writing(state_of(clinic).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET sealed = x'0102'")
    desk.open("/desk/phone/questions/age?change=1").press(
        "", {"age": "a18_34"}, form="form.call"
    )

    desk.open("/desk/phone/result").press("", {"agree": "yes"}, form="form.call")

    assert words(desk.page.select_one(".big-code")) != before
    assert "You have a new code." in desk.text
    assert stored_intake(clinic, desk)
