"""One damaged row hides nothing else, and the page that uses it says so."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import tablets
from finder.store.engine import reading, writing
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.conftest import Share
from tests.web.desk import (
    PASSWORD,
    act,
    make_member,
    member,
    next_code,
    pinned,
    queued,
    sign_in,
    signed_in,
    state_of,
    trail,
)
from tests.web.stories import BACK, at

WHY = "A yearly check of the backups"
SEALED = ("label_sealed", "sealed")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


def run(app: Flask, statement: str) -> None:
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql(statement)


def tablet(app: Flask, number: int, code: str, advice: tuple[str, ...]) -> None:
    """Start a tablet that shows an urgent page, or questions."""
    state = state_of(app)
    with state.writing() as transaction:
        tablets.start(transaction, number, code)
        tablets.claim(transaction, code, code, tablets.CODE_LASTS)
        found = tablets.find(transaction, code)
        assert found
        tablets.record_activity(transaction, found, advice, tablets.CODE_LASTS)


def test_a_damaged_tablet_is_reported_and_the_desk_continues(
    app: Flask, desk: Browser, share: Share
) -> None:
    code = share()
    tablet(app, 3, "333333", ("call_911",))
    tablet(app, 4, "444444", ("call_911",))
    run(app, "UPDATE kiosk SET advice = x'00' WHERE tablet = 3")

    assert queued(desk.open("/desk/")) == [code]
    assert "Tablet 4 stopped at an urgent page" in desk.text
    assert "Tablet 3 cannot be read" in desk.text
    shown = [words(row) for row in desk.open("/desk/tablets/").page.select("tbody tr")]
    assert shown[0].startswith(
        "Tablet 3 cannot be read: look at the tablet, then end it here"
    )
    assert shown[1].startswith("Tablet 4 stopped at an urgent page")


def test_the_tablet_of_a_damaged_row_continues(app: Flask) -> None:
    tablet(app, 3, "333333", ("call_911",))
    run(app, "UPDATE kiosk SET advice = x'00'")
    person = Browser(app)
    person.client.set_cookie("kiosk", "333333")

    assert person.open("/questions/who").status == 200


@pytest.mark.parametrize("column", SEALED)
def test_an_intake_that_cannot_be_decrypted_says_so_and_why(
    app: Flask, desk: Browser, share: Share, column: str
) -> None:
    share()
    other = share()
    run(app, f"UPDATE intake SET {column} = x'0102' WHERE key = 'key1'")  # noqa: S608 - a column of ours

    page = desk.open("/desk/intakes/key1")

    assert page.status == 200
    assert page.h1 == "This intake cannot be read"
    assert (
        "it was changed or moved, or its key is missing; restore the old secret key, or restore"
        in page.text
    )
    assert "zoe opened the intake" in words(
        page.page.select_one("[aria-label=History]")
    )
    assert trail(app)[-1] == ("zoe", "opened the intake", "(unreadable)")
    assert other in queued(desk.open("/desk/"))


def test_a_damaged_note_hides_nothing_of_the_intake(
    app: Flask, desk: Browser, share: Share
) -> None:
    code = share(safety_now=["rf_stroke"])
    act(desk.open("/desk/intakes/key1"), "note", {"note": "wants Tuesday"})
    run(app, "UPDATE intake SET note_sealed = x'0102'")

    desk.open("/desk/intakes/key1")

    assert desk.h1 == f"Intake {code}"
    assert "911" in words(desk.page.select_one(".advice h2"))
    assert "The note cannot be read." in desk.text

    act(desk, "handled", {"done": "called", "initials": "ZD"})
    assert "ZD: called" in desk.text
    assert "The note cannot be read." in desk.text, (
        "a note that nobody typed takes the place of none"
    )

    act(desk, "note", {"note": "wants Friday"})
    assert "wants Friday" in desk.text
    assert "The note cannot be read." not in desk.text


def test_a_damaged_record_of_what_was_done_hides_nothing_of_the_intake(
    app: Flask, desk: Browser, share: Share
) -> None:
    code = share(safety_now=["rf_stroke"])
    act(
        desk.open("/desk/intakes/key1"), "handled", {"done": "called", "initials": "ZD"}
    )
    run(app, "UPDATE intake SET handled_sealed = x'0102'")

    desk.open("/desk/intakes/key1")

    assert desk.h1 == f"Intake {code}"
    assert "What was done is written down, but it cannot be read." in desk.text


def test_an_export_says_which_parts_cannot_be_read(app: Flask, share: Share) -> None:
    share()
    run(app, "UPDATE intake SET note_sealed = x'0102', handled_sealed = x'0102'")
    admin = signed_in(app, Role.ADMIN).open("/desk/export/")

    token = str(admin.page.select("main input[name=csrf_token]")[0]["value"])
    sent = admin.client.post(
        "/desk/export/", data={"csrf_token": token, "reason": WHY, "format": "json"}
    )

    [only] = json.loads(sent.text)["intakes"]
    assert (only["note"], only["handled"]) == ("(unreadable)", "(unreadable)")
    assert only["answers"]


@pytest.mark.parametrize("column", SEALED)
def test_changed_answers_are_shared_under_a_new_code_where_the_earlier_row_is_damaged(
    app: Flask, browser: Browser, desk: Browser, column: str
) -> None:
    browser.walk(BACK).open("/share").press("/share", {"agree": "yes"})
    before = words(browser.page.select_one(".receipt .code"))
    run(app, f"UPDATE intake SET {column} = x'0102'")  # noqa: S608 - a column of ours

    browser.open("/questions/safety_now?change=1").answer({"safety_now": ["rf_chest"]})
    browser.press("acknowledge", form="main form").open("/share").press(
        "/share", {"agree": "yes"}
    )

    after = words(browser.page.select_one(".receipt .code"))
    assert browser.path == "/shared"
    assert after != before
    assert (
        "You have a new code. The clinic can no longer read what you shared under the old one."
        in browser.text
    )
    assert after in queued(desk.open("/desk/"))
    assert desk.open(f"/desk/find/?code={after}").h1 == f"Intake {after}"
    assert "new" not in words(browser.open("/shared").page.select_one("[role=status]"))


@pytest.mark.parametrize("path", ["state", "note", "handled"])
def test_nothing_is_stored_in_an_intake_that_cannot_be_decrypted(
    app: Flask, desk: Browser, share: Share, path: str
) -> None:
    share()
    token = str(
        desk.open("/desk/intakes/key1").page.select("input[name=csrf_token]")[0][
            "value"
        ]
    )
    run(app, "UPDATE intake SET sealed = x'0102'")

    sent = desk.client.post(
        f"/desk/intakes/key1/{path}", data={"csrf_token": token, "changes": "0"}
    )

    assert sent.status_code == 503
    assert "This intake cannot be read" in sent.text
    with reading(state_of(app).engine) as connection:
        assert (
            connection.exec_driver_sql("SELECT note_sealed FROM intake").scalar()
            is None
        )


def test_typed_text_is_shown_if_the_intake_can_no_longer_be_read(
    app: Flask, desk: Browser, share: Share
) -> None:
    share(safety_now=["rf_stroke"])
    desk.open("/desk/intakes/key1")
    run(app, "UPDATE intake SET sealed = x'0102'")

    act(
        desk,
        "handled",
        {"note": "wants Tuesday", "done": "called the son", "initials": "ZD"},
    )

    assert desk.status == 503
    assert (
        "This intake can no longer be read, so nothing was saved. This is what you typed:"
        in desk.text
    )
    for typed in ("wants Tuesday", "called the son", "ZD"):
        assert typed in desk.text
    assert trail(app)[-1] == ("zoe", "opened the intake", "(unreadable)")


def test_its_files_say_the_same(app: Flask, share: Share) -> None:
    share()
    run(app, "UPDATE intake SET sealed = x'0102'")
    clinician = signed_in(app, Role.CLINICIAN)

    for name in ("sheet.pdf", "intake.json"):
        assert (
            clinician.open(f"/desk/intakes/key1/{name}").h1
            == "This intake cannot be read"
        )
        assert clinician.status == 503


def test_it_is_found_by_its_code(app: Flask, desk: Browser, share: Share) -> None:
    code = share()
    run(app, "UPDATE intake SET label_sealed = x'0102'")

    assert desk.open(f"/desk/find/?code={code}").h1 == "This intake cannot be read"


def test_a_damaged_urgent_intake_stays_on_top(
    app: Flask, desk: Browser, share: Share
) -> None:
    share(safety_now=["rf_stroke"])
    run(app, "UPDATE intake SET label_sealed = x'0102'")

    assert [line.split(" waiting")[0] for line in pinned(desk.open("/desk/"))] == [
        "Unreadable 911 advised"
    ]
    assert queued(desk) == ["Unreadable"]
    assert (
        words(desk.open("/desk/day/").page.select_one(".day-sheet tbody th"))
        == "Unreadable"
    )


def test_an_export_names_it_and_continues(app: Flask, share: Share) -> None:
    whole, damaged = share(), share()
    run(app, "UPDATE intake SET sealed = x'0102' WHERE key = 'key2'")
    admin = signed_in(app, Role.ADMIN).open("/desk/export/")
    token = str(admin.page.select("main input[name=csrf_token]")[0]["value"])

    sent = admin.client.post(
        "/desk/export/", data={"csrf_token": token, "reason": WHY, "format": "json"}
    )

    found = json.loads(sent.text)["intakes"]
    assert [each["code"] for each in found] == [whole, damaged]
    assert found[1]["note"] == "(this intake does not open)"


def test_a_lost_secret_of_codes_leaves_the_recovery_codes(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    at_first = signed_in(app, Role.DESK, "zoe")
    recovery = words(at_first.page.select_one("main li"))
    code = next_code(app, "zoe")
    run(app, "UPDATE staff SET codes_sealed = x'0102'")

    refused = sign_in(Browser(app), "zoe", code=code)
    logged = caplog.text
    let_in = sign_in(Browser(app), "zoe", code=recovery)

    assert "is not right" in refused.text
    assert "the field codes_sealed of the table staff cannot be decrypted" in logged
    assert let_in.path == "/desk/"
    assert member(app, "zoe").ready


def test_a_lost_secret_before_the_first_sign_in_asks_for_a_new_start(
    app: Flask,
) -> None:
    password = make_member(app, "zoe", Role.DESK)
    browser = sign_in(Browser(app), "zoe", password)
    run(app, "UPDATE staff SET codes_sealed = x'0102'")

    page = browser.open("/desk/set-up")

    assert page.status == 503
    assert page.h1 == "Your account cannot be read"
    assert "Ask an admin to reset your account" in page.text
    assert PASSWORD not in page.text


def test_a_visit_that_cannot_be_decrypted_has_ended_and_its_code_is_void(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    at(browser, "age")
    code = words(browser.press("/save").page.select_one(".resume-code"))
    run(app, "UPDATE visit SET sealed = x'0102'")

    page = browser.open("/resume").press("", {"code": code}, form="main form")

    assert page.status == 422
    assert "These answers can no longer be opened" in page.text
    assert "cannot be decrypted" in caplog.text


def test_an_address_with_a_character_that_cannot_be_kept_is_refused(
    desk: Browser,
) -> None:
    page = desk.open("/desk/intakes/key%00")

    assert page.status == 400
    assert page.h1 == "We could not read what you sent"
