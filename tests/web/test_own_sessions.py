"""Staff see where they are signed in, and sign out there."""

from flask import Flask

from finder.store.acts import Act, in_words
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import code, next_code, sign_in, signed_in
from tests.web.test_failures import trail


def rows(browser: Browser) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in browser.page.select("tbody tr")
    ]


def two_sessions(app: Flask, clock: Clock) -> tuple[Browser, Browser]:
    there = signed_in(app, Role.DESK, "maria")
    clock.turn(minutes=5)
    here = Browser(app)
    sign_in(here, "maria", code=next_code(app, "maria"))
    return there, here.open("/desk/sessions/")


def test_a_member_sees_their_own_sessions_and_nobody_elses(
    app: Flask, clock: Clock
) -> None:
    signed_in(app, Role.ADMIN, "adam")
    _, here = two_sessions(app, clock)

    (this, *began_and_used), (other, began, used, _) = rows(here)
    assert this == "This browser"
    assert began_and_used == ["less than a minute", "less than a minute ago", ""]
    assert other.startswith("Session ")
    assert (began, used) == ("5 minutes", "5 minutes ago")


def test_one_session_ends_from_another(app: Flask, clock: Clock) -> None:
    there, here = two_sessions(app, clock)
    button = here.page.select_one("tbody button[name=session]")
    assert button

    here.press("/desk/sessions/end", {"session": str(button["value"])})

    assert "Signed out there." in here.text
    assert len(rows(here)) == 1
    assert there.open("/desk/").path.startswith("/desk/sign-in")
    assert trail(app, Act.SESSIONS_ENDED) == [("maria", Act.SESSIONS_ENDED, "1")]
    assert (
        str(in_words(Act.SESSIONS_ENDED)) == "ended this many of their other sessions:"
    )


def test_all_other_sessions_end_at_once_and_this_one_goes_on(
    app: Flask, clock: Clock
) -> None:
    there, here = two_sessions(app, clock)
    clock.turn(minutes=1)
    third = Browser(app)
    sign_in(third, "maria", code=code(app, "maria"))

    here.open("/desk/sessions/").press("/desk/sessions/end", {"session": "others"})

    assert "Signed out everywhere else." in here.text
    assert [row[0] for row in rows(here)] == ["This browser"]
    assert not here.page.select("button[value=others]")
    for browser in (there, third):
        assert browser.open("/desk/").path.startswith("/desk/sign-in")
    assert trail(app, Act.SESSIONS_ENDED) == [("maria", Act.SESSIONS_ENDED, "2")]


def test_a_session_that_has_ended_already_is_reported(app: Flask, clock: Clock) -> None:
    there, here = two_sessions(app, clock)
    there.press("/desk/sign-out")

    here.press("/desk/sessions/end")

    assert "That one has ended already." in here.text
    assert trail(app, Act.SESSIONS_ENDED) == []


def test_a_member_without_other_sessions_reads_that(app: Flask, clock: Clock) -> None:
    there, here = two_sessions(app, clock)
    there.press("/desk/sign-out")

    here.press("/desk/sessions/end", {"session": "others"})

    assert "You were not signed in anywhere else." in here.text
    assert trail(app, Act.SESSIONS_ENDED) == []


def test_nobody_ends_the_session_of_another_member(app: Flask, clock: Clock) -> None:
    adam = signed_in(app, Role.ADMIN, "adam")
    _, here = two_sessions(app, clock)

    token = here.page.select_one("input[name=csrf_token]")
    assert token
    for number in range(10):
        here.client.post(
            "/desk/sessions/end",
            data={"session": str(number), "csrf_token": str(token["value"])},
        )

    assert len(trail(app, Act.SESSIONS_ENDED)) == 1
    assert adam.open("/desk/").path == "/desk/"
    assert here.open("/desk/").path == "/desk/"


def test_a_form_from_elsewhere_ends_no_session(app: Flask, clock: Clock) -> None:
    there, here = two_sessions(app, clock)

    response = here.client.post(
        "/desk/sessions/end", data={"session": "others"}, follow_redirects=True
    )

    assert "Nothing was changed" in response.text
    assert there.open("/desk/").path == "/desk/"


def test_signing_out_tells_the_browser_to_drop_what_it_kept(app: Flask) -> None:
    desk = signed_in(app, Role.DESK, "maria").open("/desk/")
    hidden = {
        str(each["name"]): str(each["value"])
        for each in desk.page.select("form[action$=sign-out] input")
    }

    left = desk.client.post("/desk/sign-out", data=hidden)

    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.client.get_cookie("known"), (
        "who signed in here before waits for no stranger"
    )
