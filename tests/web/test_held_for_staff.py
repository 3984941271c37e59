"""Text that staff typed stays on their screen: when the session ends, when a form is
refused, and on reload."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import staff
from finder.store.engine import writing
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.conftest import Clock, Share
from tests.web.desk import (
    PASSWORD,
    act,
    make_member,
    member,
    next_code,
    signed_in,
    state_of,
)

BACK_AGAIN = "You were signed out. What you typed is here, but it is not saved yet."
GONE = "Something that was typed here is not shown. Someone else typed it, or it was typed more than 8 hours ago."
INTAKE = "/desk/intakes/key1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic", share_crisis=True)


def note_on(browser: Browser) -> str:
    field = browser.page.select_one("#note")
    assert field
    return field.get_text().removeprefix("\n")


def value_of(browser: Browser, field: str) -> str:
    found = browser.page.select_one(f"#{field}")
    assert found
    return str(found["value"])


def sign_in_again(browser: Browser, app: Flask, clock: Clock, name: str) -> Browser:
    """Sign in on the current sign-in page."""
    clock.turn(seconds=60)
    return browser.press(
        "/desk/sign-in",
        {"name": name, "password": PASSWORD, "code": next_code(app, name)},
    )


def reload(browser: Browser) -> Browser:
    return browser.open(browser.path)


def test_a_note_typed_when_the_session_ended_comes_back_after_signing_in(
    share: Share, desk: Browser, app: Flask, clock: Clock
) -> None:
    share()
    desk.open(INTAKE)
    clock.turn(minutes=11)

    act(desk, "note", {"note": "called,\nwants Tuesday"})
    assert desk.path.startswith("/desk/sign-in")
    assert "You were signed out. Sign in, and what you typed is back." in desk.text
    assert "Tuesday" not in str(desk.page) + desk.path

    sign_in_again(desk, app, clock, "zoe")
    assert BACK_AGAIN in desk.text
    assert note_on(desk) == "called,\nwants Tuesday"
    assert note_on(reload(desk)) == "called,\nwants Tuesday"
    assert note_on(Browser.open(desk, INTAKE)) == "", (
        "nothing is kept that nobody pressed"
    )


def test_the_note_that_came_back_is_kept_by_its_button(
    share: Share, desk: Browser, app: Flask, clock: Clock
) -> None:
    share()
    desk.open(INTAKE)
    clock.turn(minutes=11)
    act(desk, "note", {"note": "wants Tuesday"})
    sign_in_again(desk, app, clock, "zoe")

    act(desk, "note", {"note": note_on(desk)})

    assert BACK_AGAIN not in desk.text
    assert note_on(desk.open(INTAKE)) == "wants Tuesday"


def test_another_member_who_signs_in_there_neither_sees_nor_stores_it(
    share: Share, desk: Browser, app: Flask, clock: Clock
) -> None:
    share()
    desk.open(INTAKE)
    signed_in(app, Role.DESK, "maria")
    clock.turn(minutes=11)
    act(desk, "note", {"note": "wants Tuesday"})

    sign_in_again(desk, app, clock, "maria")

    assert "wants Tuesday" not in str(desk.page)
    assert GONE in desk.text
    assert note_on(desk) == ""


@pytest.mark.parametrize("writer", ["", "1", "1.", "1.00", "x.é"])
def test_a_page_of_another_site_plants_no_text(
    share: Share, desk: Browser, app: Flask, clock: Clock, writer: str
) -> None:
    share()
    desk.open(INTAKE)
    clock.turn(minutes=11)

    response = desk.client.post(
        f"{INTAKE}/note", data={"note": "planted", "changes": "0", "writer": writer}
    )

    assert response.headers["Location"] == f"/desk/sign-in?next={INTAKE}"


def test_text_held_for_one_page_fills_no_other(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    share()
    act(desk.open(INTAKE), "note", {"note": "x" * 501})
    query = desk.path.partition("?")[2]

    assert note_on(desk.open(f"/desk/intakes/key2?{query}")) == ""
    assert GONE in desk.text


def test_held_text_that_cannot_be_decrypted_is_reported(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    act(desk.open(INTAKE), "note", {"note": "x" * 501})
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE held SET sealed = x'00'")

    assert GONE in reload(desk).text


@pytest.mark.parametrize(
    "address",
    [
        "/desk/?state=seen&level=today",
        "/desk/?before=7",
        "/desk/day/?day=2026-11-23",
        "/desk/counts/?weeks=4",
        "/desk/find/?code=7KQ2",
        "/desk/intakes/key1?rules=today",
    ],
)
def test_signing_in_leads_back_to_the_same_filters_and_page(
    share: Share, desk: Browser, app: Flask, clock: Clock, address: str
) -> None:
    share()
    clock.turn(minutes=11)

    assert desk.open(address).path.startswith("/desk/sign-in")
    sign_in_again(desk, app, clock, "zoe")

    assert desk.path == address


def test_an_address_too_long_to_carry_leads_back_without_its_query(
    desk: Browser, app: Flask, clock: Clock
) -> None:
    clock.turn(minutes=11)
    desk.open(f"/desk/day/?day={'9' * 2000}")

    sign_in_again(desk, app, clock, "zoe")

    assert desk.path == "/desk/day/"


def test_a_refused_form_while_signed_out_leads_back_to_its_page(
    desk: Browser, app: Flask, clock: Clock
) -> None:
    desk.open("/desk/tablets/")
    clock.turn(minutes=11)
    desk.press("/desk/tablets/start", {"tablet": "7"})

    sign_in_again(desk, app, clock, "zoe")

    assert desk.path.startswith("/desk/tablets/")
    assert value_of(desk, "tablet") == "7"
    assert BACK_AGAIN in desk.text
    assert "No tablet is in use." in desk.text


def test_a_form_posted_to_be_held_changes_nothing_while_signed_in(
    share: Share, desk: Browser
) -> None:
    share()

    act(
        desk.open(INTAKE),
        "state",
        {"state": "seen", "note": "wants Tuesday", "hold": "1"},
    )

    assert note_on(desk) == "wants Tuesday"
    assert words(desk.page.select_one(".intake-facts .state")) == "New"
    assert note_on(desk.open(INTAKE)) == ""


def refused_forms(admin: Browser) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each form of the desk, filled in so that it is refused: its page, its
    action, its fields."""
    yield "/desk/staff/", "/desk/staff/add", {"name": "two words", "role": "desk"}
    yield "/desk/tablets/", "/desk/tablets/start", {"tablet": "three"}
    yield "/desk/export/", "/desk/export/", {"reason": "short", "format": "csv"}
    yield (
        "/desk/password",
        "/desk/password",
        {"old": "wrong", "password": "short", "again": "short"},
    )
    yield (
        "/desk/sign-in",
        "/desk/sign-in",
        {"name": "adam", "password": "wrong", "code": ""},
    )


