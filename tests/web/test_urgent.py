"""Red flags come before everything, whatever else is answered and whatever is
broken."""

import pytest

from tests.web.browser import Answer, Browser, on_paper, on_screen, words
from tests.web.conftest import Clock
from tests.web.stories import BACK, FACE, at


def test_an_emergency_stops_everything_and_says_what_to_do(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})

    assert browser.path == "/advice"
    assert browser.h1 == "Call 911 now"
    assert browser.page.select("main a[href='tel:911']")
    assert "Chest pain or pressure" in browser.text
    assert browser.open("/questions/age").path == "/advice"


def test_a_checked_sign_lets_the_visit_continue_and_stays_on_the_result(
    browser: Browser,
) -> None:
    browser.walk({**BACK, "safety_now": ["rf_chest"]})
    browser.open("/result")

    assert "You told us this was checked." in browser.text
    assert browser.text.index("Call 911 now") < browser.text.index(
        "After this has been checked"
    )


def test_getting_help_now_keeps_the_page(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_worst"]}).press(
        "go", form="main form"
    )

    assert browser.h1 == "Call 911 now"
    assert "You are doing the right thing." in browser.text


def test_a_crisis_has_a_page_of_its_own(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_harm_now"]})

    assert browser.h1 == "You are not alone. Help is here now"
    assert "Thank you for telling us. You deserve help right now." in browser.text
    assert browser.page.select("main a[href='tel:988']")
    assert browser.page.select("main a[href='sms:988']")

    browser.press("acknowledge", form="main form")

    assert browser.path == "/questions/age"


def test_an_emergency_with_a_crisis_shows_both(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_harm_now", "rf_overdose"]})

    assert browser.h1 == "Call 911 now"
    assert "give naloxone (Narcan)" in browser.text
    assert browser.page.select("main a[href='tel:988']")
    assert "This was already checked by a doctor" in browser.text


def test_a_private_line_is_on_the_screen_and_never_printed(browser: Browser) -> None:
    at(browser, "safety_area", {**BACK, "where": ["neck"]}).answer(
        {"safety_area": ["rf_choked"]}
    )

    shown, printed = on_screen(browser.page), on_paper(browser.page)
    assert "1-800-799-7233" in shown
    assert "Someone choked me" in shown
    assert "Go to an emergency room now" in printed
    assert "chok" not in printed.lower()
    assert "1-800-799-7233" not in printed


def test_the_page_says_which_answers_make_a_line_urgent(browser: Browser) -> None:
    browser.walk({**BACK, "safety_new": ["rf_fever"]}).open("/advice")

    sentence = "now or in the last 2 days, together with pain in “Lower back”"
    assert sentence in browser.text


def test_a_level_that_rises_is_shown_again(browser: Browser) -> None:
    browser.walk({**BACK, "where": ["knee_l"], "safety_area": ["rf_hotjoint"]})
    assert browser.path == "/check"

    browser.open("/questions/health?change=1").answer({"health": ["infection"]})

    assert browser.path == "/advice"
    assert browser.h1 == "Go to an emergency room now"


def test_an_acknowledged_flag_is_not_shown_twice(browser: Browser) -> None:
    browser.walk({**BACK, "safety_now": ["rf_chest"]})

    browser.open("/questions/age?change=1").answer({"age": "a18_34"})

    assert browser.path == "/check"


@pytest.mark.parametrize(
    ("page", "sign", "calm"),
    [
        ("safety_now", ["rf_chest"], "none"),
        ("safety_now", ["rf_harm_now"], "none"),
        ("safety_mood", "now", "no"),
        ("safety_mood", "now", "past"),
    ],
)
def test_a_sign_ticked_again_after_being_taken_back_is_shown_again(
    browser: Browser, page: str, sign: Answer, calm: Answer
) -> None:
    browser.walk({**BACK, page: sign})
    browser.open(f"/questions/{page}?change=1").answer({page: calm})
    assert browser.path == "/check"

    browser.open(f"/questions/{page}?change=1").answer({page: sign})

    assert browser.path == "/advice"


def test_on_the_result_help_in_a_crisis_comes_before_what_can_wait(
    browser: Browser,
) -> None:
    browser.walk({**FACE, "low": "most", "safety_mood": "now"}).open("/result")

    headings = [words(heading) for heading in browser.page.select(".advice h2")][:2]
    assert headings == [
        "You are not alone. Help is here now",
        "See a doctor in the next week or two",
    ]


def test_the_advice_page_without_anything_urgent_says_so(browser: Browser) -> None:
    browser.walk(BACK)

    assert "Nothing you told us needs urgent advice." in browser.open("/advice").text


def test_advice_stays_when_the_answers_are_gone(browser: Browser, clock: Clock) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})
    clock.turn(hours=3)

    browser.press("go", form="main form")

    assert browser.h1 == "Call 911 now"
    assert "Chest pain" not in browser.text


