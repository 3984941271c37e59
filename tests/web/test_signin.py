"""Signing in: passwords and codes, what ends a session, and what an attacker gets."""

import base64
import logging
import re
from dataclasses import replace
from time import process_time

import pytest
from flask import Flask

from finder.config import Settings
from finder.store import audit, passwords, staff_signin
from finder.store.engine import writing
from finder.store.staff import Role
from tests.apps import SHIPPED, make_app
from tests.migrated import make_tables
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import (
    PASSWORD,
    code,
    make_member,
    member,
    next_code,
    sign_in,
    signed_in,
    state_of,
)

NOT_RIGHT = "That name, password, or code is not right."


def trail(app: Flask) -> list[tuple[str, str]]:
    with state_of(app).reading() as transaction:
        return [
            (entry.who, str(entry.words)) for entry in audit.latest(transaction, 100)
        ][::-1]


def test_there_is_no_default_account(browser: Browser) -> None:
    for name in ("admin", "root", "desk"):
        assert NOT_RIGHT in sign_in(browser, name, "admin").text


def test_the_first_sign_in_asks_for_a_new_password_and_a_code(
    app: Flask, browser: Browser
) -> None:
    sign_in(browser, "maria", make_member(app, "maria", Role.DESK))
    assert browser.path == "/desk/set-up"
    assert browser.page.select_one("svg.qr path")
    assert browser.open("/desk/").path == "/desk/set-up"

    browser.press(
        "/desk/set-up", {"password": "password", "again": "password", "code": "12"}
    )
    assert browser.status == 422
    assert "15 characters or more" in browser.text
    assert "This code is not right" in browser.text
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD + "!", "code": code(app, "maria")},
    )
    assert "The two passwords do not match" in browser.text
    assert asked_again(browser) == ["password", "code"]
    browser.press(
        "/desk/set-up", {"password": PASSWORD, "again": PASSWORD, "code": "12"}
    )
    assert asked_again(browser) == ["password", "again"]

    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "maria")},
    )
    assert len(browser.page.select(".recovery li")) == 8
    assert browser.open("/desk/").path == "/desk/"
    assert browser.open("/desk/set-up").path == "/desk/"
    assert trail(app) == [
        ("maria", "signed in"),
        ("maria", "chose a password and set up codes"),
    ]


def asked_again(browser: Browser) -> list[str]:
    """Return the fields that the page asks to fill in again, though they were right."""
    return [
        str(hint["id"]).removeprefix("again-")
        for hint in browser.page.select(".hint[id^=again-]")
        if words(hint) == "Type this again. The page does not keep it."
    ]


def test_the_key_for_the_app_is_easy_to_read_aloud(
    app: Flask, browser: Browser
) -> None:
    sign_in(browser, "maria", make_member(app, "maria", Role.DESK))

    groups = words(browser.page.select_one(".key")).split(" ")

    assert {len(group) for group in groups} == {4}
    secret = staff_signin.codes_secret(state_of(app).keys, member(app, "maria"))
    assert base64.b32decode("".join(groups)) == secret


def test_a_starting_password_does_not_work_again(app: Flask, browser: Browser) -> None:
    start = make_member(app, "maria", Role.DESK)
    sign_in(browser, "maria", start)
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "maria")},
    )

    assert (
        NOT_RIGHT in sign_in(Browser(app), "maria", start, next_code(app, "maria")).text
    )


def test_no_reply_reveals_whether_name_password_or_code_was_wrong(app: Flask) -> None:
    signed_in(app, Role.DESK, "maria")
    right = next_code(app, "maria")
    tries = [
        ("nobody", PASSWORD, right),
        ("maria", "wrong", right),
        ("maria", PASSWORD, "000000"),
        ("maria", "", ""),
    ]

    replies = {sign_in(Browser(app), *each).text for each in tries}

    assert len({text.replace("nobody", "maria") for text in replies}) == 1
    assert sign_in(Browser(app), " Maria ", PASSWORD, right).path == "/desk/"


def test_a_code_that_somebody_watched_being_typed_is_used_up(app: Flask) -> None:
    signed_in(app, Role.DESK, "maria")
    watched = next_code(app, "maria")
    assert sign_in(Browser(app), "maria", code=watched).path == "/desk/"

    assert NOT_RIGHT in sign_in(Browser(app), "maria", code=watched).text


