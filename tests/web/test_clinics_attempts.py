"""Failed attempts at one clinic: where they are recorded, and whom they delay."""

import pytest
from flask import Flask

from finder.store import audit
from finder.store.acts import Act
from finder.store.staff import Role
from finder.store.tables import FIRST_CLINIC
from finder.store.throttle import FOR_ALL
from tests.web import clinics as made
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.clinics import NORTH
from tests.web.desk import next_code, sign_in, signed_in, state_of


@pytest.fixture
def north(app: Flask) -> int:
    return made.add(app, "north", "Northern Pain Center")


def entries(app: Flask, clinic: int) -> list[tuple[str, Act | None]]:
    state = state_of(app)
    with state.database.of(clinic).reading(state.now()) as transaction:
        found = audit.latest(transaction, 20)[::-1]
    return [
        (entry.who, entry.act)
        for entry in found
        if entry.act in {Act.SIGNED_IN, Act.SIGN_IN_FAILED}
    ]


def test_signing_in_at_another_clinics_page_is_in_the_own_trail(
    app: Flask, north: int
) -> None:
    signed_in(app, Role.DESK, "ned", north, NORTH)
    before = entries(app, north)

    sign_in(Browser(app), "ned", "not the password of ned")
    sign_in(Browser(app), "ned", code=next_code(app, "ned"))
    sign_in(Browser(app), "nobody.here")

    assert entries(app, north) == [
        *before,
        ("ned", Act.SIGN_IN_FAILED),
        ("ned", Act.SIGNED_IN),
    ]
    assert entries(app, FIRST_CLINIC) == [(audit.UNKNOWN_NAME, Act.SIGN_IN_FAILED)]


def test_wrong_tablet_codes_at_one_clinic_do_not_delay_another(
    app: Flask, north: int
) -> None:
    def typed(root: str, code: str, address: str) -> Browser:
        browser = Browser(app, root).open("/kiosk/")
        browser.client.environ_base["REMOTE_ADDR"] = address
        return browser.press("", {"code": code}, form="main form")

    for number in range(FOR_ALL.free + 1):
        refused = typed(NORTH, "111111", f"192.0.2.{number}")
    tablet.start(app, 1, "222222")

    assert "Too many codes were tried" in refused.text
    assert typed("", "222222", "198.51.100.1").path == "/questions/who"
