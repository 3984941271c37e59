"""Urgent advice: "checked" and "by mistake" are different answers, and a sign that was
taken back is still mentioned."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.intakes import Intake
from finder.store.staff import Role
from tests.paper.reading import plain
from tests.paper.reading import words as words_of
from tests.web.browser import Browser, on_paper, on_screen
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, at
from tests.web.test_phone import call
from tests.web.test_sharing import stored, tick
from tests.web.test_tablets import code_for, rows, take

CHEST = {**BACK, "safety_now": ["rf_chest"]}
SIGN = "Chest pain or pressure"
TAKEN_BACK = "and then took it back. The advice for it was: Call 911 now."
UNTICK = "Then take the tick away, or choose another answer"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def walk_and_take_back(
    browser: Browser,
    clock: Clock,
    answers: dict[str, object] = CHEST,  # type: ignore[assignment]
) -> Browser:
    browser.walk(answers)  # type: ignore[arg-type]
    clock.turn(minutes=2)
    return browser.open("/questions/safety_now?change=1").answer({"safety_now": "none"})


def sheet(browser: Browser) -> str:
    return words_of(browser.client.get("/result/summary.pdf").data)


def only_intake(app: Flask) -> Intake:
    [only] = stored(app)
    return only


def test_a_mistake_leads_to_its_page_and_the_advice_counts_until_it_is_corrected(
    browser: Browser,
) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})
    assert "This was already checked by a doctor" in browser.text

    browser.press("mistake", form="main form")

    assert browser.path == "/questions/safety_now?change=1"
    assert browser.ticked("safety_now") == {"rf_chest"}
    assert UNTICK in browser.text
    assert browser.open("/questions/age").path == "/advice", (
        "pressing a button lost no advice"
    )

    browser.press("mistake", form="main form").answer({"safety_now": ["rf_chest"]})
    assert browser.path == "/advice", "the tick stayed"
    browser.press("mistake", form="main form").answer({"safety_now": "none"})
    assert browser.path == "/questions/age"
    assert UNTICK not in browser.open("/questions/safety_now?change=1").text


def test_a_mistake_after_checking_is_asked_about_too(browser: Browser) -> None:
    browser.walk(CHEST).open("/advice").press("mistake", form="main form")

    assert browser.path == "/questions/safety_now?change=1"
    assert browser.open("/result").path == "/advice"


def test_two_mistakes_on_two_pages_are_both_asked_about(browser: Browser) -> None:
    browser.walk({**CHEST, "safety_new": ["rf_cauda"]}).open("/advice").press(
        "mistake", form="main form"
    )
    browser.answer({"safety_now": "none"})

    assert browser.path == "/advice"
    assert SIGN not in browser.text
    browser.press("mistake", form="main form")
    assert browser.path == "/questions/safety_new?change=1"


def test_the_result_and_the_sheet_mention_what_was_taken_back(
    browser: Browser, clock: Clock
) -> None:
    walk_and_take_back(browser, clock).open("/result")

    notes = [
        note.get_text()
        for note in browser.page.select("main .note")
        if TAKEN_BACK in note.get_text()
    ]
    assert len(notes) == 1
    assert SIGN in notes[0]
    assert plain(TAKEN_BACK) in sheet(browser)

    browser.open("/questions/safety_now?change=1").answer({"safety_now": ["rf_chest"]})
    browser.press("acknowledge", form="main form")
    assert TAKEN_BACK not in browser.open("/result").text, "it is told again"


def test_the_desk_reads_when_it_was_ticked_and_taken_back(
    browser: Browser, clock: Clock, app: Flask
) -> None:
    at(browser, "safety_now").answer({"safety_now": ["rf_chest"]})
    clock.turn(minutes=2)
    browser.press("mistake", form="main form").answer({"safety_now": "none"})
    browser.walk(BACK).open("/result").open("/share")
    zone = state_of(app).now().astimezone().tzinfo
    ticked, back = (
        f"{(clock.now.replace(minute=minute)).astimezone(zone):%H:%M}"
        for minute in (0, 2)
    )
    line = f"Call 911 now: ticked at {ticked}, taken back at {back} on"
    assert (
        "The clinic also sees what you ticked and then took back, and when:"
        in browser.text
    )
    assert TAKEN_BACK in browser.text
    tick(browser)

    clinician = signed_in(app, Role.CLINICIAN).open(
        f"/desk/intakes/{only_intake(app).line.key}"
    )
    assert line in clinician.text
    assert "(said to be a mistake)" in clinician.text
    pdf = clinician.client.get(f"{clinician.path}/sheet.pdf").data
    assert plain("Red flags taken back") in words_of(pdf)
    bundle = json.loads(clinician.client.get(f"{clinician.path}/intake.json").text)
    notes = [note["text"] for note in bundle["entry"][1]["resource"]["note"]]
    assert [
        note
        for note in notes
        if "taken back at 09:02 on 2026-11-24 (said to be a mistake)" in note
    ]


def test_the_desk_and_its_files_mention_what_a_doctor_has_checked(
    browser: Browser, app: Flask
) -> None:
    tick(browser.walk(CHEST).open("/result").open("/share"))

    clinician = signed_in(app, Role.CLINICIAN).open(
        f"/desk/intakes/{only_intake(app).line.key}"
    )
    assert "The person says this was checked." in clinician.text
    bundle = json.loads(clinician.client.get(f"{clinician.path}/intake.json").text)
    notes = [note["text"] for note in bundle["entry"][1]["resource"]["note"]]
    assert [
        note for note in notes if SIGN in note and "Says that this was checked." in note
    ]


def test_dark_thoughts_that_were_taken_back_stay_private(
    browser: Browser, clock: Clock, app: Flask
) -> None:
    dark = {
        name: answer
        for name, answer in BACK.items()
        if name not in {"safety_mood", "low", "worry"}
    }
    walk_and_take_back(browser, clock, {**dark, "safety_now": ["rf_harm_now"]}).open(
        "/result"
    )

    said = "I may act on thoughts of ending my life"
    assert said in on_screen(browser.page)
    assert said not in on_paper(browser.page)
    assert plain(said) not in sheet(browser)
    browser.press("include", form="form[action='/result/include']")
    assert plain(said) in sheet(browser)
    browser.press("leave_out", form="form[action='/result/include']")
    tick(browser.open("/share"))
    clinician = signed_in(app, Role.CLINICIAN).open(
        f"/desk/intakes/{only_intake(app).line.key}"
    )
    assert "taken back at" not in clinician.text
    assert b"rf_harm_now" not in only_intake(app).payload


def test_a_clinic_that_has_agreed_sees_a_crisis_that_was_taken_back(
    browser: Browser, clock: Clock, app: Flask, settings: Settings
) -> None:
    app.extensions["finder"] = replace(
        state_of(app), settings=replace(settings, share_crisis=True)
    )
    walk_and_take_back(browser, clock, {**BACK, "safety_now": ["rf_harm_now"]}).open(
        "/share"
    )
    assert (
        "The clinic will see that we showed you help for thoughts of suicide."
        in browser.text
    )
    assert "I may act on thoughts" not in browser.text
    tick(browser)

    desk = signed_in(app, Role.DESK).open(f"/desk/intakes/{only_intake(app).line.key}")
    assert "Suicide risk: crisis advice was shown: ticked at" in desk.text
    assert "I may act on thoughts" not in desk.text


def test_a_helper_answers_for_the_person(browser: Browser) -> None:
    browser.open("/").answer({"who": "other"}).answer({"safety_now": ["rf_chest"]})
    assert "They already had this checked by a doctor" in browser.text
    assert "I ticked this by mistake" not in browser.text

    browser.press("mistake", form="main form").answer({"safety_now": ["rf_harm_now"]})
    assert "Stay with them." in browser.text
    assert "Call or text 988 yourself" in browser.text
    assert "safe" not in browser.text
    assert "Help is called, and I stay with them. Go on" in browser.text


def test_a_reaction_to_an_emergency_does_not_count_as_being_safe(
    browser: Browser,
) -> None:
    browser.walk({**BACK, "safety_now": ["rf_chest", "rf_harm_now"]}).open("/result")

    assert "You told us this was checked." in browser.text
    assert "You told us you are safe." not in browser.text


def test_over_the_phone_the_caller_says_which(app: Flask) -> None:
    desk = call(signed_in(app, Role.DESK)).press(
        "", {"safety_now": "rf_chest"}, form="form.call"
    )
    assert "The caller says: “This was already checked by a doctor”" in desk.text

    desk.press("mistake", form="form[action$='/advice']")

    assert desk.path == "/desk/phone/questions/safety_now?change=1"
    assert UNTICK in desk.text
    desk.press("", {"safety_now": "none"}, form="form.call")
    assert desk.path == "/desk/phone/questions/age"


def test_a_tablet_stays_at_its_urgent_page_until_the_mistake_is_corrected(
    app: Flask,
) -> None:
    desk = signed_in(app, Role.DESK, "ana").open("/desk/tablets/")
    patient = (
        take(app, code_for(desk, "3"))
        .answer({"who": "me"})
        .answer({"safety_now": ["rf_chest"]})
    )

    patient.press("mistake", form="main form")
    assert rows(desk) == ["Tablet 3 stopped at an urgent page"]

    patient.answer({"safety_now": "none"})
    assert rows(desk) == ["Tablet 3 in use"]
