"""Failures at the desk are in the audit trail, by id only, and delay the next
attempt."""

import pytest
from flask import Flask

from finder.core.sharing.reference import check_symbol, written
from finder.store import audit, audit_check, throttle
from finder.store.acts import Act
from finder.store.staff import Role
from finder.web.desk import attempts
from tests.web.browser import Browser
from tests.web.conftest import Clock, Share
from tests.web.desk import PASSWORD, code, next_code, sign_in, signed_in, state_of

NOT_RIGHT = "That name, password, or code is not right."
SLOWED = "Too many tries."
UNKNOWN_CODE = written("7KQ2M9XD4T" + check_symbol("7KQ2M9XD4T"))
MISTYPED = f"{UNKNOWN_CODE[:-1]}{'2' if UNKNOWN_CODE[-1] != '2' else '3'}"
Entry = tuple[str, Act | None, str]


def trail(app: Flask, *acts: Act) -> list[Entry]:
    """Return all entries of these kinds in the trail, oldest first."""
    with state_of(app).reading() as transaction:
        entries = audit.latest(transaction, 1000)[::-1]
        assert not list(audit_check.mismatches(transaction))
    return [
        (entry.who, entry.act, entry.about) for entry in entries if entry.act in acts
    ]


def from_address(app: Flask, address: str) -> Browser:
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def test_a_failed_sign_in_is_in_the_trail_without_what_was_typed(app: Flask) -> None:
    signed_in(app, Role.DESK, "maria")
    sign_in(Browser(app), "maria", "a wrong one")
    sign_in(Browser(app), "maria", PASSWORD, "000000")
    sign_in(Browser(app), "my secret password", "maria")

    assert trail(app, Act.SIGN_IN_FAILED) == [
        ("maria", Act.SIGN_IN_FAILED, ""),
        ("maria", Act.SIGN_IN_FAILED, ""),
        (audit.UNKNOWN_NAME, Act.SIGN_IN_FAILED, ""),
    ]


def test_an_attempt_that_must_wait_is_not_counted(app: Flask) -> None:
    for _ in range(8):
        browser = sign_in(Browser(app), "maria", "a guess")

    assert SLOWED in browser.text
    assert len(trail(app, Act.SIGN_IN_FAILED)) == 5


def test_one_password_under_many_names_is_slowed_from_one_address(
    app: Flask, clock: Clock
) -> None:
    said = [
        sign_in(from_address(app, "192.0.2.1"), f"name{number}", "Summer2026!").text
        for number in range(22)
    ]

    assert [NOT_RIGHT in text for text in said] == [True] * 20 + [False] * 2
    assert SLOWED in said[-1]
    assert (
        NOT_RIGHT
        in sign_in(from_address(app, "192.0.2.2"), "name30", "Summer2026!").text
    )
    clock.turn(minutes=1)
    assert (
        NOT_RIGHT
        in sign_in(from_address(app, "192.0.2.1"), "name40", "Summer2026!").text
    )


def test_one_password_under_many_names_is_slowed_from_everywhere_for_a_few_seconds(
    app: Flask, clock: Clock
) -> None:
    for number in range(50):
        browser = sign_in(
            from_address(app, f"192.0.2.{number}"), f"name{number}", "Summer2026!"
        )
        assert NOT_RIGHT in browser.text

    assert (
        SLOWED in sign_in(from_address(app, "192.0.2.99"), "name99", "Summer2026!").text
    )
    clock.turn(seconds=10)
    assert (
        NOT_RIGHT
        in sign_in(from_address(app, "192.0.2.99"), "name99", "Summer2026!").text
    )


def test_spraying_does_not_delay_a_known_browser(app: Flask, clock: Clock) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    sign_in(desk, "maria", code=next_code(app, "maria"))
    desk.press("/desk/sign-out")
    for number in range(60):
        sign_in(
            from_address(app, f"192.0.2.{number % 3}"), f"name{number}", "Summer2026!"
        )
    assert SLOWED in sign_in(Browser(app), "maria").text

    clock.turn(seconds=60)
    sign_in(Browser(app), "name70", "Summer2026!")
    assert sign_in(desk, "maria", code=code(app, "maria")).path == "/desk/"