def test_a_recovery_code_stands_in_for_a_lost_phone_once(app: Flask) -> None:
    browser = signed_in(app, Role.DESK, "maria")
    recovery = browser.page.select(".recovery code")[0].get_text()

    assert sign_in(Browser(app), "maria", code=recovery).path == "/desk/"
    assert NOT_RIGHT in sign_in(Browser(app), "maria", code=recovery).text
    assert ("maria", "signed in with a recovery code") in trail(app)


def test_a_wrong_name_takes_as_long_as_a_wrong_password(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, shipped in SHIPPED.items():
        monkeypatch.setattr(passwords, name, shipped)
    signed_in(app, Role.DESK, "maria")

    def took(name: str) -> float:
        browser = Browser(app).open("/desk/sign-in")
        start = process_time()
        browser.press(
            "/desk/sign-in", {"name": name, "password": "a wrong one, quite long"}
        )
        clock.turn(days=1)
        return process_time() - start

    pairs = [(took("maria"), took("nobody")) for _ in range(9)]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2, "without the slow hash it is a tenth"


def test_stuffing_is_slowed_down_for_names_that_exist_and_for_those_that_do_not(
    app: Flask, clock: Clock
) -> None:
    signed_in(app, Role.DESK, "maria")
    attacker = Browser(app)

    for name in ("maria", "nobody"):
        said = [sign_in(attacker, name, f"guess {number}").text for number in range(8)]
        assert [NOT_RIGHT in text for text in said] == [True] * 5 + [False] * 3
        assert "Too many tries. Wait 2 seconds" in said[-1]

    clock.turn(seconds=1)
    assert "Wait 1 second, then" in sign_in(attacker, "nobody", "guess").text
    clock.turn(seconds=1)
    used_up = code(app, "maria")
    assert NOT_RIGHT in sign_in(attacker, "maria", code=used_up).text, (
        "its code was used up at the set-up"
    )
    clock.turn(seconds=60)
    assert sign_in(attacker, "maria", code=code(app, "maria")).path == "/desk/"


def test_strangers_cannot_delay_the_clinics_own_browser(
    app: Flask, clock: Clock
) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    sign_in(desk, "maria", code=next_code(app, "maria"))
    desk.press("/desk/sign-out")
    for number in range(20):
        sign_in(Browser(app), "maria", f"guess {number}")

    clock.turn(minutes=2)
    for number in range(3):
        sign_in(Browser(app), "maria", f"guess {number}")
    assert (
        "Too many tries" in sign_in(Browser(app), "maria", code=code(app, "maria")).text
    )
    assert sign_in(desk, "maria", code=code(app, "maria")).path == "/desk/"


def test_a_forged_cookie_of_a_known_browser_is_worthless(app: Flask) -> None:
    signed_in(app, Role.DESK, "maria")
    for number in range(8):
        attacker = Browser(app)
        attacker.client.set_cookie("known", f"browser{number}.{'0' * 64}")
        sign_in(attacker, "maria", "a guess")

    assert "Too many tries" in attacker.text


def token_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("desk")
    assert cookie
    return cookie.value


def test_a_session_gets_a_new_token_at_each_sign_in_so_that_none_can_be_planted(
    app: Flask,
) -> None:
    browser = Browser(app)
    browser.client.set_cookie("desk", "planted-by-somebody")
    start = make_member(app, "maria", Role.DESK)
    sign_in(browser, "maria", start)
    first = token_of(browser)
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "maria")},
    )

    thief = Browser(app)
    for stolen in ("planted-by-somebody", first):
        thief.client.set_cookie("desk", stolen)
        assert thief.open("/desk/").path.startswith("/desk/sign-in")
    assert token_of(browser) not in {"planted-by-somebody", first}


def test_a_copied_cookie_does_not_work_after_signing_out(app: Flask) -> None:
    browser = signed_in(app, Role.DESK, "maria")
    thief = Browser(app)
    thief.client.set_cookie("desk", token_of(browser))
    assert thief.open("/desk/").path == "/desk/"

    browser.open("/desk/").press("/desk/sign-out")

    assert thief.open("/desk/").path.startswith("/desk/sign-in")
    assert ("maria", "signed out") in trail(app)