def test_a_refused_form_is_a_page_that_reload_and_back_show_again(app: Flask) -> None:
    admin = signed_in(app, Role.ADMIN, "adam")
    for page, action, fields in refused_forms(admin):
        admin.open(page).press(action, fields)
        assert admin.page.select("#errors"), page
        errors, shown = (
            words(admin.page.select_one("#errors")),
            {
                name: value_of(admin, name)
                for name in ("name", "tablet", "reason")
                if name in fields
            },
        )
        assert shown == {name: fields[name] for name in shown}
        assert (
            admin.page.select_one("input[type=password][value]:not([value=''])") is None
        )
        if page != "/desk/sign-in":
            assert words(reload(admin).page.select_one("#errors")) == errors
        assert admin.client.get(admin.path).mimetype == "text/html"


def test_no_post_at_the_desk_responds_with_a_page(share: Share, app: Flask) -> None:
    share()
    admin = signed_in(app, Role.ADMIN, "adam")
    admin.open("/desk/")
    token = admin.page.select("input[name=csrf_token]")[0]["value"]
    leave_out = {"signin.set_up", "signin.sign_out"}
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk/")
        and "POST" in (rule.methods or ())
        and not rule.endpoint.startswith("phone.")
    ]
    for rule in rules:
        if rule.endpoint in leave_out:
            continue
        address = app.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, "key1")
        )
        for given in (
            {},
            {"csrf_token": str(token)},
            {"csrf_token": str(token), "name": "new.one", "role": "desk"},
        ):
            response = admin.client.post(address, data=given)
            assert response.mimetype != "text/html" or response.status_code == 303, (
                address,
                given,
            )


def test_a_code_for_a_tablet_survives_a_reload_and_stays_with_who_asked_for_it(
    desk: Browser, app: Flask, clock: Clock
) -> None:
    desk.open("/desk/tablets/").press("/desk/tablets/start", {"tablet": "7"})
    code = words(desk.page.select_one(".big-code"))
    assert code

    assert words(reload(desk).page.select_one(".big-code")) == code
    assert code.replace(" ", "") not in desk.path
    other = signed_in(app, Role.DESK, "maria").open(desk.path)
    assert other.path == "/desk/tablets/"
    clock.turn(minutes=9)
    desk.open("/desk/")
    clock.turn(minutes=6)
    assert reload(desk.open(desk.path)).path == "/desk/"


