"""Tablets for staff: their codes, their states, and never an answer."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import audit
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.desk import signed_in, state_of
from tests.web.test_tablet import urgent


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, Role.DESK, "ana").open("/desk/tablets/")


def code_for(desk: Browser, number: str) -> str:
    desk.open("/desk/tablets/").press("/desk/tablets/start", {"tablet": number})
    return words(desk.page.select_one(".big-code"))


def take(app: Flask, code: str) -> Browser:
    patient = Browser(app)
    return patient.open("/kiosk/").press("", {"code": code}, form="main form")


def rows(desk: Browser) -> list[str]:
    return [
        words(row).removesuffix(" End tablet 3")
        for row in desk.open("/desk/tablets/").page.select("tbody tr")
    ]


def test_a_code_from_the_desk_starts_the_tablet(app: Flask, desk: Browser) -> None:
    assert "No tablet is in use." in desk.text

    code = code_for(desk, "3")

    assert re.fullmatch(r"\d{3} \d{3}", code)
    assert rows(desk) == ["Tablet 3 waiting for its code"]
    assert take(app, code).path == "/questions/who"
    assert rows(desk) == ["Tablet 3 in use"]


def test_the_page_can_refresh_itself_at_any_address(app: Flask, desk: Browser) -> None:
    take(app, code_for(desk, "3"))

    for page in (
        desk.open("/desk/tablets/"),
        desk.press("/desk/tablets/start", {"tablet": "no number"}),
    ):
        part = page.page.select_one("#tablets[data-refresh]")
        assert part is not None
        assert part["data-from"] == "/desk/tablets/"
        assert part.select("button#end-3"), (
            "what has the focus is found again by its id"
        )
        assert page.page.select("#news[role=status]")


@pytest.mark.parametrize("number", ["", "0", "100", "three", "٣"])
def test_an_invalid_tablet_number_is_reported(desk: Browser, number: str) -> None:
    desk.press("/desk/tablets/start", {"tablet": number})

    assert desk.status == 422
    assert "Type the number that is on the tablet, from 1 to 99." in desk.text


def test_a_code_for_a_tablet_in_use_is_refused_and_its_person_goes_on(
    app: Flask, desk: Browser
) -> None:
    patient = take(app, code_for(desk, "3"))
    urgent(patient)

    desk.open("/desk/tablets/").press("/desk/tablets/start", {"tablet": "3"})

    assert desk.status == 422
    assert "Tablet 3 is in use. Type another number, or end it in the list" in desk.text
    assert rows(desk) == ["Tablet 3 stopped at an urgent page"]
    assert patient.open("/advice").path == "/advice"


def test_a_tablet_that_waits_for_its_code_may_get_a_new_one(
    app: Flask, desk: Browser
) -> None:
    lost, new = code_for(desk, "3"), code_for(desk, "3")

    assert rows(desk) == ["Tablet 3 waiting for its code"]
    assert take(app, lost).path == "/kiosk/"
    assert take(app, new).path == "/questions/who"


def test_a_tablet_at_an_urgent_page_is_reported_without_any_answer(
    app: Flask, desk: Browser
) -> None:
    patient = urgent(take(app, code_for(desk, "3")))

    assert rows(desk) == ["Tablet 3 stopped at an urgent page"]
    assert "Please check on the person who has it." in desk.text
    assert "Chest" not in desk.text
    assert "Tablet 3 stopped at an urgent page." in desk.open("/desk/").text
    patient.press("acknowledge", form="main form")
    assert "Tablet 3" not in desk.open("/desk/").text
    assert rows(desk) == ["Tablet 3 in use"]


@pytest.mark.parametrize("agreed", [False, True])
def test_a_crisis_alone_is_reported_only_if_the_clinic_has_agreed(
    app: Flask, settings: Settings, desk: Browser, agreed: bool
) -> None:
    state = state_of(app)
    app.extensions["finder"] = replace(
        state, settings=replace(settings, share_crisis=agreed)
    )

    urgent(take(app, code_for(desk, "3")), "rf_harm_now")

    assert rows(desk) == [
        f"Tablet 3 {'stopped at an urgent page' if agreed else 'in use'}"
    ]


def test_staff_end_a_session_and_the_tablet_shows_its_start_page(
    app: Flask, desk: Browser
) -> None:
    patient = urgent(take(app, code_for(desk, "3")))

    desk.open("/desk/tablets/").press("/desk/tablets/end")

    assert "No tablet is in use." in desk.text
    assert patient.open("/advice").path == "/kiosk/"


def test_an_old_page_ends_nothing(app: Flask, desk: Browser) -> None:
    take(app, code_for(desk, "3"))

    desk.client.post("/desk/tablets/end", data={"tablet": "3", "csrf_token": "old"})
    desk.client.post("/desk/tablets/start", data={"tablet": "3", "csrf_token": "old"})

    assert rows(desk) == ["Tablet 3 in use"]


def test_starting_and_ending_a_tablet_are_in_the_trail(
    app: Flask, desk: Browser
) -> None:
    code_for(desk, "3")
    desk.open("/desk/tablets/").press("/desk/tablets/end")

    with state_of(app).reading() as transaction:
        entries = [
            (each.who, each.words, each.about) for each in audit.latest(transaction, 2)
        ]
    assert entries == [
        ("ana", "ended the session of the tablet", "3"),
        ("ana", "gave a code to the tablet", "3"),
    ]
