"""Links that open a text message: the word that a line needs is already in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.apps import app_of
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.desk import signed_in
from tests.web.stories import BACK, at
from tests.web.test_phone import call

SPANISH, ENGLISH = "es", "en"
WITH_WORD = "sms:988?&body=AYUDA"


def in_crisis(app: Flask, language: str, answers: dict[str, str]) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("language", language)
    return at(browser, "safety_now", {**BACK, **answers}).answer(
        {"safety_now": ["rf_harm_now"]}
    )


def texts(browser: Browser, where: str = "") -> dict[str, str]:
    """Return the links that open a text message, with their labels."""
    links = browser.page.select(f"{where} a[href^='sms:']")
    return {str(link["href"]): words(link) for link in links}


@pytest.mark.parametrize("who", ["me", "other"])
def test_a_text_in_spanish_to_the_crisis_line_holds_its_word(
    app: Flask, who: str
) -> None:
    browser = in_crisis(app, SPANISH, {"who": who})
    label = "Mandar AYUDA por mensaje de texto al 988"

    assert browser.path == "/advice"
    assert texts(browser, "main") == {WITH_WORD: label}
    assert texts(browser, "footer") == {WITH_WORD: label}
    assert "AYUDA al 988" in words(browser.page.select_one("main ul"))


def test_a_text_in_english_to_the_crisis_line_is_empty(app: Flask) -> None:
    browser = in_crisis(app, ENGLISH, {"who": "me"})

    assert texts(browser) == {"sms:988": "Text 988"}


@pytest.mark.parametrize("path", ["/", "/privacy", "/nowhere", "/desk/sign-in"])
def test_every_page_has_the_word_in_its_footer(app: Flask, path: str) -> None:
    browser = Browser(app)
    for name in ("language", "desk-language"):
        browser.client.set_cookie(name, SPANISH)

    assert [*texts(browser.open(path), "footer")] == [WITH_WORD]


def test_staff_who_read_spanish_get_the_word_on_a_call(app: Flask) -> None:
    browser = call(signed_in(app, Role.DESK))
    browser.client.set_cookie("desk-language", SPANISH)
    browser.press("", {"safety_now": "rf_harm_now"}, form="form.call")

    assert browser.path == "/desk/phone/advice"
    assert [*texts(browser, "main")] == [WITH_WORD]


@contextmanager
def elsewhere(settings: Settings, clock: Clock, **numbers: str) -> Iterator[Flask]:
    with app_of(replace(settings, **numbers), clock) as app:  # type: ignore[arg-type]
        yield app


@pytest.mark.parametrize(
    ("numbers", "address"),
    [
        ({"crisis_line": "988-116"}, "sms:988-116"),
        ({"spanish_line": "741741"}, "sms:988"),
        ({"spanish_line": ""}, "sms:988"),
        ({"spanish_line": "988", "crisis_line": "988"}, WITH_WORD),
    ],
)
def test_the_word_goes_only_to_the_number_that_needs_it(
    settings: Settings, clock: Clock, numbers: dict[str, str], address: str
) -> None:
    with elsewhere(settings, clock, **numbers) as app:
        browser = in_crisis(app, SPANISH, {"who": "me"})

        assert [*texts(browser, "main")] == [address]
        assert [*texts(browser, "footer")] == [address]


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_a_text_to_another_line_holds_its_word_too(app: Flask, language: str) -> None:
    browser = Browser(app)
    browser.client.set_cookie("language", language)

    assert [*texts(browser.open("/other-help"), "main")] == [
        "sms:88788?&body=START",
        "sms:838255",
    ]
