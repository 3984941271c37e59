"""After sharing: what happens next, in the clinic's own words, and a call-back number
that appears nowhere else."""

import csv
import logging
from dataclasses import replace
from io import StringIO

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import delete, select

from finder.config import Settings
from finder.store.desk_tables import audit_entry, intake
from finder.store.engine import reading, writing
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK

NUMBER = "555-555-0147"
URGENT = {**BACK, "safety_new": ["rf_cauda"]}
YES = {"agree": "yes"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(
        settings,
        clinic="Riverside Pain Clinic",
        clinic_phone="555-555-0100",
        clinic_hours="Monday to Friday, 8 am to 5 pm",
        clinic_next="We call you within two working days.",
        clinic_call_back=True,
        share_crisis=True,
    )


def shared(app: Flask, answers: object = BACK, **typed: str) -> Browser:
    return (
        Browser(app)
        .walk(answers)  # type: ignore[arg-type]
        .open("/share")
        .press("", {**YES, **typed}, form="main form")
    )


def opened(app: Flask, role: Role = Role.DESK) -> Browser:
    desk = signed_in(app, role).open("/desk/")
    return desk.open(str(desk.page.select(".queue th a")[0]["href"]))


def test_the_receipt_says_what_happens_now(app: Flask) -> None:
    receipt = shared(app, call_back=NUMBER)

    now = words(receipt.page.select_one(".what-now"))
    assert now.startswith(
        "What happens now Riverside Pain Clinic says: “We call you within two working days.”"
    )
    assert "The front desk answers: Monday to Friday, 8 am to 5 pm" in now
    assert f"The clinic can call you at {NUMBER}." in now
    assert receipt.page.select_one(".what-now a[href='tel:555-555-0100']")


def test_a_clinic_without_own_texts_has_a_receipt_too(
    settings: Settings, app: Flask
) -> None:
    state = state_of(app)
    app.extensions["finder"] = replace(
        state,
        settings=replace(
            settings,
            clinic_phone="",
            clinic_hours="",
            clinic_next="",
            clinic_call_back=False,
        ),
    )
    at_share = Browser(app).walk(BACK).open("/share")
    assert not at_share.page.select("#call_back")
    assert "phone, and address are not in it" in at_share.text

    receipt = at_share.press("", {**YES, "call_back": NUMBER}, form="main form")

    assert words(receipt.page.select_one(".what-now")) == (
        "What happens now Your answers are in the clinic’s list. Call or come in, and give your code."
    )
    assert NUMBER not in opened(app).text
    assert "We never ask for your phone number." in Browser(app).open("/privacy").text


def test_a_call_back_number_is_asked_for_and_never_needed(app: Flask) -> None:
    at_share = Browser(app).walk(BACK).open("/share")
    assert "Your phone number is in it only if you write it below." in at_share.text

    receipt = at_share.press("", YES, form="main form")

    assert receipt.h1 == "Your answers are shared"
    assert "can call you at" not in receipt.text
    assert "may leave a phone number" in Browser(app).open("/privacy").text


@pytest.mark.parametrize(
    "typed", ["call me", "12345", "555-555-0147 after six", "1" * 16, "x" * 80]
)
def test_an_invalid_number_is_reported_and_shown_again(app: Flask, typed: str) -> None:
    browser = shared(app, call_back=typed)

    assert browser.status == 422
    assert "This is not a phone number." in browser.text
    assert browser.page.select("#call_back")[0]["value"] == typed[:60]
    assert browser.page.select("#agree[checked]"), "the tick stays"
    assert (
        browser.press("", {**YES, "call_back": NUMBER}, form="main form").h1
        == "Your answers are shared"
    )


def test_a_number_that_was_typed_before_the_tick_is_kept(app: Flask) -> None:
    browser = (
        Browser(app)
        .walk(BACK)
        .open("/share")
        .press("", {"call_back": NUMBER}, form="main form")
    )

    assert "Tick the box if you want to share" in browser.text
    assert browser.page.select("#call_back")[0]["value"] == NUMBER
    assert not browser.page.select("#agree[checked]")


def test_a_changed_number_replaces_the_first_one(app: Flask) -> None:
    browser = shared(app, call_back=NUMBER)
    browser.open("/questions/goals?change=1").answer({"goals": ["diagnosis"]})
    browser.open("/share")
    assert browser.page.select("#call_back")[0]["value"] == NUMBER

    browser.press("", {**YES, "call_back": "555-555-0199"}, form="main form")

    assert "555-555-0199" in opened(app).text


def test_the_number_is_changed_and_deleted_on_the_receipt(app: Flask) -> None:
    browser = shared(app, call_back=NUMBER)

    browser.press("call-back", {"call_back": "555-555-0199"})

    assert browser.path == "/shared"
    assert "The clinic has your new number." in browser.text
    assert "can call you at 555-555-0199" in browser.text
    desk = opened(app)
    assert "555-555-0199" in desk.text
    assert NUMBER not in desk.text
    assert "changed the number to call back" in desk.text

    browser.press("call-back", {"call_back": ""})

    assert "Your number is deleted." in browser.text
    assert "can call you at" not in browser.text
    assert "555-555-0199" not in opened(app, Role.CLINICIAN).text


def test_a_number_is_left_after_sharing_too(app: Flask) -> None:
    browser = shared(app).press("call-back", {"call_back": NUMBER})

    assert f"can call you at {NUMBER}" in browser.text
    assert NUMBER in opened(app).text


def test_an_invalid_number_on_the_receipt_is_reported_and_changes_nothing(
    app: Flask,
) -> None:
    browser = shared(app, call_back=NUMBER).press("call-back", {"call_back": "call me"})

    assert browser.status == 422
    assert "This is not a phone number." in browser.text
    assert browser.page.select("#call_back")[0]["value"] == "call me"
    assert browser.page.select("details[open] #call_back")
    assert NUMBER in opened(app).text

    browser.press("call-back", {"call_back": "555-555-0199"})

    assert browser.status == 200
    assert "can call you at 555-555-0199" in browser.text


@pytest.mark.parametrize("before", ["", "555-555-0199"])
def test_a_number_cannot_be_left_if_the_intake_is_gone(app: Flask, before: str) -> None:
    browser = shared(app, call_back=before)
    with writing(state_of(app).engine) as connection:
        connection.execute(delete(intake))

    browser.press("call-back", {"call_back": NUMBER})

    assert "The clinic no longer has what you shared" in browser.text
    assert "can call you at" not in browser.text
    assert browser.page.select("#call_back")[0]["value"] == ""


def test_a_page_that_was_open_for_long_loses_no_number(app: Flask) -> None:
    browser = shared(app, call_back=NUMBER)
    browser.press(
        "call-back", {"call_back": "555-555-0199", "csrf_token": "an old one"}
    )

    assert browser.status == 422
    assert "the page was open for a long time" in browser.text
    assert browser.page.select("#call_back")[0]["value"] == "555-555-0199"
    assert f"can call you at {NUMBER}" in browser.text
    assert NUMBER in opened(app).text

    assert (
        "can call you at 555-555-0199"
        in browser.press("call-back", {"call_back": "555-555-0199"}).text
    )


def test_a_number_typed_on_a_page_of_other_answers_is_shown_to_nobody(
    app: Flask,
) -> None:
    browser = shared(app, call_back=NUMBER)
    browser.press(
        "call-back", {"call_back": "555-555-0199", "visit": "of somebody else"}
    )

    assert browser.status == 200
    assert "belonged to other answers" in browser.text
    assert "555-555-0199" not in browser.text + str(browser.page)


def test_a_number_needs_what_was_shared_and_a_clinic_that_asks(
    settings: Settings, app: Flask
) -> None:
    browser = Browser(app).walk(BACK)
    token = {
        "csrf_token": browser.open("/share").page.select("input[name=csrf_token]")[0][
            "value"
        ]
    }
    assert (
        browser.client.post("/shared/call-back", data=token).headers["Location"]
        == "/share"
    )

    app.extensions["finder"] = replace(
        state_of(app), settings=replace(settings, clinic_call_back=False)
    )
    assert browser.client.post("/shared/call-back", data=token).status_code == 404


def test_an_emergency_shows_the_number_to_call_back(app: Flask) -> None:
    shared(app, URGENT, call_back=NUMBER)

    desk = opened(app)

    assert words(desk.page.select_one(".reach a")) == f"Call the person: {NUMBER}"
    assert desk.page.select_one(f".reach a[href='tel:{NUMBER.replace('-', '')}']")


def test_an_emergency_without_a_number_says_where_to_look(app: Flask) -> None:
    shared(app, URGENT)

    assert (
        "No phone number was left here. Look for this code in your charts"
        in opened(app).text
    )


def test_an_intake_without_urgency_and_number_says_nothing_of_it(app: Flask) -> None:
    shared(app)

    desk = opened(app)
    assert not desk.page.select(".reach")
    assert "No phone number" not in desk.text


def test_a_number_that_cannot_be_decrypted_is_reported(app: Flask) -> None:
    shared(app, call_back=NUMBER)
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET call_back_sealed = x'00'")

    assert "The person left a phone number, but it cannot be read." in opened(app).text


def test_the_number_is_in_no_list_export_trail_or_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    patient = shared(app, URGENT, call_back=NUMBER)
    bare = NUMBER.replace("-", "")
    admin = signed_in(app, Role.ADMIN)
    key = str(admin.open("/desk/").page.select(".queue th a")[0]["href"])
    said = [
        admin.open(path).text
        for path in ("/desk/", "/desk/day/", "/desk/counts/", f"/desk/find/?code={key}")
    ]
    for kind in ("csv", "json"):
        admin.open("/desk/export/")
        token = str(admin.page.select("main input[name=csrf_token]")[0]["value"])
        posted = {"csrf_token": token, "reason": "look for the number", "format": kind}
        said.append(
            admin.client.post("/desk/export/", data=posted).get_data(as_text=True)
        )
    said.append(admin.client.get(f"{key}/intake.json").get_data(as_text=True))
    for sheet in (
        admin.client.get(f"{key}/sheet.pdf").data,
        patient.client.get("/result/summary.pdf").data,
    ):
        said += [
            page.get_textpage().get_text_range()
            for page in pypdfium2.PdfDocument(sheet)
        ]
    with reading(state_of(app).engine) as connection:
        said.append(repr(connection.execute(select(audit_entry)).all()))
    said += [patient.open("/result").text, caplog.text]

    assert NUMBER in admin.open(key).text
    assert [text for text in said if NUMBER in text or bare in text] == []
    assert len(list(csv.reader(StringIO(said[4])))) == 2
