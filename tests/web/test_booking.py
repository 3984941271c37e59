"""Booking an intake with a doctor and a day, and its day sheet."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.clinicians import replace_all
from finder.store.engine import writing
from finder.store.staff import Role
from tests.doctors import EVERYONE
from tests.web.browser import Browser, words
from tests.web.conftest import Clock, Share
from tests.web.desk import PASSWORD, act, next_code, signed_in, state_of, trail

INTAKE = "/desk/intakes/key1"
DAY = "2026-12-01"
ANA = {"doctor": "Ana Alvarez, MD", "day": DAY, "at": "09:30"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic", share_crisis=True)


def value(browser: Browser, name: str) -> str:
    return str(browser.page.select(f"#{name}")[0]["value"])


def appointments(desk: Browser, day: str = DAY) -> list[str]:
    rows = desk.open(f"/desk/day/?day={day}").page.select(".appointments tbody tr")
    return [
        " | ".join(words(cell) for cell in row.select("td, th")[:3]) for row in rows
    ]


def test_booked_takes_a_doctor_and_a_day(
    share: Share, desk: Browser, app: Flask
) -> None:
    code = share()
    act(desk.open(INTAKE), "booked", ANA)

    assert words(desk.page.select_one(".intake-facts .state")) == "Booked"
    assert (
        words(desk.page.select_one(".booked-for"))
        == "Ana Alvarez, MD Tuesday, December 1, 2026, 09:30"
    )
    assert trail(app)[-2] == ("zoe", "booked an appointment", "from new")
    assert appointments(desk) == [f"09:30 | Ana Alvarez, MD | {code}"]
    assert appointments(desk, "2026-12-02") == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"doctor": " "}, "Write which doctor it is, in 80 characters or fewer."),
        ({"doctor": "x" * 81}, "Write which doctor it is, in 80 characters or fewer."),
        ({"day": ""}, "Choose the day of the appointment, such as 2026-12-31."),
        ({"day": "next week"}, "Choose the day of the appointment"),
        ({"day": "2026-11-23"}, "This day has passed. Choose today or a later day."),
        ({"day": "2062-12-01"}, "This day is more than two years away."),
        ({"at": "morning"}, "Write the time as hours and minutes, such as 14:30"),
        ({"at": "25:00"}, "Write the time as hours and minutes"),
    ],
)
def test_an_invalid_booking_is_reported_and_stays_in_the_form(
    share: Share, desk: Browser, typed: dict[str, str], expected: str
) -> None:
    share()
    act(desk.open(INTAKE), "booked", {**ANA, **typed, "note": "wants a window seat"})

    assert desk.status == 422
    assert expected in desk.text
    assert value(desk, "doctor") == {**ANA, **typed}["doctor"].strip()
    assert value(desk, "day") == {**ANA, **typed}["day"]
    assert "wants a window seat" in desk.page.select("#note")[0].get_text()
    assert words(desk.page.select_one(".intake-facts .state")) == "New"


def test_everything_missing_is_reported_together(share: Share, desk: Browser) -> None:
    share()
    act(desk.open(INTAKE), "booked", {"doctor": "", "day": "", "at": "x"})

    assert len(desk.page.select("#errors li")) == 3


def test_a_time_may_be_missing_and_an_appointment_may_change(
    share: Share, desk: Browser
) -> None:
    code = share()
    act(desk.open(INTAKE), "booked", {**ANA, "at": ""})
    assert appointments(desk) == [f"any time | Ana Alvarez, MD | {code}"]

    act(
        desk.open(INTAKE),
        "booked",
        {"doctor": "Ben Brown", "day": "2026-12-03", "at": "8:05"},
    )

    assert appointments(desk) == []
    assert appointments(desk, "2026-12-03") == [f"08:05 | Ben Brown | {code}"]
    assert value(desk.open(INTAKE), "at") == "08:05"


def test_moving_it_back_removes_the_appointment(share: Share, desk: Browser) -> None:
    share()
    act(desk.open(INTAKE), "booked", ANA)
    assert "“Back to new” and “Mark as read” remove the appointment." in desk.text

    act(desk, "state", {"state": "seen"})

    assert not desk.page.select(".booked-for")
    assert appointments(desk) == []


def test_an_appointment_that_is_typed_for_another_button_is_not_lost(
    share: Share, desk: Browser
) -> None:
    share()
    act(desk.open(INTAKE), "note", {**ANA, "note": "called"})

    assert "The appointment is not booked yet. Press “Book” to keep it." in desk.text
    assert value(desk, "doctor") == "Ana Alvarez, MD"
    act(desk, "booked", {name: value(desk, name) for name in ANA})
    assert words(desk.page.select_one(".intake-facts .state")) == "Booked"
    act(
        desk,
        "note",
        {**{name: value(desk, name) for name in ANA}, "note": "called again"},
    )
    assert "not booked yet" not in desk.text


def test_an_appointment_typed_when_the_session_ended_comes_back(
    share: Share, desk: Browser, app: Flask, clock: Clock
) -> None:
    share()
    desk.open(INTAKE)
    clock.turn(minutes=11)
    act(desk, "booked", ANA)
    desk.press(
        "/desk/sign-in",
        {"name": "zoe", "password": PASSWORD, "code": next_code(app, "zoe")},
    )

    assert "What you typed is here, but it is not saved yet." in desk.text
    assert value(desk, "day") == DAY


def test_two_simultaneous_bookings_do_not_overwrite_each_other(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    other = signed_in(app, Role.DESK, "maria").open(INTAKE)
    act(desk.open(INTAKE), "booked", ANA)

    act(other, "booked", {**ANA, "doctor": "Ben Brown"})

    assert other.status == 409
    assert "zoe booked an appointment from “New”" in other.text
    assert words(other.page.select_one(".booked-for")).startswith("Ana Alvarez, MD")
    assert value(other, "doctor") == "Ben Brown"


def test_an_urgent_intake_stays_pinned_when_it_is_booked(
    share: Share, desk: Browser
) -> None:
    code = share(safety_new=["rf_cauda"])
    act(desk.open(INTAKE), "booked", ANA)

    assert code in words(desk.open("/desk/").page.select_one(".pinned"))


def test_an_appointment_after_the_deletion_of_the_intake_is_reported(
    share: Share, desk: Browser
) -> None:
    share()
    act(desk.open(INTAKE), "booked", {**ANA, "day": "2026-12-23"})
    assert "deleted before the appointment" not in desk.text

    act(desk, "booked", {**ANA, "day": "2026-12-24"})

    assert (
        "This intake is deleted before the appointment. Print the sheet for the chart."
        in desk.text
    )


def test_the_roster_offers_its_doctors_the_best_fit_first(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    assert not desk.open(INTAKE).page.select("datalist")
    with state_of(app).writing() as transaction:
        replace_all(transaction, EVERYONE)

    offered = [
        str(option["value"])
        for option in desk.open(INTAKE).page.select("datalist option")
    ]

    assert offered[:2] == ["Ana Alvarez, MD", "Cho Chen"]
    assert len(offered) == len(EVERYONE)


def test_unbooked_intakes_of_the_day_are_below_the_appointments(
    share: Share, desk: Browser
) -> None:
    booked, waiting = share(), share()
    act(desk.open(INTAKE), "booked", {**ANA, "day": "2026-11-24"})
    desk.open("/desk/day/")

    assert [words(row.th) for row in desk.page.select(".appointments tbody tr")] == [
        booked
    ]
    assert [words(row.th) for row in desk.page.select(".shared tbody tr")] == [waiting]
    assert "1 appointment" in desk.text
    for answer in ("urning", "ower back"):
        assert answer not in desk.text


def test_an_appointment_whose_doctor_cannot_be_decrypted_keeps_its_day(
    share: Share, desk: Browser, app: Flask
) -> None:
    code = share()
    act(desk.open(INTAKE), "booked", ANA)
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET appointment_sealed = x'00'")

    assert appointments(desk) == [f"any time | Unreadable | {code}"]
    assert "A doctor whose entry cannot be read" in desk.open(INTAKE).text
