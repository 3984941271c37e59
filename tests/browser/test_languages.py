"""Pages in a language with longer words, and in a right-to-left language."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from finder.config import Settings
from tests.apps import make_app
from tests.browser.conftest import Visitor
from tests.browser.looking import fits, look, open_all
from tests.browser.serving import served
from tests.browser.test_words import INSIDE
from tests.browser.walk import arrive, enter, follow, follow_button, here
from tests.made_up import LEFTWARD, MADE_UP, made_up, make_language
from tests.migrated import make_tables
from tests.web.desk import state_of
from tests.web.stories import BACK

LOOKED_AT = {"/questions/where", "/result", "/nowhere"}
PAGES = [
    "/questions/where",
    "/questions/impact",
    "/check",
    "/result",
    "/privacy",
    "/resume",
    "/nowhere",
]


@pytest.fixture(scope="module")
def spoken_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("languages")
    for language in (MADE_UP, LEFTWARD):
        rules, translations = make_language(folder, language)
    secret = "a key for tests, long enough to be taken"
    app = make_app(
        Settings(
            data=folder,
            secret_keys=(secret,),
            time_zone="UTC",
            rules=rules,
            translations=translations,
        )
    )
    make_tables(state_of(app).engine)
    yield app
    state_of(app).engine.dispose()


@pytest.fixture(scope="module")
def spoken_url(spoken_app: Flask) -> Iterator[str]:
    with served(spoken_app) as address:
        yield address


@pytest.fixture
def speaker(chromium: Browser, spoken_url: str) -> Iterator[Page]:
    """Yield the page of a narrow phone whose owner can choose a language."""
    with chromium.new_context(
        base_url=spoken_url, viewport={"width": 320, "height": 640}
    ) as context:
        visitor = Visitor(context, spoken_url)
        yield visitor.page
        visitor.wrong = [each for each in visitor.wrong if "404" not in each]
        assert not visitor.wrong


def speak(page: Page, language: str) -> None:
    page.context.add_cookies(
        [{"name": "language", "value": language, "domain": "127.0.0.1", "path": "/"}]
    )


@pytest.mark.parametrize("language", [MADE_UP, LEFTWARD])
def test_pages_have_room_for_longer_words(
    speaker: Page, spoken_app: Flask, language: str
) -> None:
    arrive(speaker, spoken_app, BACK)
    speak(speaker, language)
    for path in PAGES:
        speaker.goto(path)
        expect(speaker.locator("html")).to_have_attribute("lang", language)
        assert speaker.locator("html").get_attribute("dir") == (
            "rtl" if language == LEFTWARD else None
        )
        open_all(speaker)
        assert fits(speaker), f"{path} scrolls sideways"
        if path in LOOKED_AT:
            look(speaker, f"{path} in {language}")


@pytest.mark.parametrize("language", [MADE_UP, LEFTWARD])
def test_urgent_advice_and_explanations_have_room_for_longer_words(
    speaker: Page, spoken_app: Flask, language: str
) -> None:
    arrive(
        speaker,
        spoken_app,
        {**BACK, "safety_now": ["rf_chest"], "medicines": ["opioid_daily"]},
    )
    speak(speaker, language)
    speaker.goto("/questions/safety_now?change=1")
    look(speaker, f"warning signs in {language}")
    speaker.goto("/result")
    speaker.locator("button.word:visible").first.click()
    opened = speaker.locator(".meaning:popover-open")

    assert opened.evaluate(INSIDE)
    assert fits(speaker)
    look(speaker, f"an explanation in {language}")


def test_a_language_from_right_to_left_turns_the_page(speaker: Page) -> None:
    speaker.goto("/privacy")
    start = "getComputedStyle(document.querySelector('main h1')).direction"
    assert speaker.evaluate(start) == "ltr"
    speak(speaker, LEFTWARD)
    speaker.reload()

    assert speaker.evaluate(start) == "rtl"
    look(speaker, "from right to left")


def test_the_language_changes_where_the_person_is(speaker: Page) -> None:
    speaker.goto("/questions/who")
    speaker.locator("#who-other").check()
    follow(speaker, speaker.locator(f".languages [lang={MADE_UP}]"))

    assert here(speaker) == "/questions/who"
    expect(speaker.locator("html")).to_have_attribute("lang", MADE_UP)
    expect(speaker.locator("#who-other")).to_be_checked()
    follow_button(speaker, made_up("Continue"))
    assert here(speaker) == "/questions/safety_now"
    follow(speaker, speaker.locator(".languages [lang=en]"))
    expect(speaker.locator("html")).to_have_attribute("lang", "en")


def test_enter_goes_on_and_changes_no_language(speaker: Page) -> None:
    speaker.goto("/questions/who")
    speaker.locator("#who-me").focus()
    speaker.keyboard.press("Space")
    enter(speaker)

    assert here(speaker) == "/questions/safety_now"
    expect(speaker.locator("html")).to_have_attribute("lang", "en")