def test_a_starting_password_survives_a_reload_for_a_quarter_of_an_hour(
    app: Flask, clock: Clock
) -> None:
    admin = signed_in(app, Role.ADMIN, "adam").open("/desk/staff/")
    admin.press("/desk/staff/add", {"name": "maria", "role": "desk"})
    page, start = admin.path, words(admin.page.select_one(".big-code"))

    assert words(reload(admin).page.select_one(".big-code")) == start
    assert start not in page
    clock.turn(minutes=9)
    admin.open("/desk/")
    clock.turn(minutes=7)
    assert admin.open(page).path == "/desk/staff/"


def test_typed_actions_and_initials_stay_whichever_button_is_pressed(
    share: Share, desk: Browser
) -> None:
    share(safety_new=["rf_cauda"])
    for button, given in {
        "state": {"state": "seen"},
        "note": {"note": "wants Tuesday"},
    }.items():
        act(desk.open(INTAKE), button, {**given, "initials": "ZD", "done": "called"})

        assert (value_of(desk, "initials"), value_of(desk, "done")) == ("ZD", "called")
        assert "What was done is not written down yet." in desk.text
        assert value_of(reload(desk), "done") == "called"
    assert note_on(desk) == "wants Tuesday"
    act(desk, "handled", {"initials": "ZD", "done": "called"})
    assert "ZD: called" in desk.text


def test_the_second_editor_keeps_their_text_and_sees_what_changed(
    share: Share, desk: Browser, app: Flask
) -> None:
    share(safety_new=["rf_cauda"])
    other = signed_in(app, Role.DESK, "maria").open(INTAKE)
    act(desk.open(INTAKE), "handled", {"initials": "ZD", "done": "called an ambulance"})

    act(
        other,
        "handled",
        {"initials": "MK", "done": "asked the doctor", "note": "wants Tuesday"},
    )

    assert other.status == 409
    assert "The last change: zoe handled the urgent intake" in other.text
    assert "ZD: called an ambulance" in other.text
    assert "You typed this, but it is not saved: “asked the doctor” (MK)" in other.text
    assert note_on(other) == "wants Tuesday"
    assert "asked the doctor" in reload(other).text


def test_a_member_without_the_right_sees_so_and_their_text(app: Flask) -> None:
    signed_in(app, Role.ADMIN, "other.admin")
    admin = signed_in(app, Role.ADMIN, "adam").open("/desk/export/")
    with writing(state_of(app).engine) as connection:
        of_adam = "staff_id = (SELECT id FROM staff WHERE name = 'adam')"
        connection.exec_driver_sql(
            f"UPDATE membership SET role = 'desk' WHERE {of_adam}"  # noqa: S608 - our text
        )

    admin.press(
        "",
        {"reason": "Move to the new record system", "format": "csv"},
        form="main form",
    )

    assert admin.status == 403
    assert "Your account can no longer do this." in admin.text
    assert "Move to the new record system" in admin.text
    assert "Move to the new record system" in reload(admin).text


def test_a_note_on_an_intake_that_is_gone_is_shown_to_be_copied(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    desk.open(INTAKE)
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("DELETE FROM intake")

    act(desk, "note", {"note": "wants Tuesday"})

    assert desk.status == 404
    assert "This intake is no longer here." in desk.text
    assert "wants Tuesday" in desk.text
    assert desk.client.post(f"{INTAKE}/note").status_code == 404, (
        "where nothing was typed, the plain page"
    )


def test_the_page_of_held_text_does_not_exist_without_text(desk: Browser) -> None:
    assert desk.open("/desk/held/").status == 404
    assert GONE in desk.open("/desk/held/?held=nothing").text


def test_a_disabled_member_gets_the_text_back_when_the_account_is_back(
    share: Share, desk: Browser, app: Flask, clock: Clock
) -> None:
    share()
    desk.open(INTAKE)
    zoe = member(app, "zoe")
    with state_of(app).writing() as transaction:
        staff.disable(transaction, zoe)
    act(desk, "note", {"note": "wants Tuesday"})
    assert desk.path.startswith("/desk/sign-in")

    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE staff SET disabled = NULL")
    sign_in_again(desk, app, clock, "zoe")

    assert note_on(desk) == "wants Tuesday"


def test_ending_a_tablet_from_an_old_page_says_that_nothing_happened(
    app: Flask, desk: Browser
) -> None:
    desk.open("/desk/tablets/").press("/desk/tablets/start", {"tablet": "7"})
    desk.open("/desk/tablets/").press("/desk/tablets/end", {"csrf_token": "old"})

    assert "This page was open for a long time. Please try again." in desk.text
    assert "Tablet 7" in desk.text


def test_a_form_of_a_member_who_is_not_set_up_is_no_way_in(app: Flask) -> None:
    make_member(app, "new.one", Role.DESK)
    assert (
        Browser(app).client.post(f"{INTAKE}/note", data={"note": "x"}).status_code
        == 303
    )
