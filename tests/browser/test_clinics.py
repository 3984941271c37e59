"""Two clinics in a real browser: the way from one desk to the next, and the page of a
clinic where the member does not work."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from finder.store import memberships
from finder.store.staff import Role
from tests.browser.desk import RECOVERY, sign_in
from tests.browser.looking import STATES, look
from tests.browser.test_desk import Clinic, clinic  # noqa: F401 - the fixture
from tests.browser.walk import follow, here
from tests.web import clinics
from tests.web.clinics import NORTH
from tests.web.desk import member, state_of


@pytest.fixture
def two(clinic: Clinic) -> Clinic:  # noqa: F811
    """Return an installation with a second clinic, where zoe works too."""
    join(clinic.app, "zoe", clinics.add(clinic.app, "north", "Northern Pain Center"))
    clinics.add(clinic.app, "west", "Western Pain Center")
    return clinic


def join(app: Flask, name: str, place: int) -> None:
    state, found = state_of(app), member(app, name)
    with state.database.of(place).writing(state.now()) as transaction:
        memberships.join(transaction, found, Role.ADMIN)


@pytest.mark.parametrize("state", STATES)
def test_staff_go_from_one_clinic_to_the_next(two: Clinic, state: str) -> None:
    visitor = two.visitor(**STATES[state])
    page = visitor.page
    sign_in(page, "zoe", RECOVERY[0])
    look(page, "a desk of two clinics")
    page.locator(".clinics summary").click()
    look(page, "the ways to other clinics")
    follow(page, page.get_by_role("link", name="Northern Pain Center"))
    assert here(page) == f"{NORTH}/desk/"
    expect(page.get_by_role("link", name="Roster")).to_be_visible()
    page.goto(f"{NORTH}/desk/tablets/")
    look(page, "tablets of another clinic")
    page.goto("/c/west/desk/counts/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You do not work at this clinic"
    )
    look(page, "a clinic of others")
    visitor.wrong.clear()  # the browser reports the 403
    follow(page, page.locator("main").get_by_role("link", name="Riverside Pain Clinic"))
    assert here(page) == "/desk/"


def test_a_patient_begins_at_the_address_of_a_clinic(two: Clinic) -> None:
    visitor = two.visitor(viewport={"width": 320, "height": 640})
    page = visitor.page
    page.goto(f"{NORTH}/")
    page.get_by_label("I am, for myself").check()
    follow(page, page.get_by_role("button", name="Continue").first)
    assert here(page).startswith(f"{NORTH}/questions/")
    look(page, "a question at a clinic")
    page.goto("/c/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "There is no clinic at this address"
    )
    look(page, "no clinic")
    visitor.wrong.clear()  # the browser reports the 404
