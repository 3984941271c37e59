"""A patient and the clinic with two real browsers: a shared intake arrives, is worked
on, and is in the audit trail."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from finder.config import Settings
from finder.store import audit, audit_check, staff
from finder.store.staff import Role
from finder.web.app.state import utc_now
from tests.apps import make_app
from tests.browser.conftest import Visitor
from tests.browser.desk import RECOVERY, code_now, ready_member, shared, sign_in
from tests.browser.looking import STATES, look, open_all, tab_to
from tests.browser.serving import served
from tests.browser.walk import arrive, enter, follow, follow_button, walk
from tests.doctors import GOOD
from tests.migrated import make_tables
from tests.web.desk import PASSWORD, make_member, member, state_of
from tests.web.stories import BACK

PHONE = {"width": 390, "height": 844}
ROSTER = GOOD.replace("1234567810", "1234567811").encode()
URGENT = {**BACK, "safety_new": ["rf_cauda"]}


class Clock:
    """The real time, or a little later."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.later


@dataclass
class Clinic:
    """A running app with a named clinic, and everyone who opens it."""

    app: Flask
    clock: Clock
    address: str
    chromium: Browser
    at_the_end: ExitStack
    codes: Iterator[str]

    def visitor(self, **options: object) -> Visitor:
        given = {"viewport": PHONE, **options}
        context = self.at_the_end.enter_context(
            self.chromium.new_context(base_url=self.address, **given)  # type: ignore[arg-type]
        )
        visitor = Visitor(context, self.address)
        self.at_the_end.callback(lambda: self.nothing_wrong(visitor))
        return visitor

    def staff(self, **options: object) -> Page:
        page = self.visitor(**options).page
        sign_in(page, "zoe", next(self.codes))
        return page

    @staticmethod
    def nothing_wrong(visitor: Visitor) -> None:
        assert not visitor.wrong

    def trail(self) -> list[tuple[str, str, str]]:
        with state_of(self.app).reading() as transaction:
            entries = audit.latest(transaction, 100)
            assert not list(audit_check.mismatches(transaction))
        return [(entry.who, str(entry.words), entry.about) for entry in entries][::-1]


