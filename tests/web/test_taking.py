"""Taking data out: by an admin, with a reason, written down; and the sheet of a day, without answers."""

import csv
import json
import time
from dataclasses import replace
from io import StringIO

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import audit
from finder.store.engine import reading
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, PRIVATE

WHY = "Move to the new record system"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def share(app: Flask, **answers: str | list[str]) -> str:
    """A patient shares; the code of the receipt."""
    patient = Browser(app).walk({**BACK, **answers}).open("/share").press("", {"agree": "yes"}, form="main form")
    return words(patient.page.select_one(".code"))


def take(admin: Browser, kind: str, reason: str = WHY) -> str:
    """The file."""
    admin.open("/desk/export/")
    token = str(admin.page.select("main input[name=csrf_token]")[0]["value"])
    response = admin.client.post("/desk/export/", data={"csrf_token": token, "reason": reason, "format": kind})
    assert response.headers["Content-Disposition"] == f"attachment; filename=intakes.{kind}"
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_data(as_text=True)


def trail(app: Flask) -> list[tuple[str, str, str]]:
    with reading(state_of(app).engine) as connection:
        return [(each.who, each.what, each.about) for each in audit.latest(connection, 3)]


@pytest.mark.parametrize("role", [Role.DESK, Role.CLINICIAN])
def test_a_desk_account_takes_nothing_out(app: Flask, role: Role) -> None:
    share(app)
    desk = signed_in(app, role)
    assert "Export" not in desk.open("/desk/").text

    assert desk.open("/desk/export/").status == 403
    response = desk.client.post("/desk/export/", data={"reason": WHY, "format": "csv"})

    assert response.status_code == 403
    assert "low_back" not in response.get_data(as_text=True)
    assert "took out all intakes" not in [what for _, what, _ in trail(app)]


def test_an_admin_takes_all_out_as_a_table_and_it_is_written_down(app: Flask) -> None:
    share(app, own_words="=1+1")
    code = share(app, where=["neck"])

    text = take(signed_in(app, Role.ADMIN, "ada"), "csv")

    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    rows = list(reader)
    assert reader.fieldnames
    assert len(set(reader.fieldnames)) == len(reader.fieldnames), "no two columns have one name"
    assert [row["where"] for row in rows] == ["leg_r|low_back", "neck"]
    assert rows[0]["own_words"] == "'=1+1"
    assert rows[1]["code"] == code.replace("-", "")
    assert rows[1]["leads"] == "pm_r"
    assert trail(app)[0] == ("ada", "took out all intakes", f"2 as csv: {WHY}")


def test_json_holds_only_what_was_shared(app: Flask) -> None:
    share(app, **{name: PRIVATE[name] for name in ("safety_mood", "health")})  # type: ignore[arg-type]

    (found,) = json.loads(take(signed_in(app, Role.ADMIN), "json"))["intakes"]

    assert found["answers"]["health"] == ["diabetes"]
    assert "safety_mood" not in found["answers"]
    assert found["level"] == "none"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reason": "", "format": "csv"}, "Say why, in 10 to 200 characters."),
        ({"reason": "x" * 201, "format": "csv"}, "Say why, in 10 to 200 characters."),
        ({"reason": WHY, "format": "xml"}, "Choose a format."),
        ({"reason": WHY}, "Choose a format."),
    ],
)
def test_without_a_reason_nothing_is_taken_out(app: Flask, given: dict[str, str], told: str) -> None:
    admin = signed_in(app, Role.ADMIN).open("/desk/export/").press("", given, form="main form")

    assert admin.status == 422
    assert told in admin.text
    assert "took out all intakes" not in [what for _, what, _ in trail(app)]


def test_an_old_page_takes_nothing_out(app: Flask) -> None:
    admin = signed_in(app, Role.ADMIN)

    response = admin.client.post("/desk/export/", data={"csrf_token": "old", "reason": WHY, "format": "csv"})

    assert response.status_code == 422


def test_the_day_sheet_lists_codes_and_no_answers(app: Flask) -> None:
    code = share(app, safety_area=["rf_skin"])
    desk = signed_in(app, Role.DESK).open("/desk/day/")

    (row,) = desk.page.select(".day-sheet tbody tr")

    assert words(row).startswith(code)
    assert "New At home" in words(row)
    assert "back" not in words(row).lower()
    assert "The day after" not in desk.text


def test_the_day_sheet_and_the_history_tell_times_in_one_zone_and_name_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    share(app)
    desk = signed_in(app, Role.DESK)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "EST5")
        time.tzset()
        sheet = desk.open("/desk/day/").text
        history = words(desk.open("/desk/intakes/" + key_of(app)).page.select_one("[aria-label=History]"))
    time.tzset()

    assert "Times are in EST." in sheet
    assert " 04:00 " in sheet
    assert history.startswith("Times are in EST ")
    assert "2026-11-24 04:00 (patient) shared an intake" in history


def key_of(app: Flask) -> str:
    with reading(state_of(app).engine) as connection:
        return str(connection.exec_driver_sql("SELECT key FROM intake").scalar_one())


def test_another_day_may_be_chosen(app: Flask) -> None:
    share(app)
    desk = signed_in(app, Role.DESK)

    assert "Nothing was shared on this day." in desk.open("/desk/day/?day=2026-11-23").text
    assert "The day after" in desk.text
    for junk in ("2999-01-01", "yesterday", "2026-13-45"):
        assert len(desk.open(f"/desk/day/?day={junk}").page.select(".day-sheet tbody tr")) == 1
