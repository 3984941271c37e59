"""Typed text keeps its spaces, its line breaks and its joined letters, wherever it is
shown."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.conftest import Share
from tests.web.desk import act, signed_in
from tests.web.stories import BACK

LINES = "Morning: 5\t10\r\nNight: 7 \U0001f468\u200d\U0001f469 می\u200cخواهم"
CLEANED = "Morning: 5 10\nNight: 7 \U0001f468\u200d\U0001f469 می\u200cخواهم"
LEFT_OUT = "We removed hidden marks that change the direction of writing."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def texts(browser: Browser, selector: str) -> list[str]:
    return [tag.get_text() for tag in browser.page.select(selector)]


def test_own_words_keep_their_lines_on_every_page(browser: Browser) -> None:
    browser.walk({**BACK, "own_words": LINES})

    assert CLEANED in texts(browser, ".told")
    assert CLEANED in texts(browser.open("/result"), ".told-list dd")
    assert CLEANED in texts(browser.open("/share"), ".told-list dd")
    assert texts(browser.open("/questions/own_words?change=1"), "textarea") == [
        f"\n{CLEANED}"
    ]


def test_the_desk_reads_own_words_and_notes_as_they_were_typed(
    share: Share, app: Flask
) -> None:
    clinician = signed_in(app, Role.CLINICIAN)
    share(own_words=LINES)
    clinician.open("/desk/intakes/key1")

    assert set(texts(clinician, ".own-words")) == {CLEANED}
    act(clinician, "note", {"note": "BP 120\t80"})
    assert texts(clinician, "#note") == ["\nBP 120 80"]
    bundle = json.loads(clinician.client.get("/desk/intakes/key1/intake.json").text)
    said = [
        item for page in bundle["entry"][0]["resource"]["item"] for item in page["item"]
    ]
    assert [item["answer"] for item in said if item["linkId"] == "own_words"] == [
        [{"valueString": CLEANED}]
    ]


def test_direction_marks_are_removed_and_that_is_reported(
    browser: Browser, share: Share, desk: Browser
) -> None:
    browser.walk({**BACK, "own_words": "take 5 \u202e021\u202c mg"})
    assert "take 5 021 mg" in texts(browser, ".told")
    assert LEFT_OUT in browser.text
    assert LEFT_OUT not in browser.open("/check").text

    share()
    act(desk.open("/desk/intakes/key1"), "note", {"note": "\u202ecalled"})
    assert LEFT_OUT in desk.text
    assert texts(desk, "#note") == ["\ncalled"]
    act(desk, "note", {"note": "called twice"})
    assert LEFT_OUT not in desk.text


@pytest.mark.parametrize(
    "path", ["/questions/own_words", "/questions/own_words?change=1"]
)
def test_removed_marks_are_reported_whichever_button_was_pressed(
    browser: Browser, path: str
) -> None:
    browser.walk(BACK).open(path)

    browser.press("back", {"own_words": "take \u202e021\u202c mg"}, form="main form")

    assert LEFT_OUT in browser.text


def test_removed_marks_are_reported_on_a_page_with_a_mistake(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/own_words?change=1").answer(
        {"own_words": f"\u202e{'a' * 501}\u202c"}
    )

    assert browser.status == 422
    assert LEFT_OUT in browser.text
