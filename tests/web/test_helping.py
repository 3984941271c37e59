"""A person who answers for someone else is addressed as a helper, on every page."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.paper import reading
from tests.web.browser import Browser, words
from tests.web.stories import BACK, PRIVATE, at

FATHER = {**BACK, "who": "other", "age": "a65_79", "safety_mood": "unsure"}
SAID_BY_THE_HELPER = {"I don't know", "I'd rather not say", "Nothing I know of"}
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself)\b")


def test_questions_ask_about_the_person(browser: Browser) -> None:
    asked: list[str] = []

    def look(page: BeautifulSoup) -> None:
        asked.extend(words(each) for each in page.select("main label, main legend"))

    browser.walk(FATHER, look)

    later = asked[asked.index("Clinic staff, for a patient") + 1 :]
    assert "How old are they?" in later
    assert "A surgery they had" in later
    assert {each for each in later if FIRST_PERSON.search(each)} <= SAID_BY_THE_HELPER
    assert "Their right" in browser.text


def test_the_person_is_addressed_if_nobody_helps(browser: Browser) -> None:
    at(browser, "age")
    assert browser.h1 == "How old are you?"

    browser.open("/questions/who").answer({"who": "other"})
    assert browser.open("/questions/age").h1 == "How old are they?"
    assert "Answer for the person you are helping." in browser.text

    browser.open("/questions/who").answer({"who": "me"})
    assert browser.open("/questions/age").h1 == "How old are you?"


@pytest.mark.parametrize("who", ["other", "staff"])
def test_a_helper_cannot_say_that_the_person_is_safe(
    browser: Browser, who: str
) -> None:
    browser.open("/").answer({"who": who}).answer({"safety_now": ["rf_harm_now"]})

    assert browser.h1 == "You are not alone with this. Help is here now"
    assert "Stay with them." in browser.text
    assert "Call or text 988 yourself, day or night." in browser.text
    assert "safe" not in browser.text

    browser.press("acknowledge", form="main form")
    assert browser.path == "/questions/age"


def test_a_helper_who_does_not_know_about_dark_thoughts_gets_advice_for_today(
    browser: Browser,
) -> None:
    at(browser, "safety_mood", FATHER).answer({"safety_mood": "unsure"})

    assert "They need to be seen today" in browser.text
    assert "Ask today, in plain words" in browser.text


def test_the_person_is_not_offered_that_answer(browser: Browser) -> None:
    at(browser, "safety_mood")

    assert browser.offered("safety_mood") == {"no", "past", "now", "skip"}


def test_result_and_sheet_speak_to_the_helper(browser: Browser) -> None:
    browser.walk(FATHER).open("/result")
    assert "for them" in browser.text
    assert "Ask their doctor if this fits them." in browser.text

    sheet = browser.client.get("/result/summary.pdf")
    assert reading.plain("Filled in by a helper") in reading.words(sheet.data)


def test_a_visit_that_was_saved_still_speaks_to_the_helper(
    app: Flask, browser: Browser
) -> None:
    at(browser, "age", {**PRIVATE, "who": "other"}).press("/save")
    code = browser.page.select(".resume-code")[0].get_text()

    other = Browser(app).open("/resume")
    assert other.answer({"code": code}).h1 == "How old are they?"


def test_pregnancy_is_not_asked_about_if_it_cannot_apply(browser: Browser) -> None:
    at(browser, "births").answer({"births": "no"})
    assert "rf_preg" not in browser.offered("safety_new")

    browser.open("/questions/births?change=1").answer({"births": "may_apply"})
    assert browser.path == "/questions/safety_new"
    assert "rf_preg" in browser.offered("safety_new")


def test_pregnancy_is_not_asked_about_over_64(browser: Browser) -> None:
    at(browser, "safety_new", {**BACK, "age": "a65_79"})

    assert browser.open("/questions/births").path == "/questions/safety_new"
    assert "rf_preg" not in browser.offered("safety_new")