def test_signing_out_twice_or_without_a_token_of_the_page_is_harmless(
    app: Flask,
) -> None:
    browser = signed_in(app, Role.DESK, "maria")
    assert browser.client.post("/desk/sign-out").status_code == 303
    assert browser.open("/desk/").path == "/desk/", "a foreign page signs nobody out"
    assert Browser(app).client.post("/desk/sign-out").status_code == 303


def test_a_disabled_member_is_out_at_the_next_click(app: Flask) -> None:
    admin, browser = signed_in(app, Role.ADMIN), signed_in(app, Role.DESK, "maria")
    admin.open("/desk/staff/")
    row = next(row for row in admin.page.select("tr") if "maria" in row.get_text())
    admin.client.post("/desk/staff/disable", data=fields(str(row.select("form")[1])))

    assert browser.open("/desk/").path.startswith("/desk/sign-in")
    assert NOT_RIGHT in sign_in(browser, "maria", code=next_code(app, "maria")).text


def fields(form: str) -> dict[str, str]:
    return dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]*value="([^"]+)"', form))


def test_the_link_with_the_name_says_where_it_leads(app: Flask) -> None:
    member = signed_in(app, Role.DESK)

    link = member.open("/desk/").page.select_one(".desk-nav [href='/desk/password']")

    assert words(link).endswith(": Change your password")


def test_a_new_password_ends_every_other_session(app: Flask) -> None:
    here, there = signed_in(app, Role.DESK, "maria"), Browser(app)
    sign_in(there, "maria", code=next_code(app, "maria"))
    new = "seven red kites over Leeds"

    here.open("/desk/password").press(
        "/desk/password", {"old": "wrong", "password": new, "again": new}
    )
    assert "This is not your password" in here.text
    assert asked_again(here) == ["password", "again"]
    here.press(
        "/desk/password", {"old": PASSWORD, "password": "maria", "again": "maria"}
    )
    assert "15 characters" in here.text
    here.press("/desk/password", {"old": PASSWORD, "password": new, "again": new})

    assert here.path == "/desk/sessions/"
    assert "Your password is changed." in here.text
    assert there.open("/desk/").path.startswith("/desk/sign-in")
    assert ("maria", "changed the password") in trail(app)
    assert NOT_RIGHT in sign_in(Browser(app), "maria").text


def test_a_form_from_elsewhere_signs_nobody_in_and_changes_no_password(
    app: Flask,
) -> None:
    browser = signed_in(app, Role.DESK, "maria")
    data = {"name": "maria", "password": PASSWORD, "code": next_code(app, "maria")}
    elsewhere = Browser(app).client.post(
        "/desk/sign-in", data=data, follow_redirects=True
    )
    assert "This page was open for a long time" in elsewhere.text

    new = {
        "old": PASSWORD,
        "password": "seven red kites over Leeds",
        "again": "seven red kites over Leeds",
    }
    assert (
        browser.client.post(
            "/desk/password", data=new, follow_redirects=True
        ).status_code
        == 422
    )
    assert staff_signin.knows_password(
        member(app, "maria"), PASSWORD, state_of(app).now()
    )


def test_a_session_ends_when_idle_even_if_a_page_refreshes_itself(
    app: Flask, clock: Clock
) -> None:
    browser = signed_in(app, Role.DESK)
    for _ in range(3):
        clock.turn(minutes=6)
        assert browser.open("/desk/").path == "/desk/"

    clock.turn(minutes=6)
    left = browser.client.get("/desk/stay", headers={"X-Refresh": "1"})
    assert left.text == "240\n"
    clock.turn(minutes=5)
    assert browser.open("/desk/").path.startswith("/desk/sign-in")


def test_a_member_may_extend_the_session(app: Flask, clock: Clock) -> None:
    browser = signed_in(app, Role.DESK)
    clock.turn(minutes=9)

    assert browser.client.post("/desk/stay").text == "600\n"


