"""The export: by an admin, with a reason, recorded; and the day sheet, without
answers."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import audit, counts
from finder.store.engine import reading
from finder.store.staff import Role
from tests.apps import app_of
from tests.paper import reading as paper
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, PRIVATE

WHY = "Move to the new record system"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def share(app: Flask, **answers: str | list[str]) -> str:
    """Share as a patient, and return the code on the receipt."""
    patient = (
        Browser(app)
        .walk({**BACK, **answers})
        .open("/share")
        .press("", {"agree": "yes"}, form="main form")
    )
    return words(patient.page.select_one(".code"))


def take(admin: Browser, kind: str, reason: str = WHY) -> str:
    """Return the exported file."""
    admin.open("/desk/export/")
    token = str(admin.page.select("main input[name=csrf_token]")[0]["value"])
    response = admin.client.post(
        "/desk/export/", data={"csrf_token": token, "reason": reason, "format": kind}
    )
    assert (
        response.headers["Content-Disposition"]
        == f"attachment; filename=intakes.{kind}"
    )
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_data(as_text=True)


def trail(app: Flask) -> list[tuple[str, str, str]]:
    with state_of(app).reading() as transaction:
        return [
            (each.who, each.words, each.about) for each in audit.latest(transaction, 3)
        ]


@pytest.mark.parametrize("role", [Role.DESK, Role.CLINICIAN])
def test_a_desk_account_cannot_export(app: Flask, role: Role) -> None:
    share(app)
    desk = signed_in(app, role)
    assert "Export" not in desk.open("/desk/").text

    assert desk.open("/desk/export/").status == 403
    response = desk.client.post(
        "/desk/export/", data={"reason": WHY, "format": "csv"}, follow_redirects=True
    )

    assert response.status_code == 403
    assert "low_back" not in response.get_data(as_text=True)
    assert "exported all intakes" not in [what for _, what, _ in trail(app)]


def test_an_admin_exports_everything_as_a_table_and_it_is_recorded(app: Flask) -> None:
    share(app, own_words="=1+1;-2")
    code = share(app, where=["neck"])

    text = take(signed_in(app, Role.ADMIN, "ada"), "csv")

    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    rows = list(reader)
    assert reader.fieldnames
    assert len(set(reader.fieldnames)) == len(reader.fieldnames), (
        "no two columns have one name"
    )
    assert [row["where"] for row in rows] == ["leg_r|low_back", "neck"]
    assert rows[0]["own_words"] == "'=1+1;'-2"
    assert rows[1]["code"] == code
    assert rows[1]["leads"] == "pm_r"
    assert trail(app)[0] == ("ada", "exported all intakes", f"2 as csv: {WHY}")


def test_json_holds_only_what_was_shared(app: Flask) -> None:
    code = share(app, **{name: PRIVATE[name] for name in ("safety_mood", "health")})  # type: ignore[arg-type]

    (found,) = json.loads(take(signed_in(app, Role.ADMIN), "json"))["intakes"]

    assert found["code"] == code
    assert datetime.fromisoformat(found["shared"]).utcoffset() is not None
    assert found["answers"]["health"] == ["diabetes"]
    assert "safety_mood" not in found["answers"]
    assert found["level"] == "none"


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({"reason": "", "format": "csv"}, "Say why, in 10 to 200 characters."),
        ({"reason": "x" * 201, "format": "csv"}, "Say why, in 10 to 200 characters."),
        ({"reason": WHY, "format": "xml"}, "Choose a format."),
        ({"reason": WHY}, "Choose a format."),
    ],
)
def test_nothing_is_exported_without_a_reason(
    app: Flask, posted: dict[str, str], expected: str
) -> None:
    admin = (
        signed_in(app, Role.ADMIN)
        .open("/desk/export/")
        .press("", posted, form="main form")
    )

    assert admin.status == 422
    assert expected in admin.text
    assert "exported all intakes" not in [what for _, what, _ in trail(app)]


def test_an_old_page_exports_nothing(app: Flask) -> None:
    admin = signed_in(app, Role.ADMIN)

    old = {"csrf_token": "old", "reason": WHY, "format": "csv"}
    response = admin.client.post("/desk/export/", data=old, follow_redirects=True)

    assert response.status_code == 422


def test_the_day_sheet_lists_codes_and_no_answers(app: Flask) -> None:
    code = share(app, safety_new=["rf_skin"])
    desk = signed_in(app, Role.DESK).open("/desk/day/")

    (row,) = desk.page.select(".day-sheet.shared tbody tr")

    assert words(row).startswith(code)
    assert "New At home" in words(row)
    assert "back" not in words(row).lower()
    assert "Nobody is booked for this day." in desk.text


@pytest.fixture
def in_new_york(settings: Settings, clock: Clock) -> Iterator[Flask]:
    with app_of(replace(settings, time_zone="America/New_York"), clock) as app:
        yield app


def rows(desk: Browser, day: str) -> list[str]:
    """Return the times of the intakes on the sheet of a day."""
    return [
        words(row.td)
        for row in desk.open(f"/desk/day/?day={day}").page.select(".day-sheet tbody tr")
    ]


def test_the_day_sheet_and_the_history_use_one_time_zone_and_name_it(
    in_new_york: Flask,
) -> None:
    share(in_new_york)
    desk = signed_in(in_new_york, Role.DESK)

    sheet = desk.open("/desk/day/").text
    history = words(
        desk.open("/desk/intakes/" + key_of(in_new_york)).page.select_one(
            "[aria-label=History]"
        )
    )

    assert "Times are in America/New_York." in sheet
    assert " 04:00 " in sheet
    assert history.startswith("Times are in America/New_York ")
    assert "2026-11-24 04:00 (patient) shared an intake" in history


@pytest.mark.parametrize(
    ("shared_at", "day", "time"),
    [
        ("2026-10-31T04:30:00+00:00", "2026-10-31", "00:30"),
        ("2026-11-01T04:30:00+00:00", "2026-11-01", "00:30"),
        ("2026-11-02T04:30:00+00:00", "2026-11-01", "23:30"),
        ("2027-03-14T05:30:00+00:00", "2027-03-14", "00:30"),
        ("2027-03-15T03:30:00+00:00", "2027-03-14", "23:30"),
    ],
)
def test_an_intake_is_on_its_local_day_around_a_clock_change(
    in_new_york: Flask, clock: Clock, shared_at: str, day: str, time: str
) -> None:
    clock.now = datetime.fromisoformat(shared_at)
    share(in_new_york)
    clock.turn(days=3)
    desk = signed_in(in_new_york, Role.DESK)
    neighbors = [date.fromisoformat(day) + timedelta(days=days) for days in (-1, 1)]

    assert rows(desk, day) == [time]
    assert [rows(desk, str(each)) for each in neighbors] == [[], []]


def test_an_evening_is_still_today_on_the_sheet_and_on_paper(
    in_new_york: Flask, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    share(in_new_york)
    desk = signed_in(in_new_york, Role.DESK)

    assert words(desk.open("/desk/day/").page.select_one("main time")) == "2026-11-24"
    assert len(desk.page.select(".day-sheet tbody tr")) == 1
    assert "November 24, 2026" in Browser(in_new_york).walk(BACK).open("/result").text
    sheet = desk.client.get(f"/desk/intakes/{key_of(in_new_york)}/sheet.pdf").data
    assert "November24,2026" in paper.words(sheet)


def test_a_sunday_evening_counts_for_its_own_week(
    in_new_york: Flask, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    Browser(in_new_york).walk(BACK)

    with state_of(in_new_york).reading() as transaction:
        assert list(counts.since(transaction, date(2026, 1, 5))) == [date(2026, 11, 16)]


def test_an_export_gives_instants_in_utc(in_new_york: Flask) -> None:
    share(in_new_york)

    (found,) = json.loads(take(signed_in(in_new_york, Role.ADMIN), "json"))["intakes"]

    assert found["shared"] == "2026-11-24T09:00:00+00:00"


def key_of(app: Flask) -> str:
    with reading(state_of(app).engine) as connection:
        return str(connection.exec_driver_sql("SELECT key FROM intake").scalar_one())


def test_another_day_may_be_chosen(app: Flask) -> None:
    share(app)
    desk = signed_in(app, Role.DESK)

    assert (
        "Nothing was shared on this day." in desk.open("/desk/day/?day=2026-11-23").text
    )
    assert "The day after" in desk.text
    for junk in ("yesterday", "2026-13-45"):
        assert (
            len(desk.open(f"/desk/day/?day={junk}").page.select(".day-sheet tbody tr"))
            == 1
        )
    for far in ("2999-01-01", "9999-12-31"):
        assert (
            words(desk.open(f"/desk/day/?day={far}").page.select_one("main time"))
            == "2028-11-23"
        )
        assert "The day after" not in desk.text
    assert (
        words(desk.open("/desk/day/?day=0001-01-01").page.select_one("main time"))
        == "2000-01-01"
    )


def test_two_intakes_in_a_repeated_hour_are_distinguished(
    in_new_york: Flask, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    share(in_new_york)
    first = key_of(in_new_york)
    clock.turn(hours=1)
    share(in_new_york)
    desk = signed_in(in_new_york, Role.DESK)

    assert rows(desk, "2026-11-01") == ["01:30 EDT", "01:30 EST"]
    page = desk.open(f"/desk/intakes/{first}").page
    assert "2026-11-01 01:30 EDT (patient) shared an intake" in words(
        page.select_one("[aria-label=History]")
    )
