"""Several clinics in one installation: each at its own address, and nothing of one at
another."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from finder.config import Settings
from finder.store import clinics, memberships, throttle
from finder.store.clinics import Clinic
from finder.store.staff import Role
from finder.store.throttle import FOR_ALL, Attempt, AttemptKind
from finder.store.transaction import Transaction
from tests.web import clinics as made
from tests.web import tablet
from tests.web.browser import Browser, words
from tests.web.clinics import NORTH
from tests.web.conftest import Clock
from tests.web.desk import (
    PASSWORD,
    act,
    make_member,
    member,
    next_code,
    queued,
    sign_in,
    signed_in,
    state_of,
)
from tests.web.stories import BACK, FACE, at
from tests.web.test_saved_visits import code_of

NAMES = ("Southern Pain Center", "Northern Pain Center")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic=NAMES[0], clinic_phone="555-0111", intake_days=30)


@pytest.fixture
def north(app: Flask) -> int:
    """Return the id of a second clinic."""
    return made.add(app, "north", NAMES[1], intake_days="7", time_zone="America/Denver")


def shared(app: Flask, root: str = "") -> str:
    """Share a visit at a clinic, and return the reference."""
    browser = Browser(app, root).walk(BACK)
    browser.open("/share").answer({"agree": "yes"})
    assert browser.path == "/shared", browser.text
    return browser.page.select(".reference, .code")[0].get_text().strip()


@pytest.mark.usefixtures("north")
def test_what_is_shared_at_one_clinic_is_found_at_its_desk_alone(
    app: Flask, north: int
) -> None:
    reference = shared(app, NORTH)
    here, there = (
        signed_in(app, Role.DESK, "zoe"),
        signed_in(app, Role.DESK, "ned", north, NORTH),
    )

    assert queued(there.open("/desk/")) == [reference]
    assert reference in there.open(f"/desk/find/{reference}").text
    key = there.path
    assert key.startswith("/desk/intakes/")

    assert queued(here.open("/desk/")) == []
    assert here.open(f"/desk/find/{reference}").status == 404
    assert here.open(key).status == 404


def test_a_clinic_has_its_own_name_and_retention(app: Flask, north: int) -> None:
    for root, own, days in (("", NAMES[0], "30"), (NORTH, NAMES[1], "7")):
        text = Browser(app, root).walk(BACK).open("/share").text

        assert f"to {own}" in text
        assert f"deleted after {days} days" in text
        assert not {*NAMES} - {own} & {name for name in NAMES if name in text}
    shared(app, NORTH)
    assert "555-0111" not in Browser(app, NORTH).walk(BACK).open("/share").text


NOWHERE = (
    "/c/nowhere/", "/c/nowhere/desk/", "/c/nowhere", "/c/", "/c/../", "/c/UPPER/",
    "/c/main/", "/c/main/desk/",
)  # fmt: skip
"""Addresses that belong to no clinic. The first clinic has no slug in its addresses."""


@pytest.mark.usefixtures("north")
@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_of_no_clinic_is_a_friendly_404(app: Flask, path: str) -> None:
    browser = Browser(app).open(path)

    assert browser.status == 404
    assert browser.page.select_one("a[href='/']")


@pytest.mark.usefixtures("north")
def test_a_closed_clinic_is_gone_within_seconds_and_opens_again(
    app: Flask, clock: Clock
) -> None:
    assert Browser(app, NORTH).open("/").status == 200
    change_clinic(app, clinics.close)
    clock.turn(minutes=1)

    closed = Browser(app, NORTH)
    assert closed.open("/").status == 404
    assert closed.h1 == "There is no clinic at this address"

    change_clinic(app, clinics.reopen)
    clock.turn(minutes=1)
    assert Browser(app, NORTH).open("/").status == 200


def change_clinic(app: Flask, change: Callable[[Transaction, Clinic], None]) -> None:
    with state_of(app).writing() as transaction:
        change(transaction, clinics.named(transaction, "north"))


def test_visits_to_two_clinics_in_one_browser_stay_apart(
    app: Flask, north: int
) -> None:
    browser = Browser(app)
    browser.walk(BACK)
    browser.root = NORTH
    assert browser.open("/result").path != "/result"
    browser.walk(FACE)

    browser.open("/questions/where")
    assert browser.ticked("where") == {"face_jaw"}
    browser.root = ""
    browser.open("/questions/where")
    assert browser.ticked("where") == {"low_back", "leg_r"}

    browser.open("/result").press("/finish")
    assert browser.open("/questions/where").ticked("where") == set()
    browser.root = NORTH
    assert browser.open("/questions/where").ticked("where") == {"face_jaw"}


def test_a_resume_code_works_only_at_its_clinic(app: Flask, north: int) -> None:
    saving = at(Browser(app, NORTH), "where").press("/save")
    code = code_of(saving)

    def resumed(root: str) -> Browser:
        return (
            Browser(app, root)
            .open("/resume")
            .press("", {"code": code}, form="main form")
        )

    assert resumed("").path == "/resume"
    assert resumed(NORTH).path != "/resume"


def test_staff_sign_in_once_for_all_clinics_where_they_work(
    app: Flask, north: int
) -> None:
    browser = signed_in(app, Role.DESK, "zoe")
    browser.open("/desk/")
    assert not browser.page.select("nav[aria-label=Clinics]")
    join(app, "zoe", north, Role.ADMIN)

    browser.open("/desk/")
    ways = [
        (link.get_text(), link["href"])
        for link in browser.page.select("nav[aria-label=Clinics] a")
    ]
    assert ways == [(NAMES[1], f"{NORTH}/desk/")]
    assert words(browser.page.select_one(".clinics summary")) == NAMES[0]
    assert browser.open("/desk/staff/").status == 403
    browser.root = NORTH
    assert browser.open("/desk/").h1 == "Front desk"
    assert browser.open("/desk/staff/").status == 200
    browser.press("/desk/sign-out")
    browser.root = ""
    assert browser.open("/desk/").path.startswith("/desk/sign-in")


def test_a_member_of_another_clinic_is_redirected_there(app: Flask, north: int) -> None:
    signed_in(app, Role.DESK, "ned", north, NORTH)
    browser = Browser(app)

    sign_in(browser, "ned", code=next_code(app, "ned"))
    assert browser.path == f"{NORTH}/desk/"
    assert browser.h1 == "Front desk"

    refused = browser.open("/desk/tablets/")
    assert refused.status == 403
    assert refused.h1 == "You do not work at this clinic"
    assert [link["href"] for link in refused.page.select("main a")] == [
        f"{NORTH}/desk/"
    ]


def test_a_new_account_of_another_clinic_sets_up_there(app: Flask, north: int) -> None:
    browser = Browser(app)
    sign_in(browser, "new.one", make_member(app, "new.one", Role.DESK, north))

    assert browser.path == f"{NORTH}/desk/set-up"


def join(app: Flask, name: str, clinic: int, role: Role) -> None:
    state, found = state_of(app), member(app, name)
    with state.database.of(clinic).writing(state.now()) as transaction:
        memberships.join(transaction, found, role)


def test_an_admin_cannot_reset_a_member_of_two_clinics(app: Flask, north: int) -> None:
    signed_in(app, Role.ADMIN, "nora", north, NORTH)
    join(app, "nora", 1, Role.DESK)
    browser = signed_in(app, Role.ADMIN, "adam").open("/desk/staff/")

    refused = browser.press("/desk/staff/reset", {"name": "nora"})
    assert "is used at another clinic too" in refused.text
    assert (
        sign_in(Browser(app, NORTH), "nora", code=next_code(app, "nora")).h1
        == "Front desk"
    )

    browser.open("/desk/staff/").press("/desk/staff/disable", {"name": "nora"})
    assert "nora" not in browser.open("/desk/staff/").text
    assert member(app, "nora").disabled is None


def test_an_admin_cannot_touch_an_account_of_another_clinic(
    app: Flask, north: int
) -> None:
    signed_in(app, Role.DESK, "ned", north, NORTH)
    browser = signed_in(app, Role.ADMIN, "adam")

    for to in ("reset", "disable"):
        form = "form[action$='/desk/staff/add']"
        browser.open("/desk/staff/")
        token = browser.page.select(f"{form} [name=csrf_token]")[0]["value"]
        response = browser.client.post(
            f"/desk/staff/{to}", data={"name": "ned", "csrf_token": token}
        )
        assert browser._arrive(response, f"/desk/staff/{to}").page.select(
            ".error, .error-summary"
        )
    assert (
        "ned"
        not in browser.open("/desk/staff/").page.select("main table")[0].get_text()
    )
    assert member(app, "ned").disabled is None


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/.well-known/security.txt"]
)
def test_what_belongs_to_the_installation_has_one_address(
    app: Flask, north: int, path: str
) -> None:
    assert Browser(app).client.get(NORTH + path).status_code == 404


def test_a_page_has_the_addresses_of_its_own_clinic(app: Flask, north: int) -> None:
    for root in ("", NORTH, ""):
        browser = Browser(app, root).open("/")
        addresses = [str(tag["href"]) for tag in browser.page.select("[href^='/']")]
        assert addresses
        assert {address.startswith("/c/") for address in addresses} == {bool(root)}


def test_choosing_a_language_stays_at_the_clinic(app: Flask, north: int) -> None:
    browser = Browser(app, NORTH).open("/privacy")
    link = str(browser.page.select("a[hreflang=es], a[lang=es]")[0]["href"])

    browser.open(link.removeprefix(NORTH))

    assert browser.path == "/privacy"
    assert browser.page.html
    assert browser.page.html["lang"] == "es"


def test_signing_in_leads_back_only_to_a_page_of_the_same_clinic(
    app: Flask, north: int
) -> None:
    signed_in(app, Role.DESK, "ned", north, NORTH)
    for wanted, led in {
        f"{NORTH}/desk/counts/": "/desk/counts/",
        "/desk/counts/": "/desk/",
        "/c/south/desk/counts/": "/desk/",
        f"{NORTH}/{NORTH}/desk/counts/": "/desk/",
    }.items():
        browser = Browser(app, NORTH)
        app_clock(app).turn(minutes=2)
        assert (
            sign_in(browser, "ned", code=next_code(app, "ned"), wanted=wanted).path
            == led
        ), wanted


def app_clock(app: Flask) -> Clock:
    found = state_of(app).now
    assert isinstance(found, Clock)
    return found


def test_with_one_clinic_nothing_asks_the_database_for_clinics(app: Flask) -> None:
    browser, staff = at(Browser(app), "where"), signed_in(app, Role.ADMIN, "zoe")
    asked: list[str] = []
    event.listen(
        state_of(app).engine,
        "before_cursor_execute",
        lambda *execution: asked.append(execution[2]),
    )

    browser.answer({"where": ["low_back"]})
    for path in ("/desk/", "/desk/counts/", "/desk/staff/"):
        assert staff.open(path).status == 200

    assert asked
    assert [each for each in asked if re.search(r"\bFROM clinic\b", each)] == []


def test_a_tablet_accepts_only_a_code_of_its_own_clinic(app: Flask, north: int) -> None:
    tablet.start(app, clinic=north)

    assert (
        Browser(app)
        .open("/kiosk/")
        .press("", {"code": tablet.CODE}, form="main form")
        .path
        == "/kiosk/"
    )
    there = (
        Browser(app, NORTH)
        .open("/kiosk/")
        .press("", {"code": tablet.CODE}, form="main form")
    )
    assert there.path.startswith("/questions/")
    there.root = ""
    assert not there.open("/").page.select("body.on-tablet")


def test_text_typed_before_signing_in_again_comes_back_at_the_same_clinic(
    app: Flask, north: int, clock: Clock
) -> None:
    shared(app, NORTH)
    browser = signed_in(app, Role.DESK, "ned", north, NORTH).open("/desk/")
    browser.open(str(browser.page.select(".queue th a")[0]["href"]).removeprefix(NORTH))
    intake = browser.path
    clock.turn(minutes=30)

    act(browser, "note", {"note": "wants Tuesday"})
    assert browser.path.startswith("/desk/sign-in")
    browser.press(
        "",
        {"name": "ned", "password": PASSWORD, "code": next_code(app, "ned")},
        form="main form",
    )

    assert browser.path.startswith(intake)
    assert "wants Tuesday" in browser.page.select("#note")[0].get_text()


def test_wrong_codes_at_one_clinic_do_not_delay_tablets_of_another(
    app: Flask, north: int
) -> None:
    tablet.start(app, clinic=north)
    state = state_of(app)
    anywhere = Attempt(AttemptKind.TABLET_CODE_ANYWHERE)
    with state.writing() as transaction:
        for _ in range(FOR_ALL.free + 3):
            throttle.fail(transaction, anywhere)

    waits = Browser(app).open("/kiosk/").press("", {"code": "111111"}, form="main form")
    assert "Too many codes were tried" in waits.text
    there = (
        Browser(app, NORTH)
        .open("/kiosk/")
        .press("", {"code": tablet.CODE}, form="main form")
    )
    assert there.path.startswith("/questions/")
