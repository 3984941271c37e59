"""Staff members with browsers, signed in as in reality: with a starting password, then
their own, and codes."""

import os
from random import Random

from flask import Flask

from finder.store import audit, codes, staff, staff_signin
from finder.store.staff import Member, Role
from finder.store.tables import FIRST_CLINIC
from finder.web.app.state import NAME, State
from tests.web.browser import Browser

PASSWORD = "four green otters sing"
CHOICE = Random(1).choice


def state_of(app: Flask) -> State:
    found: State = app.extensions[NAME]
    return found


def make_member(app: Flask, name: str, role: Role, clinic: int = FIRST_CLINIC) -> str:
    """Create an account like the command line, and return its starting password."""
    state = state_of(app)
    start = staff.new_start(CHOICE, os.urandom)
    with state.database.of(clinic).writing(state.now()) as transaction:
        staff.add(transaction, name, role, start)
    return start.password


def member(app: Flask, name: str) -> Member:
    state = state_of(app)
    with state.database.of_all_clinics().reading(state.now()) as transaction:
        return staff.named(transaction, name)


def code(app: Flask, name: str) -> str:
    """Return the code that the phone shows now."""
    state = state_of(app)
    secret = staff_signin.codes_secret(state.keys, member(app, name))
    return codes.totp(secret).generate(int(state.now().timestamp())).decode()


def next_code(app: Flask, name: str) -> str:
    """Return the code that the phone shows in half a minute. It is valid already, and
    each code works only once."""
    state = state_of(app)
    secret = staff_signin.codes_secret(state.keys, member(app, name))
    return (
        codes.totp(secret)
        .generate(int(state.now().timestamp()) + codes.SECONDS)
        .decode()
    )


def sign_in(
    browser: Browser,
    name: str,
    password: str = PASSWORD,
    code: str = "",
    wanted: str = "",
) -> Browser:
    browser.open(f"/desk/sign-in?next={wanted}" if wanted else "/desk/sign-in")
    return browser.press(
        "/desk/sign-in", {"name": name, "password": password, "code": code}
    )


def signed_in(
    app: Flask, role: Role, name: str = "", clinic: int = FIRST_CLINIC, root: str = ""
) -> Browser:
    """Return a browser in which a staff member with this role has just set up the
    account. `root` is the address of the clinic."""
    browser, name = Browser(app, root), name or f"some.{role}"
    sign_in(browser, name, make_member(app, name, role, clinic))
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, name)},
    )
    assert browser.h1 == "Save these recovery codes", browser.text
    return browser


def queued(browser: Browser) -> list[str]:
    return [link.get_text() for link in browser.page.select(".queue th a")]


def pinned(browser: Browser) -> list[str]:
    return [
        " ".join(line.get_text(" ").split())
        for line in browser.page.select(".pinned li")
    ]


def trail(app: Flask, most: int = 6) -> list[tuple[str, str, str]]:
    with state_of(app).reading() as transaction:
        return [
            (entry.who, str(entry.words), entry.about)
            for entry in audit.latest(transaction, most)
        ][::-1]


def act(browser: Browser, to: str, posted: dict[str, str]) -> Browser:
    """Press a button of the open intake, with all entries of its form."""
    form, note = (
        browser.page.select_one("form.acts"),
        browser.page.select_one("form.acts #note"),
    )
    assert form
    assert note
    if button := form.select_one(f"button[formaction$='/{to}']"):
        form["action"] = str(button["formaction"])
    assert str(form["action"]).endswith(f"/{to}")
    return browser.press(
        "", {"note": note.get_text().removeprefix("\n"), **posted}, form="form.acts"
    )
