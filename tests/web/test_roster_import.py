"""The roster in the browser: nothing is replaced before every row was previewed, and an
upload is not lost."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from flask import Flask

from finder.core.roster.roster import Clinician
from finder.store.clinicians import all_clinicians, replace_all
from finder.store.staff import Role
from tests.doctors import ANA, EVERYONE, GOOD
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, next_code, signed_in, state_of, trail

PLAIN = """\
NPI,Name,Trained in,Board,Certified until,Treatments,Languages,Takes new patients,Place,Phone,Website
1234567893,"Ana Alvarez, MD",PM&R,ABPMR,12/31/2027,"Physical therapy, TENS","English, Spanish",Y,A Road,555-555-0102,
1234567802,Ben Brown,Neurology,ABPN,2026-12-31,,,N,,,
"""


@pytest.fixture
def admin(app: Flask) -> Browser:
    return signed_in(app, Role.ADMIN, "ada").open("/desk/roster/")


def stored_roster(app: Flask) -> tuple[Clinician, ...]:
    with state_of(app).reading() as transaction:
        return all_clinicians(transaction)


def upload(admin: Browser, text: str | bytes, name: str = "roster.csv") -> Browser:
    content = text.encode() if isinstance(text, str) else text
    return admin.press("/desk/roster/read", {"file": (BytesIO(content), name)})


def rows(admin: Browser) -> list[str]:
    return [words(row) for row in admin.page.select(".roster-row")]


def replace(admin: Browser, **typed: str) -> Browser:
    text = admin.page.select("#text")[0].get_text().removeprefix("\n")
    return admin.press("/desk/roster/replace", {"text": text, **typed})


@pytest.mark.parametrize("role", [Role.DESK, Role.CLINICIAN])
def test_only_admins_see_the_roster(app: Flask, role: Role) -> None:
    desk = signed_in(app, role)

    assert "Roster" not in words(desk.open("/desk/").page.select_one(".desk-nav"))
    assert desk.open("/desk/roster/").status == 403


def test_every_row_is_shown_as_it_was_understood_and_nothing_is_changed(
    app: Flask, admin: Browser
) -> None:
    upload(admin, PLAIN)

    first, second = rows(admin)
    assert first.startswith("Ana Alvarez, MD new line 2")
    for part in (
        "Trained in PM&R",
        "Treatments Physical therapy; TENS (mild skin current)",
        "Languages English; Spanish",
    ):
        assert part in first
    for part in (
        "Takes new patients yes",
        "Place A Road",
        "Phone 555-555-0102",
        "Certified until 2027-12-31",
    ):
        assert part in first
    assert "Please check: the certificate ends on 2026-12-31, in 37 days" in second
    assert "Nothing is changed yet." in admin.text
    assert stored_roster(app) == ()


def test_the_roster_is_replaced_once_the_rows_are_confirmed_and_it_is_written_down(
    app: Flask, admin: Browser
) -> None:
    replace(upload(admin, PLAIN))

    assert admin.path == "/desk/roster/"
    assert "2 doctors are on the roster now." in admin.text
    assert [doctor.name for doctor in stored_roster(app)] == [
        "Ana Alvarez, MD",
        "Ben Brown",
    ]
    assert stored_roster(app)[0].languages == ("English", "Spanish")
    assert trail(app)[-1] == ("ada", "replaced the roster", "2 doctors")


def test_mistakes_are_next_to_their_row_and_can_be_corrected_in_the_browser(
    app: Flask, admin: Browser
) -> None:
    wrong = PLAIN.replace("1234567802", "1234567803").replace("Neurology", "Nerves")
    upload(admin, wrong)

    assert (
        "There are 2 mistakes. Nothing can be replaced until they are corrected."
        in admin.text
    )
    assert (
        "Mistake: “Trained in” is Nerves; write one of Anesthesiology, Neurology, PM&R"
        in rows(admin)[1]
    )
    assert "Mistake" not in rows(admin)[0]
    assert not [
        button for button in admin.page.select("button") if "Replace" in words(button)
    ]
    replace(admin)
    assert admin.status == 422
    assert "Nothing was changed. Correct the rows with a mistake first" in admin.text
    assert len(rows(admin)) == 2, "what was uploaded is not lost"

    admin.press("/desk/roster/read", {"text": PLAIN})
    replace(admin)
    assert len(stored_roster(app)) == 2


def test_a_text_that_was_changed_is_shown_again_before_it_replaces_anything(
    app: Flask, admin: Browser
) -> None:
    upload(admin, PLAIN)

    replace(admin, text=PLAIN.replace("Ben Brown", "Ben Braun"))

    assert "You changed the text. Check the rows again" in admin.text
    assert stored_roster(app) == ()
    assert "Ben Braun" in rows(admin)[1]
    replace(admin)
    assert stored_roster(app)[1].name == "Ben Braun"


def test_the_changes_from_the_earlier_roster_are_shown(
    app: Flask, admin: Browser
) -> None:
    with state_of(app).writing() as transaction:
        replace_all(transaction, EVERYONE)
    text = GOOD.replace("Ben Brown", "Benjamin Brown").replace(
        "1234567828", "1234567836"
    )
    upload(admin, text)

    states = [words(pill) for pill in admin.page.select(".roster-row .pill")]
    assert states == ["as before", "changed", "as before", "new"]
    assert "Not in this file, and taken off the roster: Dia Diaz" in admin.text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the first line must be NPI,Name,Trained in"),
        (b"PK\x03\x04\x14", "this is a workbook; save it as CSV"),
        (GOOD.encode("utf-16"), "save it as UTF-8 text"),
    ],
)
def test_a_file_that_is_not_text_is_reported_immediately(
    app: Flask, admin: Browser, content: bytes, expected: str
) -> None:
    upload(admin, content)

    assert admin.status == 422
    assert expected in admin.text
    assert stored_roster(app) == ()


def test_a_missing_upload_is_reported(admin: Browser) -> None:
    assert "Choose a file first." in admin.press("/desk/roster/read", {}).text


@pytest.mark.parametrize("text", ["name,npi\nAna,1234567893\n", GOOD.splitlines()[0]])
def test_a_text_without_doctors_can_be_corrected_in_the_browser(
    app: Flask, admin: Browser, text: str
) -> None:
    with state_of(app).writing() as transaction:
        replace_all(transaction, (ANA,))
    upload(admin, text)
    assert rows(admin) == []

    replace(admin)

    assert admin.status == 422
    assert stored_roster(app) == (ANA,)
    assert words(admin.page.select_one("#text")) == " ".join(text.split())


def test_a_form_from_elsewhere_replaces_nothing(app: Flask, admin: Browser) -> None:
    for route in ("read", "replace"):
        response = admin.client.post(
            f"/desk/roster/{route}", data={"text": PLAIN}, follow_redirects=True
        )
        assert response.status_code == 422
    assert stored_roster(app) == ()


def test_what_was_uploaded_when_the_session_ended_comes_back(
    app: Flask, admin: Browser, clock: Clock
) -> None:
    clock.turn(minutes=11)
    upload(admin, PLAIN)
    admin.press(
        "/desk/sign-in",
        {"name": "ada", "password": PASSWORD, "code": next_code(app, "ada")},
    )

    assert len(rows(admin)) == 2
    assert stored_roster(app) == ()


def test_another_member_does_not_see_the_preview(app: Flask, admin: Browser) -> None:
    upload(admin, PLAIN)

    other = signed_in(app, Role.ADMIN, "abe").open(admin.path)

    assert rows(other) == []


def test_the_template_shows_how_to_fill_in_a_row_and_imports_nobody(
    app: Flask, admin: Browser
) -> None:
    response = admin.client.get("/desk/roster/template.csv")
    header, example = csv.reader(
        StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))
    )

    assert (
        response.headers["Content-Disposition"]
        == "attachment; filename=roster-template.csv"
    )
    assert header[:3] == ["NPI", "Name", "Trained in"]
    assert "left out" in example[1]
    upload(admin, response.data)
    assert rows(admin) == []
    assert "0 doctors in this file" in admin.text


def test_the_roster_can_be_downloaded_edited_and_uploaded(
    app: Flask, admin: Browser
) -> None:
    with state_of(app).writing() as transaction:
        replace_all(transaction, EVERYONE)
    text = admin.client.get("/desk/roster/roster.csv").get_data(as_text=True)

    replace(upload(admin, text.replace("Ben Brown", "Benjamin Brown")))

    assert [doctor.name for doctor in stored_roster(app)][1] == "Benjamin Brown"
    assert stored_roster(app)[0] == ANA
    assert "4 doctors on the roster" in admin.open("/desk/roster/").text


WRONG = """\
npi,name,background,board,certified_until,offers,languages,accepting,place,phone,link
1234567890,,cardiology,ABPMR,,rubbing,English,perhaps,,12,nowhere
,Ben Brown,,,31.12.2027,exercize,,,,,
1234567893,Ana Alvarez,pm_r,ABPMR,2026-12-01,,,yes,,,
1234567893,Ana Alvarez,pm_r,ABPMR,2026-01-01,,,yes,,,
too,short
"""


def test_mistakes_and_warnings_are_in_the_language_of_the_desk(admin: Browser) -> None:
    """Check that only column names and the content of the file stay in English."""
    admin.client.set_cookie("desk-language", "es")

    upload(admin.open("/desk/roster/"), WRONG)

    messages = [
        words(each)
        for each in admin.page.select(
            ".error, .caution, #preview li, .error-summary li"
        )
    ]
    assert "Error: NPI dice 1234567890; escriba los 10 dígitos" in " ".join(
        messages
    ).replace("Equivocación", "Error")
    assert not [
        each
        for each in messages
        if re.search(r"\b(?:write|empty|there is|must be|stands)\b", each)
    ], messages
    assert len(messages) > 10
