"""The front desk in a real browser: a clinic with staff, and patients who share."""

import os
from random import Random

from flask import Flask
from playwright.sync_api import Page

from finder.store import codes, passwords, staff
from finder.store.engine import writing
from finder.store.staff import Role
from tests.browser.walk import walk
from tests.web.browser import Answer
from tests.web.desk import PASSWORD, member, state_of

RECOVERY = tuple(f"{first}aaaa-bbbbb" for first in "cdefghjkmnpqrstvwxyz")


def ready_member(app: Flask, name: str, role: Role) -> None:
    """An account that is set up, with recovery codes enough to sign in often within half a minute."""
    state = state_of(app)
    start, own = staff.new_start(Random(1).choice, os.urandom), passwords.hashed(PASSWORD)
    with writing(state.engine) as connection:
        staff.add(connection, state.keys, name, role, start, state.now())
    added = member(app, name)
    with writing(state.engine) as connection:
        staff.make_ready(connection, state.keys, added, own, 1, RECOVERY, state.now())


def sign_in(page: Page, name: str, code: str) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code from your phone").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def code_now(app: Flask, name: str) -> str:
    state = state_of(app)
    secret = staff.codes_secret(state.keys, member(app, name))
    return codes.totp(secret).generate(int(state.now().timestamp())).decode()


def share(page: Page, answers: dict[str, Answer]) -> str:
    """Fill everything in and share it; the code of the receipt."""
    walk(page, answers)
    page.goto("/share")
    page.get_by_label("Yes, share this with").check()
    page.get_by_role("button", name="Share").click()
    return page.locator(".receipt .code").inner_text()