@pytest.fixture
def clinic(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("clinic")
    secret = ("a key for tests, long enough to be taken",)
    settings, clock = (
        Settings(
            data=folder,
            secret_keys=secret,
            clinic="Riverside Pain Clinic",
            clinic_phone="555-555-0100",
            clinic_next="We call you within two working days.",
            clinic_call_back=True,
            share_crisis=True,
        ),
        Clock(),
    )
    app = make_app(settings, clock)
    make_tables(state_of(app).engine)
    ready_member(app, "zoe", Role.DESK)
    ready_member(app, "adam", Role.ADMIN)
    with served(app) as address, ExitStack() as at_the_end:
        yield Clinic(app, clock, address, chromium, at_the_end, iter(RECOVERY))
    state_of(app).engine.dispose()


def test_what_a_patient_shares_is_seen_opened_and_booked_and_every_step_leaves_a_trail(
    clinic: Clinic,
) -> None:
    desk = clinic.staff(viewport={"width": 1200, "height": 800})
    expect(desk.get_by_text("Nothing has been shared yet.")).to_be_visible()
    desk.get_by_label("Code on the patient's page or chart").focus()

    patient = clinic.visitor().page
    walk(patient, BACK)
    follow(patient, patient.locator("main a.button"))
    follow(patient, patient.get_by_role("link", name="Share with the clinic"))
    patient.get_by_label("Yes, share this with").check()
    follow_button(patient, "Share")
    look(patient, "receipt")
    code = patient.locator(".receipt .code").inner_text()
    desk.evaluate("refresh()")

    row = desk.get_by_role("row").filter(has_text=code)
    expect(row).to_contain_text("New")
    expect(desk.locator("#news")).to_have_text("1 new")
    expect(desk.locator("#code")).to_be_focused()
    follow(desk, desk.get_by_role("link", name=code))
    expect(desk.locator("h1")).to_have_text(f"Intake {code}")
    desk.get_by_label("Doctor", exact=True).fill("Ana Alvarez, MD")
    desk.get_by_label("Day", exact=True).fill(f"{state_of(clinic.app).today()}")
    follow_button(desk, "Book")
    expect(desk.locator(".intake-facts .state")).to_have_text("Booked")

    assert clinic.trail() == [
        ("zoe", "signed in with a recovery code", ""),
        ("(patient)", "shared an intake", ""),
        ("zoe", "opened the intake", ""),
        ("zoe", "booked an appointment", "from new"),
        ("zoe", "opened the intake", ""),
    ]


def test_news_arrive_by_themselves_and_the_focus_stays(clinic: Clinic) -> None:
    first = shared(clinic.app, BACK)
    desk = clinic.visitor().page
    desk.clock.install()
    sign_in(desk, "zoe", next(clinic.codes))
    desk.get_by_role("link", name=first).focus()

    second = shared(clinic.app, URGENT)
    desk.clock.run_for(21_000)

    expect(desk.locator(".pinned")).to_contain_text(second)
    expect(desk.locator(".queue").get_by_role("link", name=first)).to_be_focused()


def test_the_desk_works_by_keyboard_alone(clinic: Clinic) -> None:
    code = shared(clinic.app, URGENT)
    page = clinic.visitor().page
    page.goto("/desk/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    for text, field in (
        ("zoe", "#name"),
        (PASSWORD, "#password"),
        (code_now(clinic.app, "zoe"), "#code"),
    ):
        tab_to(page, field)
        page.keyboard.type(text)
    enter(page)

    tab_to(page, "#code")
    page.keyboard.type(code.lower())
    enter(page)
    expect(page.locator("h1")).to_have_text(f"Intake {code}")
    tab_to(page, "#done")
    page.keyboard.type("called, is at the hospital")
    tab_to(page, "#initials")
    page.keyboard.type("ZD")
    enter(page)
    expect(page.get_by_text("called, is at the hospital")).to_be_visible()
    tab_to(page, "button[value=closed]")
    enter(page)
    expect(page.locator(".intake-facts .state")).to_have_text("Closed")


@pytest.mark.parametrize("state", ["a phone", *STATES])
def test_every_page_of_the_desk_is_sound(clinic: Clinic, state: str) -> None:
    options = STATES.get(state, {})
    patient = clinic.visitor(**options).page
    arrive(patient, clinic.app, BACK)
    patient.goto("/share")
    patient.get_by_label("Yes, share this with").check()
    follow_button(patient, "Share")
    look(patient, "receipt")
    code = shared(
        clinic.app, {**URGENT, "own_words": "<b>x</b> " + "verylongword" * 12}
    )
    shared(clinic.app, {**BACK, "safety_mood": "now"})
    page = clinic.visitor(**options).page
    page.goto("/desk/sign-in")
    look(page, "sign-in")
    sign_in(page, "adam", next(clinic.codes))
    look(page, "queue")
    follow(page, page.get_by_role("link", name=code).first)
    open_all(page)
    look(page, "intake")
    follow_button(page, "Write it down")
    look(page, "intake with errors")
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_label("Doctor", exact=True).fill("Ana Alvarez, MD")
    follow_button(page, "Book")
    look(page, "an appointment without a day")
    page.get_by_label("Day", exact=True).fill(f"{state_of(clinic.app).today()}")
    follow_button(page, "Book")
    look(page, "a booked intake")
    page.goto("/desk/roster/")
    look(page, "no roster")
    page.locator("#file").set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER}
    )
    follow_button(page, "Check the rows")
    open_all(page)
    look(page, "rows of a roster, one with a mistake")
    page.locator("#text").fill(GOOD)
    follow_button(page, "Check the rows again")
    follow_button(page, "Replace the roster")
    look(page, "roster")
    for path in ("day/", "find/", "find/?code=7KQ2", "password", "sessions/", "staff/"):
        page.goto(f"/desk/{path}")
        look(page, path)
    page.locator("summary").filter(has_text="Reset account").last.click()
    follow_button(page, "Yes, reset it for zoe")
    look(page, "a new start")