def test_after_signing_in_the_page_that_was_asked_for_opens_and_no_foreign_one(
    app: Flask,
) -> None:
    signed_in(app, Role.ADMIN, "adam")
    browser = Browser(app).open("/desk/staff/")
    assert browser.path == "/desk/sign-in?next=/desk/staff/"
    browser.press(
        "/desk/sign-in",
        {"name": "adam", "password": PASSWORD, "code": next_code(app, "adam")},
    )
    assert browser.path == "/desk/staff/"

    for foreign in (
        "//evil.example",
        "https://evil.example/desk/",
        "/desk/nowhere",
        "/desk/sign-in",
        "/questions/who",
    ):
        asked = browser.open(f"/desk/sign-in?next={foreign}")
        assert asked.page.select_one("input[name=next]")["value"] == "/desk/"  # type: ignore[index]


def test_no_password_code_or_name_reaches_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        signed_in(app, Role.DESK, "maria")
        sign_in(Browser(app), "maria", "a wrong one", "123456")

    for secret in (PASSWORD, "a wrong one", "123456", "maria"):
        assert secret not in caplog.text


def test_behind_a_proxy_with_https_the_cookies_belong_to_this_host_alone(
    settings: Settings, clock: Clock
) -> None:
    app = make_app(replace(settings, behind_tls_proxy=True), clock)
    make_tables(state_of(app).engine)
    start = make_member(app, "maria", Role.DESK)
    client, at = app.test_client(), "https://localhost"
    page = client.get("/desk/sign-in", base_url=at)
    data = {**fields(page.text), "name": "maria", "password": start}

    signed = client.post("/desk/sign-in", data=data, base_url=at)

    cookies = {
        each.partition("=")[0]: each for each in signed.headers.getlist("Set-Cookie")
    }
    for name in ("__Host-desk", "__Host-known"):
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookies[name]
        assert "Domain" not in cookies[name]
    state_of(app).engine.dispose()


def test_admins_keep_the_accounts(app: Flask) -> None:
    admin = signed_in(app, Role.ADMIN, "adam").open("/desk/staff/")

    admin.press("/desk/staff/add", {"name": "Maria.Lopez", "role": "clinician"})
    start = admin.page.select(".big-code code")[0].get_text()
    assert "/desk/sign-in with the name maria.lopez and this password" in admin.text
    assert sign_in(Browser(app), "maria.lopez", start).path == "/desk/set-up"

    admin.open("/desk/staff/").press(
        "/desk/staff/add", {"name": "maria.lopez", "role": "desk"}
    )
    assert "There is already a staff member maria.lopez." in admin.text
    admin.press("/desk/staff/add", {"name": "Zoe B", "role": "king"})
    assert "Use 2 to 40 lowercase letters" in words(
        admin.page.select_one("#error-name")
    )
    assert words(admin.page.select_one("#error-role-desk")) == "Error: Choose a role."
    assert [each["href"] for each in admin.page.select("#errors a")] == [
        "#name",
        "#role-desk",
    ]
    admin.press("/desk/staff/add", {"name": "zoe", "role": "king"})
    assert words(admin.page.select_one("#error-role-desk")) == "Error: Choose a role."
    admin.press("/desk/staff/add", {"name": "<script>", "role": "desk"})
    assert words(admin.page.select_one("#error-name"))
    admin.press("/desk/staff/disable", {"name": "adam"})
    assert "The only admin is adam. Add another admin first." in admin.text
    assert not admin.page.select("#add .error"), "the form below was not used"
    admin.press("/desk/staff/reset", {"name": "maria.lopez"})
    again = admin.page.select(".big-code code")[0].get_text()
    assert again != start
    assert NOT_RIGHT in sign_in(Browser(app), "maria.lopez", start).text
    eve = {"name": "eve", "role": "admin"}
    assert (
        admin.client.post(
            "/desk/staff/add", data=eve, follow_redirects=True
        ).status_code
        == 422
    )
    with state_of(app).reading() as transaction:
        entries = [(entry.words, entry.about) for entry in audit.latest(transaction, 4)]
    assert ("reset the account of the staff member", "maria.lopez") in entries
    assert ("added the staff member", "maria.lopez") in entries


def test_an_account_that_cannot_be_decrypted_is_reported_only_to_the_operator(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in(app, Role.DESK, "maria")
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE staff SET codes_sealed = x'00'")

    refused = sign_in(Browser(app), "maria", code="123456")

    assert NOT_RIGHT in refused.text
    assert (
        "the field codes_sealed of the table staff cannot be decrypted" in caplog.text
    )
