"""Skipping a page clears its answers and says so. It never clears a warning sign."""

from finder.web.patient.skipping import CLEARED, SIGN_STAYS
from tests.web.browser import Browser
from tests.web.stories import BACK, at


def test_skipping_clears_an_answer_with_one_choice(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/mood?change=1")
    browser.press("skip", {"low": "some", "worry": "never"}, form="main form")

    assert browser.path == "/check"
    assert str(CLEARED) in browser.text
    assert browser.open("/questions/mood").ticked("low") == set()


def test_skipping_clears_own_words(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/own_words?change=1")
    browser.press("skip", {"own_words": "It is worst after driving."}, form="main form")

    assert str(CLEARED) in browser.text
    assert "worst after driving" not in browser.text


def test_skipping_an_empty_page_says_nothing(browser: Browser) -> None:
    at(browser, "feel").skip()

    assert browser.path == "/questions/changes"
    assert str(CLEARED) not in browser.text


def test_skipping_clears_no_warning_sign(browser: Browser) -> None:
    browser.walk({**BACK, "safety_mood": "past"}).open(
        "/questions/safety_mood?change=1"
    )
    browser.press("skip", {"safety_mood": "past"}, form="main form")

    assert str(SIGN_STAYS) in browser.text
    assert str(CLEARED) not in browser.text
    assert browser.open("/questions/safety_mood").ticked("safety_mood") == {"past"}


def test_a_warning_sign_that_was_ticked_and_skipped_raises_its_advice(
    browser: Browser,
) -> None:
    at(browser, "safety_mood").press("skip", {"safety_mood": "now"}, form="main form")

    assert browser.path == "/advice"
