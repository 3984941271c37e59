"""The network is cut while the desk works: the page keeps its content and reports the
problem."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect

from finder.config import Settings
from finder.store.staff import Role
from tests.apps import make_app
from tests.browser.desk import RECOVERY, ready_member, shared, sign_in
from tests.browser.looking import look
from tests.browser.serving import served
from tests.browser.test_desk import Clock
from tests.browser.walk import follow, follow_button, here
from tests.migrated import make_tables
from tests.web.desk import PASSWORD, state_of
from tests.web.stories import BACK

URGENT = {**BACK, "safety_new": ["rf_cauda"]}
SINCE = re.compile(r"Not updated since \d\d:\d\d, trying again\.")
STAYS = "We cannot reach the server. What you typed stays here. Try again."


@dataclass
class Desk:
    """The page of a staff member whose network the test cuts, and the dialogs that the
    browser showed."""

    app: Flask
    clock: Clock
    page: Page
    codes: Iterator[str]
    asked: list[str] = field(default_factory=list)

    def go_offline(self) -> None:
        self.page.context.set_offline(True)

    def go_online(self) -> None:
        self.page.context.set_offline(False)

    def end_session(self) -> None:
        self.clock.later += timedelta(minutes=11)

    def sign_in_again(self) -> None:
        self.page.get_by_label("Name").fill("zoe")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_label("Code from your phone").fill(next(self.codes))
        follow_button(self.page, "Sign in")

    def open_intake(self, answers: dict[str, object] | None = None) -> None:
        code = shared(self.app, answers or BACK)  # type: ignore[arg-type]
        self.page.goto("/desk/")
        follow(self.page, self.page.locator(".queue").get_by_role("link", name=code))


@pytest.fixture
def desk(tmp_path: Path, chromium: Browser) -> Iterator[Desk]:
    clock = Clock()
    secret = ("a key for tests, long enough to be taken",)
    app = make_app(
        Settings(data=tmp_path, secret_keys=secret, clinic="Riverside Pain Clinic"),
        clock,
    )
    make_tables(state_of(app).engine)
    ready_member(app, "zoe", Role.ADMIN)
    codes = iter(RECOVERY)
    with served(app) as address, chromium.new_context(base_url=address) as context:
        page = context.new_page()
        desk = Desk(app, clock, page, codes)
        page.on("dialog", lambda dialog: stay_on_page(desk, dialog))
        sign_in(page, "zoe", next(codes))
        yield desk
    state_of(app).engine.dispose()


def stay_on_page(desk: Desk, dialog: Dialog) -> None:
    desk.asked.append(dialog.type)
    dialog.dismiss()


def test_a_queue_that_cannot_be_updated_says_since_when_and_recovers(
    desk: Desk,
) -> None:
    page = desk.page
    shared(desk.app, URGENT)
    page.clock.install()
    page.goto("/desk/")
    expect(page.locator("#stale")).to_be_hidden()

    desk.go_offline()
    page.clock.run_for(21_000)
    expect(page.locator("#stale")).to_have_text(SINCE)
    expect(page.locator("#news")).to_have_text(SINCE)
    assert (
        page.locator(".waits").first.evaluate(
            "each => getComputedStyle(each, '::after').content"
        )
        == '" (when last updated)"'
    )
    look(page, "a queue that is not updated")
    second = shared(desk.app, URGENT)
    desk.go_online()
    page.clock.run_for(21_000)

    expect(page.locator(".pinned")).to_contain_text(second)
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("#news")).to_contain_text("1 new")


@pytest.mark.parametrize("path", ["/desk/", "/desk/tablets/"])
def test_a_server_error_is_reported_too_and_retried(desk: Desk, path: str) -> None:
    page = desk.page
    page.clock.install()
    page.goto(path)
    page.route(f"**{path}", lambda route: route.fulfill(status=503, body="away"))

    page.clock.run_for(21_000)
    expect(page.locator("#stale")).to_have_text(SINCE)
    page.clock.run_for(41_000)
    expect(page.locator("#stale")).to_have_text(SINCE)
    page.wait_for_function("!looking")
    page.unroute(f"**{path}")
    page.clock.run_for(21_000)

    expect(page.locator("#stale")).to_be_hidden()


def test_an_answer_that_is_another_page_is_no_update(desk: Desk) -> None:
    page = desk.page
    page.route(
        "**/desk/",
        lambda route: route.fulfill(
            body="<p>Welcome to this network</p>", content_type="text/html"
        ),
    )

    page.evaluate("refresh()")

    expect(page.locator("#stale")).to_have_text(SINCE)


def test_a_queue_that_becomes_visible_again_is_updated_immediately(desk: Desk) -> None:
    page = desk.page
    code = shared(desk.app, URGENT)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(".pinned")).to_contain_text(code)


def test_a_note_stays_on_the_page_while_the_server_cannot_be_reached(
    desk: Desk,
) -> None:
    page = desk.page
    desk.open_intake()
    page.locator("#note").fill("wants Tuesday")

    desk.go_offline()
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text(STAYS)).to_be_visible()
    look(page, "a note that is not kept")
    expect(page.locator("#note")).to_have_value("wants Tuesday")
    desk.go_online()
    follow_button(page, "Save the note")

    expect(page.locator("#note")).to_have_text("wants Tuesday")
    expect(page.get_by_text(STAYS)).to_be_hidden()
    assert not desk.asked


def test_a_code_to_find_stays_in_its_field_while_the_server_cannot_be_reached(
    desk: Desk,
) -> None:
    page = desk.page
    code = shared(desk.app, BACK)
    page.get_by_label("Code on the patient's page or chart").fill(code)

    desk.go_offline()
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text(STAYS)).to_be_visible()
    desk.go_online()
    follow_button(page, "Find")

    expect(page.locator("h1")).to_have_text(f"Intake {code}")


def test_the_button_that_was_pressed_is_the_one_that_counts(desk: Desk) -> None:
    desk.open_intake()
    desk.page.locator("#note").fill("wants Tuesday")

    follow_button(desk.page, "Mark as read")

    expect(desk.page.locator(".intake-facts .state")).to_have_text("Read")
    expect(desk.page.locator("#note")).to_have_text("wants Tuesday")
    assert not desk.asked


def test_leaving_a_page_asks_before_text_is_dropped_and_not_otherwise(
    desk: Desk,
) -> None:
    page = desk.page
    desk.open_intake(URGENT)  # type: ignore[arg-type]
    follow(page, page.get_by_role("link", name="Queue"))
    assert not desk.asked
    page.go_back()
    page.locator("#done").fill("called an ambulance")

    page.get_by_role("link", name="Queue").click()
    expect(page.locator("#done")).to_have_value("called an ambulance")
    assert desk.asked == ["beforeunload"]
    follow_button(page, "Mark as read")
    expect(page.locator("#done")).to_have_value("called an ambulance")
    page.get_by_role("link", name="Queue").click()
    expect(page.locator("#done")).to_have_value("called an ambulance")

    assert desk.asked == ["beforeunload"] * 2, "what came back is not kept yet either"


def test_another_form_of_the_page_asks_too(desk: Desk) -> None:
    page = desk.page
    page.goto("/desk/staff/")
    page.get_by_label("Name to sign in with").fill("maria")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Name to sign in with")).to_have_value("maria")

    assert desk.asked == ["beforeunload"]


def test_text_on_a_page_whose_session_ends_by_itself_comes_back_after_signing_in(
    desk: Desk,
) -> None:
    page = desk.page
    desk.open_intake()
    page.locator("#note").fill("wants Tuesday")
    desk.end_session()

    with page.expect_navigation():
        page.evaluate("void watch()")
    assert here(page) == "/desk/sign-in"
    expect(page.locator("main")).not_to_contain_text("Tuesday")
    desk.sign_in_again()

    expect(page.locator("#note")).to_have_value("wants Tuesday")
    expect(
        page.get_by_text(
            "You were signed out. What you typed is here, but it is not saved yet."
        )
    ).to_be_visible()
    look(page, "a note that came back")
    follow_button(page, "Save the note")
    expect(page.locator("#note")).to_have_text("wants Tuesday")
    assert not desk.asked


def test_a_number_typed_next_to_a_list_that_finds_the_session_over_comes_back(
    desk: Desk,
) -> None:
    page = desk.page
    page.goto("/desk/tablets/")
    page.get_by_label("Number of the tablet").fill("7")
    desk.end_session()

    with page.expect_navigation():
        page.evaluate("void refresh()")
    desk.sign_in_again()

    assert here(page) == "/desk/tablets/"
    expect(page.get_by_label("Number of the tablet")).to_have_value("7")
    expect(page.get_by_text("No tablet is in use.")).to_be_visible()


def test_the_sign_out_warning_appears_although_one_request_failed(desk: Desk) -> None:
    page = desk.page
    page.clock.install()
    page.route("**/desk/stay", lambda route: route.abort())
    page.goto("/desk/counts/")
    desk.clock.later += timedelta(minutes=9, seconds=20)

    page.evaluate("watch()")
    expect(page.locator("#ending")).to_be_hidden()
    page.unroute("**/desk/stay")
    page.clock.run_for(16_000)

    expect(page.locator("#ending")).to_be_visible()


def test_the_pages_own_clock_shows_the_warning_while_the_network_is_cut(
    desk: Desk,
) -> None:
    page = desk.page
    page.clock.install()
    page.goto("/desk/counts/")
    page.evaluate("watch()")
    desk.go_offline()

    page.clock.run_for(9 * 60_000 + 20_000)

    expect(page.locator("#ending")).to_be_visible()


def test_staying_signed_in_that_fails_says_so_and_may_be_tried_again(
    desk: Desk,
) -> None:
    page = desk.page
    desk.clock.later += timedelta(minutes=9, seconds=20)
    page.evaluate("watch()")
    expect(page.locator("#ending")).to_be_visible()

    desk.go_offline()
    page.get_by_role("button", name="Stay signed in").click()
    expect(
        page.get_by_text(
            "We cannot reach the server. You are not signed out yet. Try again."
        )
    ).to_be_visible()
    look(page, "staying that failed")
    desk.go_online()
    page.get_by_role("button", name="Stay signed in").click()

    expect(page.locator("#ending")).to_be_hidden()
    page.evaluate("watch()")
    expect(page.locator("#ending")).to_be_hidden()


def test_an_invalid_fragment_in_the_address_stops_no_script(desk: Desk) -> None:
    wrong: list[str] = []
    desk.page.on("pageerror", lambda error: wrong.append(str(error)))

    desk.page.goto("/desk/find/#%E0%A4%A")

    expect(desk.page.locator("#errors")).to_be_visible()
    assert not wrong


def test_a_scanned_code_stays_over_a_wrong_try_to_sign_in(desk: Desk) -> None:
    page = desk.page
    code = shared(desk.app, BACK)
    page.context.clear_cookies()
    page.goto(f"/desk/find/#{code}")
    follow_button(page, "Sign in")
    expect(page.locator("#errors")).to_be_visible()

    desk.sign_in_again()

    expect(page.locator("h1")).to_have_text(f"Intake {code}")