def test_a_successful_sign_in_clears_the_count_of_its_address(
    app: Flask, clock: Clock
) -> None:
    signed_in(app, Role.DESK, "maria")
    for number in range(15):
        sign_in(Browser(app), f"name{number}", "Summer2026!")
    assert sign_in(Browser(app), "maria", code=next_code(app, "maria")).path == "/desk/"

    said = [
        sign_in(Browser(app), f"other{number}", "Summer2026!").text
        for number in range(15)
    ]

    assert all(NOT_RIGHT in text for text in said)


def test_a_page_that_is_refused_is_in_the_trail_by_its_id(app: Flask) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    assert desk.open("/desk/staff/").status == 403

    assert trail(app, Act.PAGE_REFUSED) == [
        ("maria", Act.PAGE_REFUSED, "accounts.everyone")
    ]


def test_refused_pages_cannot_fill_the_trail(app: Flask, clock: Clock) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    for _ in range(30):
        assert desk.client.get("/desk/staff/").status_code == 403
    assert len(trail(app, Act.PAGE_REFUSED)) == 5

    clock.turn(minutes=5)
    desk.client.get("/desk/staff/")
    assert len(trail(app, Act.PAGE_REFUSED)) == 6


def test_a_look_up_that_finds_nothing_is_in_the_trail_and_makes_the_next_wait(
    app: Flask, clock: Clock
) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    desk.open(f"/desk/find/?code={UNKNOWN_CODE}")
    assert desk.status == 404
    assert trail(app, Act.FOUND_NOTHING) == [("maria", Act.FOUND_NOTHING, "")]

    said = [desk.open(f"/desk/find/{UNKNOWN_CODE}").status for _ in range(21)]

    assert said == [404] * 19 + [429] * 2
    assert SLOWED in desk.text
    assert len(trail(app, Act.FOUND_NOTHING)) == 20
    assert (
        signed_in(app, Role.DESK, "zoe").open(f"/desk/find/{UNKNOWN_CODE}").status
        == 404
    )
    clock.turn(seconds=2)
    assert desk.open(f"/desk/find/{UNKNOWN_CODE}").status == 404


def test_a_look_up_that_finds_something_and_a_typo_cost_nothing(
    app: Flask, share: Share
) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    reference = share()
    for _ in range(3):
        for _ in range(15):
            assert desk.open(f"/desk/find/{UNKNOWN_CODE}").status == 404
        assert desk.open(f"/desk/find/?code={MISTYPED}").status == 422
        assert desk.open(f"/desk/find/{reference}").h1 == f"Intake {reference}"


@pytest.mark.parametrize("value", ["9", "60", "missing", "typo", "yes"])
@pytest.mark.parametrize("name", ["wrong", "looked_up"])
def test_an_address_makes_the_page_tell_nothing_of_tries_that_the_store_does_not_know(
    app: Flask, share: Share, name: str, value: str
) -> None:
    desk = signed_in(app, Role.DESK, "maria")

    for each in (UNKNOWN_CODE, share()):
        desk.open(f"/desk/find/?typed={each}&{name}={value}")

        assert (desk.status, desk.page.select("#error-code")) == (200, []), desk.text


