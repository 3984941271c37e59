"""Staff of the front desk with a real browser, and patients who share from
elsewhere."""

import os
from random import Random

from flask import Flask
from playwright.sync_api import Page

from finder.store import codes, passwords, staff, staff_signin
from finder.store.staff import Role
from tests.browser.walk import enter, here
from tests.web.browser import Answer, Browser, words
from tests.web.desk import PASSWORD, member, state_of

RECOVERY = tuple(f"{first}aaaa-bbbbb" for first in "cdefghjkmnpqrstvwxyz")


def ready_member(app: Flask, name: str, role: Role) -> None:
    """Create an account that is set up, with enough recovery codes for several sign-ins
    within half a minute."""
    state = state_of(app)
    start, own = (
        staff.new_start(Random(1).choice, os.urandom),
        passwords.hashed(PASSWORD),
    )
    with state.writing() as transaction:
        staff.add(transaction, name, role, start)
    added = member(app, name)
    with state.writing() as transaction:
        staff_signin.make_ready(transaction, added, own, 1, RECOVERY)


def sign_in(page: Page, name: str, code: str) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code from your phone").fill(code)
    enter(page)
    assert here(page) == "/desk/", page.locator("main").inner_text()


def code_now(app: Flask, name: str) -> str:
    state = state_of(app)
    secret = staff_signin.codes_secret(state.keys, member(app, name))
    return codes.totp(secret).generate(int(state.now().timestamp())).decode()


def sign_in_new(page: Page, app: Flask, name: str, role: Role = Role.DESK) -> None:
    ready_member(app, name, role)
    sign_in(page, name, RECOVERY[0])


def shared(app: Flask, answers: dict[str, Answer]) -> str:
    """Share these answers from elsewhere, and return the code on the receipt."""
    patient = (
        Browser(app)
        .walk(answers)
        .open("/share")
        .press("", {"agree": "yes"}, form="main form")
    )
    return words(patient.page.select_one(".receipt .code"))