def test_the_share_page_and_the_set_up_are_sound(clinic: Clinic) -> None:
    patient = clinic.visitor(viewport={"width": 320, "height": 640}).page
    arrive(patient, clinic.app, BACK)
    patient.goto("/share")
    look(patient, "share")
    follow_button(patient, "Share")
    look(patient, "share without the tick")
    start = make_member(clinic.app, "new.one", Role.DESK)
    page = clinic.visitor(viewport={"width": 320, "height": 640}).page
    page.goto("/desk/sign-in")
    page.get_by_label("Name").fill("new.one")
    page.get_by_label("Password").fill(start)
    enter(page)
    look(page, "set-up")
    page.get_by_label("New password").fill("seven red kites over Leeds")
    page.get_by_label("The same password again").fill("seven red kites over Leeds")
    page.get_by_label("The code that the app shows").fill(
        code_now(clinic.app, "new.one")
    )
    follow_button(page, "Save")
    look(page, "recovery codes")


def test_the_desk_works_without_scripts(clinic: Clinic) -> None:
    code = shared(clinic.app, BACK)
    page = clinic.staff(java_script_enabled=False)

    follow(page, page.get_by_role("link", name="Refresh"))
    follow(page, page.get_by_role("link", name=code))
    follow_button(page, "Mark as read")

    assert page.locator(".intake-facts .state").inner_text() == "Read"


def test_a_scanned_code_opens_after_signing_in_and_no_server_sees_it_before(
    clinic: Clinic,
) -> None:
    code = shared(clinic.app, BACK)
    page = clinic.visitor().page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/desk/find/#{code}")
    page.get_by_label("Name").fill("zoe")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code from your phone").fill(code_now(clinic.app, "zoe"))
    follow_button(page, "Sign in")

    expect(page.locator("h1")).to_have_text(f"Intake {code}")


def test_enter_after_a_scanned_code_finds_it_and_changes_no_language(
    clinic: Clinic,
) -> None:
    code = shared(clinic.app, BACK)
    page = clinic.staff(java_script_enabled=False)
    page.goto("/desk/find/")
    expect(page.locator(".languages button[lang=es]")).to_be_visible()
    page.get_by_label("Code on the patient's page or chart").fill(code)

    enter(page)

    expect(page.locator("h1")).to_have_text(f"Intake {code}")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_disabled_member_is_out_and_the_page_shows_it_by_itself(
    clinic: Clinic,
) -> None:
    shared(clinic.app, BACK)
    desk = clinic.staff()
    zoe = member(clinic.app, "zoe")
    with state_of(clinic.app).writing() as transaction:
        staff.disable(transaction, zoe)

    desk.evaluate("void refresh()")

    expect(desk.locator("h1")).to_have_text("Sign in to the front desk")


def test_after_signing_out_back_shows_nothing(clinic: Clinic) -> None:
    code = shared(clinic.app, BACK)
    desk = clinic.staff()
    follow(desk, desk.get_by_role("link", name=code))
    follow_button(desk, "Sign out")

    desk.go_back()

    expect(desk.locator("h1")).to_have_text("Sign in to the front desk")


def test_a_member_about_to_be_signed_out_is_warned_and_may_stay(clinic: Clinic) -> None:
    desk = clinic.staff()
    expect(desk.locator("#ending")).to_be_hidden()

    clinic.clock.later = timedelta(minutes=9, seconds=20)
    desk.evaluate("void watch()")
    expect(desk.get_by_text("You will be signed out in one minute")).to_be_visible()
    desk.get_by_role("button", name="Stay signed in").click()
    expect(desk.locator("#ending")).to_be_hidden()

    clinic.clock.later += timedelta(minutes=10, seconds=1)
    desk.evaluate("void watch()")
    expect(desk.locator("h1")).to_have_text("Sign in to the front desk")
