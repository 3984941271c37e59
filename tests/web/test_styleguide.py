"""The page with every component is only for developers."""

from dataclasses import replace

from flask import Flask

from finder.web.app.state import NAME, State
from tests.web.browser import Browser


def test_it_is_not_there_unless_switched_on(browser: Browser) -> None:
    assert browser.open("/styleguide").status == 404


def test_it_shows_every_component(app: Flask, browser: Browser) -> None:
    state: State = app.extensions[NAME]
    app.extensions[NAME] = replace(
        state, settings=replace(state.settings, styleguide=True)
    )

    page = browser.open("/styleguide").page

    for component in (
        ".choice",
        ".numbers",
        ".body-picker",
        "textarea",
        ".advice.alarm",
        ".lead",
        ".standing",
        ".card",
    ):
        assert page.select(component), component
    assert len(page.select(".question.wrong")) == 4