def test_without_answers_the_page_never_says_that_nothing_is_urgent(
    browser: Browser,
) -> None:
    browser.open("/advice")

    assert browser.h1 == "Get help now if you need it"
    assert "Nothing you told us" not in browser.text
    assert browser.page.select("main a[href='tel:911']")


def test_an_emergency_is_shown_even_next_to_none_of_these(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest", "none"]})

    assert browser.h1 == "Call 911 now"
    assert "We could not save what you ticked just now." in browser.text
    assert browser.open("/questions/age").path == "/advice"


def test_an_emergency_is_shown_even_without_cookies(browser: Browser) -> None:
    at(browser, "safety_now")
    browser.client.delete_cookie("session")

    assert browser.answer({"safety_now": ["rf_chest"]}).h1 == "Call 911 now"


def test_an_emergency_is_shown_even_if_the_visit_has_ended(
    browser: Browser, clock: Clock
) -> None:
    at(browser, "safety_area")
    clock.turn(hours=3)

    assert browser.answer({"safety_area": ["rf_coldlimb"]}).h1 == "Call 911 now"


def test_an_emergency_is_shown_even_if_another_tab_removed_its_line(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/questions/safety_area?change=1")
    this_tab, path = browser.page, browser.path
    browser.open("/questions/where?change=1").answer({"where": ["head"]})
    browser.page, browser.path = this_tab, path

    assert browser.answer({"safety_area": ["rf_coldlimb"]}).h1 == "Call 911 now"


def test_skipping_a_page_does_not_skip_a_crisis(browser: Browser) -> None:
    at(browser, "safety_mood").answer({"safety_mood": "now", "skip": "1"})

    assert browser.h1 == "You are not alone. Help is here now"


def test_only_what_was_seen_is_called_checked(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_other_now"]})
    this_tab, path = browser.page, browser.path
    browser.open("/questions/safety_now?change=1").answer(
        {"safety_now": ["rf_other_now", "rf_chest"]}
    )
    browser.page, browser.path = this_tab, path

    browser.press("acknowledge", form="main form")

    assert browser.path == "/advice"
    assert browser.h1 == "Call 911 now"


def test_a_post_that_names_nothing_acknowledges_nothing(browser: Browser) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]}).press(
        "", form="main form"
    )

    assert browser.open("/questions/age").path == "/advice"


def test_a_wrong_age_loses_no_emergency_and_no_answer(browser: Browser) -> None:
    browser.walk({**BACK, "safety_new": ["rf_cauda"]})
    text = browser.text

    browser.open("/questions/age?change=1").answer({"age": "under18"})

    assert browser.h1 == "This tool is made for adults"
    assert "You told us this was checked." in browser.text
    assert "numb between my legs" in browser.text
    assert "Start with rehabilitation" not in browser.text
    assert "It is worst after driving." not in browser.text

    browser.open("/questions/age?change=1").answer({"age": "a35_49"})

    assert browser.path == "/check"
    assert browser.text == text