def test_after_a_change_of_the_language_the_page_says_what_the_store_knows(
    app: Flask, clock: Clock
) -> None:
    desk, other = signed_in(app, Role.DESK, "maria"), "ZZZZZZZZZZ"
    after = f"/desk/find/?looked_up=yes&typed={UNKNOWN_CODE}"
    desk.open(f"/desk/find/?code={UNKNOWN_CODE}")

    assert desk.open(after).status == 404
    assert "Nothing is here under this code" in desk.text
    assert (
        desk.open(
            f"/desk/find/?looked_up=yes&typed={other}{check_symbol(other)}"
        ).status
        == 200
    )
    assert signed_in(app, Role.DESK, "zoe").open(after).status == 200

    for _ in range(20):
        desk.open(f"/desk/find/?code={UNKNOWN_CODE}")
    assert (
        desk.open(
            f"/desk/find/?looked_up=yes&typed={other}{check_symbol(other)}"
        ).status
        == 429
    )
    assert "Wait 2 seconds" in desk.text
    clock.turn(seconds=1)
    assert (
        "Wait 1 second"
        in desk.open(
            f"/desk/find/?looked_up=yes&typed={other}{check_symbol(other)}"
        ).text
    )
    assert len(trail(app, Act.FOUND_NOTHING)) == 20, "none of these was a look-up"


def test_a_code_that_is_shared_after_it_was_looked_up_is_not_called_unknown(
    app: Flask, share: Share
) -> None:
    desk = signed_in(app, Role.DESK, "maria")
    coming = f"{'1':0>10}".replace("0", "Z")
    typed = f"{coming}{check_symbol(coming)}"
    assert desk.open(f"/desk/find/?code={typed}").status == 404
    assert desk.open(f"/desk/find/?looked_up=yes&typed={typed}").status == 404

    assert share().replace("-", "") == typed

    assert desk.open(f"/desk/find/?looked_up=yes&typed={typed}").status == 200


def test_guessing_the_password_at_an_open_desk_is_slowed_and_in_the_trail(
    app: Flask, clock: Clock
) -> None:
    desk = signed_in(app, Role.DESK, "maria").open("/desk/password")
    new = "seven red kites over Leeds"
    for _ in range(7):
        desk.press("/desk/password", {"old": "a guess", "password": new, "again": new})

    assert SLOWED in desk.text
    assert len(trail(app, Act.PASSWORD_REFUSED)) == 5
    clock.turn(seconds=2)
    assert (
        desk.press(
            "/desk/password", {"old": PASSWORD, "password": new, "again": new}
        ).path
        == "/desk/sessions/"
    )


@pytest.mark.parametrize("number", ["", "others-of-others", "-1", "9" * 30, "0"])
def test_ending_an_unknown_session_ends_nothing(app: Flask, number: str) -> None:
    there = signed_in(app, Role.DESK, "maria")
    here = Browser(app)
    sign_in(here, "maria", code=next_code(app, "maria")).open("/desk/sessions/")

    here.press("/desk/sessions/end", {"session": number})

    assert "That one has ended already." in here.text
    assert there.open("/desk/").path == "/desk/"
    assert trail(app, Act.SESSIONS_ENDED) == []


def test_sign_ins_that_are_still_being_checked_count_too(app: Flask) -> None:
    """Check this because a password takes long to check, so one address could try many
    at once after each wait."""
    with (
        app.test_request_context("/desk/sign-in"),
        state_of(app).writing() as transaction,
    ):
        waits = [
            attempts.count_sign_in(transaction, f"name{number}") for number in range(22)
        ]

    assert waits == [0] * 20 + [2] * 2


def test_a_sign_in_that_worked_delays_no_other_name(app: Flask) -> None:
    with (
        app.test_request_context("/desk/sign-in"),
        state_of(app).writing() as transaction,
    ):
        for number in range(60):
            assert not attempts.count_sign_in(transaction, f"name{number}")
            attempts.sign_in_worked(transaction, f"name{number}", transaction.now)


def test_a_morning_of_sign_ins_after_an_attack_waits_for_nobody(
    app: Flask, clock: Clock
) -> None:
    with state_of(app).writing() as transaction:
        for _ in range(60):
            throttle.fail(transaction, attempts.ANYWHERE)
    clock.turn(hours=1)

    for name in ("maria", "zoe"):
        member = signed_in(app, Role.DESK, name)
        assert member.open("/desk/").path == "/desk/"
