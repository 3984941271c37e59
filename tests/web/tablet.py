"""A tablet of the clinic with a code, as staff would read it out."""

from flask import Flask

from finder.store import tablets
from finder.store.tables import FIRST_CLINIC
from finder.store.tablets import TabletSession
from tests.web.browser import Browser
from tests.web.desk import state_of

CODE = "204816"


def start(
    app: Flask, number: int = 3, code: str = CODE, clinic: int = FIRST_CLINIC
) -> None:
    state = state_of(app)
    with state.database.of(clinic).writing(state.now()) as transaction:
        tablets.start(transaction, number, code)


def live(app: Flask) -> tuple[TabletSession, ...]:
    state = state_of(app)
    with state.reading() as transaction:
        return tablets.live(transaction)


def give(app: Flask, browser: Browser, number: int = 3) -> Browser:
    """Start the tablet, as for a new person. The first question shows."""
    start(app, number)
    browser.open("/kiosk/").press("", {"code": CODE}, form="main form")
    assert browser.path.startswith("/questions/"), browser.text
    return browser
