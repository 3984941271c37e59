"""A voice of the device reads the page, part by part. The test browser has no voice, so
a stand-in for its speech interface is injected. The script is the app's own."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.looking import fits, look, tab_to
from tests.browser.walk import arrive, follow, follow_button
from tests.web.stories import BACK, PRIVATE

VOICES = """
const voice = (lang, localService) => ({ lang, localService, default: false, name: lang });
class Utterance { constructor(text) { this.text = text; } }
class Synthesis extends EventTarget {
  said = []; voices = VOICES;
  getVoices() { return this.voices; }
  speak(utterance) { this.now = utterance; this.said.push([utterance.text, utterance.lang, utterance.rate]); }
  cancel() { if (this.now) localStorage.stopped = this.now.text; this.end("onerror"); }
  end(event) { const ended = this.now; this.now = null; ended?.[event](); }
}
Object.defineProperty(window, "speechSynthesis", { value: new Synthesis() });
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
"""
BOTH = "[voice('fr-FR', true), voice('en-GB', false), voice('en-US', true), voice('es_MX', true)]"
Reader = Callable[..., Page]


@pytest.fixture
def reader(chromium: Browser, base_url: str) -> Iterator[Reader]:
    """Yield a function that opens a browser whose device has these voices."""
    contexts = []

    def opened(voices: str = BOTH, width: int = 320, language: str = "en") -> Page:
        context = chromium.new_context(
            base_url=base_url, viewport={"width": width, "height": 640}
        )
        contexts.append(context)
        context.add_init_script(VOICES.replace("VOICES", voices))
        context.add_cookies([{"name": "language", "value": language, "url": base_url}])
        return Visitor(context, base_url).page

    yield opened
    for context in contexts:
        context.close()


def said(page: Page) -> list[tuple[str, str, float]]:
    return [
        (text, lang, rate) for text, lang, rate in page.evaluate("speechSynthesis.said")
    ]


def finish(page: Page) -> None:
    """Let the voice finish speaking."""
    page.evaluate("speechSynthesis.end('onend')")


def listen(page: Page) -> None:
    page.locator(".listen button").first.click()


def aloud(text: str) -> str:
    """Return a text as it is spoken, with phone numbers digit by digit."""
    numbers = r"\b(?:\d-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|\d{5,6})\b"
    return re.sub(
        numbers, lambda found: ", ".join(map(" ".join, found[0].split("-"))), text
    )


SAID_INSTEAD = "Something private is here. To hear it, press the button next to it."


def read_to_the_end(page: Page) -> list[str]:
    """Return the texts that are read, and check that each is marked meanwhile."""
    while page.evaluate("Boolean(speechSynthesis.now)"):
        (marked,) = page.locator(".reading").all_inner_texts()
        assert aloud(" ".join(marked.split())) == said(page)[-1][0]
        finish(page)
    expect(page.locator(".reading")).to_have_count(0)
    return [text for text, _, _ in said(page)]


@pytest.mark.parametrize(
    "voices", ["[]", "[voice('fr-FR', true)]", "[voice('en-US', false)]"]
)
def test_there_are_no_controls_without_a_voice_on_the_device(
    reader: Reader, voices: str
) -> None:
    page = reader(voices)
    with page.expect_response("**/listen.js"):
        page.goto("/questions/who")

    expect(page.locator(".listen")).to_have_count(0)


def test_there_are_no_controls_without_scripts(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(base_url=base_url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/questions/who")

        expect(page.get_by_text("Listen")).to_have_count(0)


def test_voices_that_load_late_are_used(reader: Reader) -> None:
    page = reader("[]")
    with page.expect_response("**/listen.js"):
        page.goto("/questions/who")
    late = "speechSynthesis.voices = [{ lang: 'en-US', localService: true }]"
    page.evaluate(f"{late}; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")

    expect(page.locator(".listen button").first).to_be_visible()


def test_a_question_is_read_with_its_answers(reader: Reader, served_app: Flask) -> None:
    page = reader()
    arrive(page, served_app, BACK)
    page.goto("/questions/feel?change=1")
    listen(page)
    texts = read_to_the_end(page)

    assert texts[:2] == ["About your lower back pain.", "How does it feel or act?"]
    labels = [
        " ".join(each.split())
        for each in page.locator(".choice label").all_inner_texts()
    ]
    assert len(labels) > 10
    assert [text for text in texts if text in labels] == labels
    assert {(lang, rate) for _, lang, rate in said(page)} == {("en-US", 1)}


def test_the_numbers_of_a_scale_are_not_read(reader: Reader, served_app: Flask) -> None:
    page = reader(width=1200)
    arrive(page, served_app, BACK)
    page.goto("/questions/impact?change=1")
    listen(page)
    texts = read_to_the_end(page)

    assert len([text for text in texts if text.startswith(("0 ", "10 "))]) == 6
    assert not [text for text in texts if text.isdigit()]
    expect(page.locator(".hear")).to_have_count(0)


@pytest.mark.parametrize(("language", "voice"), [("en", "en-US"), ("es", "es_MX")])
def test_advice_and_result_are_read_in_the_language_of_the_page(
    reader: Reader, served_app: Flask, language: str, voice: str
) -> None:
    page = reader(language=language)
    page.goto("/questions/who")
    page.locator("#who-me").check()
    follow(page, page.locator("#page button.button").first)
    page.locator("#safety_now-rf_chest").check()
    follow(page, page.locator("#page button.button").first)
    listen(page)
    assert read_to_the_end(page)[0] == aloud(page.locator(".advice h1").inner_text())
    assert [text for text, _, _ in said(page) if "9 1 1" in text]
    assert not [text for text, _, _ in said(page) if "911" in text]

    arrive(page, served_app, BACK)
    page.goto("/result")
    listen(page)
    texts = read_to_the_end(page)
    assert page.locator("h1").inner_text() in texts
    assert {lang for _, lang, _ in said(page)} == {voice}
    assert not [
        text
        for text in texts
        if text in page.locator("details:not([open]) p").all_inner_texts()
    ]


def test_each_answer_can_be_heard_by_itself(reader: Reader, served_app: Flask) -> None:
    page = reader()
    arrive(page, served_app, BACK)
    page.goto("/questions/feel?change=1")
    expect(page.locator(".hear")).to_have_count(0)
    listen(page)
    page.get_by_role("button", name="Listen: Burning").click()

    assert said(page)[-1][0] == "Burning"
    assert read_to_the_end(page)[-1] == "Burning"
    assert page.locator("#feel-burning").is_checked() is False
    assert page.locator(".hear").first.evaluate(
        "each => each.offsetWidth >= 44 && each.offsetHeight >= 44"
    )
    look(page, "answers that can be heard")


def test_a_ticked_emergency_is_read_immediately_while_listening(reader: Reader) -> None:
    page = reader()
    page.goto("/questions/who")
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    page.locator("#safety_now-rf_airway").check()
    assert said(page) == []
    listen(page)
    assert "Call 9 1 1 now" in read_to_the_end(page)
    page.locator("#safety_now-rf_chest").check()

    assert said(page)[-1][0] == "Call 9 1 1 now"
    page.locator("#safety_now-rf_chest").uncheck()
    assert read_to_the_end(page)[-1] == "Call 9 1 1 now"


def test_private_parts_are_read_only_on_request(reader: Reader) -> None:
    page = reader()
    page.goto("/questions/who")
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    listen(page)
    read_to_the_end(page)
    page.locator("#safety_now-rf_harm_now").check()
    assert said(page)[-1][0] == SAID_INSTEAD, "the tick is not told to the room"
    page.locator("#safety_now-rf_chest").check()
    follow_button(page, "Continue")
    private, public = page.locator(".screen-only [data-ticked] li").all_inner_texts()
    assert "life" in private
    listen(page)
    while page.evaluate("Boolean(speechSynthesis.now)"):
        finish(page)
    texts = [text for text, _, _ in said(page)]
    assert texts.count(SAID_INSTEAD) == 1
    assert texts.index(SAID_INSTEAD) + 1 == texts.index(aloud(public))
    assert private not in texts
    assert "Chat at 988lifeline.org." in texts
    assert "Veterans: press 1, or text 8 3 8 2 5 5." in texts
    page.get_by_role("button", name=f"Listen: {private}").click()

    assert said(page)[-1][0] == private
    look(page, "a private line that can be heard")


def test_a_result_does_not_read_private_parts_aloud(
    reader: Reader, served_app: Flask
) -> None:
    page = reader()
    arrive(page, served_app, PRIVATE)
    page.goto("/result")
    page.evaluate(
        "document.querySelectorAll('main details').forEach(each => each.open = true)"
    )
    listen(page)
    while page.evaluate("Boolean(speechSynthesis.now)"):
        finish(page)
    texts = {text for text, _, _ in said(page)}
    private = {
        " ".join(each.split())
        for each in page.locator("[data-private]").all_inner_texts()
    }

    assert SAID_INSTEAD in texts
    assert page.locator("[data-private]").count() > 2
    assert not texts & private
    assert page.locator("h1").inner_text() in texts


def test_reading_stops_at_once_and_slows_down(reader: Reader) -> None:
    page = reader()
    page.goto("/questions/who")
    tab_to(page, ".listen button")
    page.keyboard.press("Enter")
    page.mouse.wheel(0, 2000)
    expect(page.get_by_role("button", name="Stop")).to_be_in_viewport()
    finish(page)
    slower = page.get_by_role("button", name="Slower")
    slower.click()
    assert said(page)[-1] == (said(page)[-2][0], "en-US", 0.7)
    expect(slower).to_be_focused()
    look(page, "while it is read")
    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".reading")).to_have_count(0)
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_focused()
    assert page.evaluate("speechSynthesis.now") is None
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("speechSynthesis.now") is None


def test_reading_ends_with_the_page(reader: Reader) -> None:
    page = reader()
    page.goto("/questions/who")
    page.locator("#who-me").check()
    listen(page)
    follow_button(page, "Continue")

    assert page.evaluate("localStorage.stopped") == "Find the right kind of pain doctor"
    assert said(page) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_controls_fit_a_narrow_phone(reader: Reader, language: str) -> None:
    page = reader(language=language)
    page.goto("/questions/who")
    expect(page.locator(".listen button").first).to_be_visible()
    look(page, "before it is read")
    listen(page)
    assert fits(page)
