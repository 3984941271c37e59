"""The language of the pages: how it is chosen, that a page keeps its state, and that it
is complete."""

import re
import shutil
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from bs4 import BeautifulSoup
from flask import Flask

from finder.config import Settings
from finder.paths import RULES
from tests.apps import make_app
from tests.house.sentences import READ
from tests.made_up import MADE_UP, made_up, make_language
from tests.migrated import make_tables
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import BACK, FACE, PRIVATE, Answers, at

Folders = tuple[Path, Path]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return make_language(tmp_path_factory.mktemp("languages"))


def app_with(
    settings: Settings,
    clock: Clock,
    rules: Path,
    translations: Path,
    lasting: tuple[Path, ...] = (),
) -> Flask:
    app = make_app(
        replace(settings, rules=rules, translations=translations),
        clock,
        lasting=lasting,
    )
    make_tables(state_of(app).engine)
    return app


@pytest.fixture
def spoken(settings: Settings, clock: Clock, folders: Folders) -> Iterator[Flask]:
    """Yield the app in English and in a made-up language."""
    app = app_with(settings, clock, *folders, folders)
    assert state_of(app).languages == ("en", MADE_UP)
    yield app
    state_of(app).engine.dispose()


@pytest.fixture
def browser(spoken: Flask) -> Browser:
    return Browser(spoken)


def language(browser: Browser) -> str:
    assert browser.page.html
    return str(browser.page.html["lang"])


def choose(browser: Browser, wanted: str = MADE_UP) -> Browser:
    """Follow the link to the language, or press its button."""
    link = browser.page.select_one(f".languages [lang={wanted}]")
    assert link
    if link.name == "a":
        return browser.open(str(link["href"]))
    names = {str(field["name"]) for field in browser.page.select("main input[checked]")}
    ticked = {name: list(browser.ticked(name)) for name in names}
    return browser.press(wanted, ticked, form=f"form[id={link['form']}]")


def test_english_is_the_language_until_another_is_chosen(browser: Browser) -> None:
    assert (
        language(browser.open("/check")) == language(browser.open("/privacy")) == "en"
    )
    assert language(choose(browser)) == MADE_UP
    assert browser.path == "/privacy"
    assert language(browser.open("/")) == MADE_UP
    assert language(choose(browser, "en")) == "en"


def test_the_browser_decides_if_nobody_chose(browser: Browser) -> None:
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = (
        f"fr, {MADE_UP};q=0.8, en;q=0.5"
    )

    assert language(browser.open("/")) == MADE_UP
    assert language(choose(browser, "en")) == "en"


@pytest.mark.parametrize(
    "to",
    ["https://example.org/", "//example.org/", "/nowhere", "", "/\\example.org", "//["],
)
def test_the_link_never_leads_to_another_site(browser: Browser, to: str) -> None:
    found = browser.client.get("/language/eo", query_string={"to": to})

    assert found.headers["Location"] == "/"


def test_a_missing_language_is_not_found(browser: Browser) -> None:
    assert browser.client.get("/language/xx?to=/privacy").status_code == 404


def test_a_question_keeps_what_is_ticked_in_another_language(browser: Browser) -> None:
    at(browser, "where")
    browser.press(MADE_UP, {"where": ["low_back", "neck"]}, form="main form")

    assert browser.path == "/questions/where"
    assert language(browser) == MADE_UP
    assert browser.ticked("where") == {"low_back", "neck"}
    assert browser.h1 == made_up("Where does it hurt?")


def test_a_mistake_is_shown_in_the_chosen_language(browser: Browser) -> None:
    at(browser, "age")
    browser.answer({})
    assert "Choose one." in browser.text
    browser.press(MADE_UP, form="main form")

    assert browser.status == 422
    assert made_up("Choose one.") in browser.text
    assert "Choose one." not in browser.text


def test_typed_words_stay_as_they_were_typed(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/own_words?change=1")
    browser.press(
        MADE_UP, {"own_words": "It is worst after driving."}, form="main form"
    )

    assert language(browser) == MADE_UP
    assert (
        browser.page.select("textarea")[0].get_text().strip()
        == "It is worst after driving."
    )


def test_urgent_advice_and_errors_are_in_the_chosen_language(browser: Browser) -> None:
    browser.client.set_cookie("language", MADE_UP)
    browser.open("/").answer({"who": "me"}).answer({"safety_now": ["rf_stroke"]})

    assert browser.path == "/advice"
    assert language(browser) == MADE_UP
    assert language(browser.open("/nowhere")) == MADE_UP
    assert browser.h1 == made_up("This page does not exist")


def test_the_same_answers_lead_to_the_same_result_in_both_languages(
    browser: Browser, spoken: Flask
) -> None:
    other = Browser(spoken)
    other.client.set_cookie("language", MADE_UP)
    here = browser.walk(BACK).open("/result").h1

    assert other.walk(BACK).open("/result").h1 == made_up(here)
    assert language(other) == MADE_UP


def half_typed(browser: Browser, path: str, data: dict[str, str]) -> Browser:
    """Type into the form of a page, and change the language before it is sent."""
    return browser.open(path).press(MADE_UP, data, form="main form")


def test_a_resume_code_that_is_half_typed_stays(browser: Browser) -> None:
    half_typed(browser, "/resume", {"code": "7KQ2-M9"})

    assert (browser.path, language(browser), browser.status) == (
        "/resume",
        MADE_UP,
        200,
    )
    assert browser.page.select("#code")[0]["value"] == "7KQ2-M9"


def test_what_a_person_typed_is_marked_with_the_language_that_was_chosen_then(
    browser: Browser,
) -> None:
    browser.walk(BACK)
    browser.client.set_cookie("language", MADE_UP)
    typed = browser.open("/check").page.select_one(".own-words")

    assert typed
    assert (typed["lang"], typed.get_text()) == ("en", "It is worst after driving.")
    assert made_up("(written in") in browser.text
    browser.open("/questions/own_words?change=1")
    assert browser.page.select("textarea")[0]["lang"] == "en"
    browser.answer({"own_words": "It is worst after driving."})
    assert browser.open("/check").page.select(".own-words")[0]["lang"] == "en", (
        "nothing was typed anew"
    )
    browser.open("/questions/own_words?change=1").answer({"own_words": "Áéí óú."})
    assert browser.open("/check").page.select(".own-words")[0]["lang"] == MADE_UP


def test_words_keep_their_language_when_the_page_changes_it_before_it_is_sent(
    browser: Browser,
) -> None:
    at(browser, "own_words")
    browser.press(
        MADE_UP, {"own_words": "It is worst after driving."}, form="main form"
    )
    browser.answer({"own_words": "It is worst after driving."})

    assert browser.open("/check").page.select(".own-words")[0]["lang"] == "en"


ENGLISH_WORD = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w)")
NO_WORD = re.compile(
    r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b|\b[\w.-]+\.(?:org|com|gov)\b[\w/.-]*"
)
"""References, and web addresses."""
NAMES = {"English", "Esperanto", "angla", "lifeline", "org", "START"}
"""Names that stay the same in every language."""


def english_left(page: BeautifulSoup) -> set[str]:
    """Return the words of a page that are not in the made-up language, where every word
    has an accent."""
    for own in page.select("textarea, .own-words, script, body [lang=en]"):
        own.decompose()
    texts = [
        page.get_text(" "),
        *(str(tag[name]) for name in READ for tag in page.select(f"[{name}]")),
    ]
    return {
        word
        for text in texts
        for word in ENGLISH_WORD.findall(NO_WORD.sub(" ", text))
        if word.isascii()
    } - NAMES


@pytest.mark.parametrize(
    "answers", [BACK, PRIVATE, FACE], ids=["back", "private", "face"]
)
def test_no_english_word_is_left_on_any_page_of_a_visit(
    browser: Browser, answers: Answers
) -> None:
    browser.client.set_cookie("language", MADE_UP)
    left: dict[str, set[str]] = {}
    given = {**answers, "own_words": "Áéí óú."}
    browser.walk(
        given, lambda page: left.update({browser.path: english_left(copy(page))})
    )
    for path in ("/check", "/result", "/doctors", "/save", "/finish", "/start-over"):
        left[path] = english_left(browser.open(path).page)

    assert {path: words for path, words in left.items() if words} == {}


OTHER_PAGES = [
    "/privacy",
    "/other-help",
    "/resume",
    "/paper",
    "/finished",
    "/nowhere",
    "/kiosk/",
    "/kiosk/still-there",
]
OTHER_PAGES += [
    "/how-it-works",
    "/how-it-works/rules",
    "/how-it-works/dangers",
    "/language/xx",
]


@pytest.mark.parametrize("path", OTHER_PAGES)
def test_no_english_word_is_left_on_the_other_pages(
    browser: Browser, path: str
) -> None:
    browser.client.set_cookie("language", MADE_UP)

    assert english_left(browser.open(path).page) == set()


@pytest.mark.parametrize(
    "path", ["/paper/questionnaire.pdf", "/result/summary.pdf?one=1"]
)
def test_no_english_word_is_left_on_paper(
    browser: Browser, spoken: Flask, path: str
) -> None:
    browser.client.set_cookie("language", MADE_UP)
    browser.walk({**BACK, "own_words": "Áéí óú."})
    with pdfium.PdfDocument(browser.client.get(path).data) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    text = text.replace(state_of(spoken).rules_in_use.present.ruleset.version, "")

    assert {
        word for word in ENGLISH_WORD.findall(text) if word.isascii()
    } - NAMES == set()


@pytest.mark.parametrize("ticked", ["rf_stroke", "rf_harm_now"])
def test_no_english_word_is_left_on_urgent_pages(browser: Browser, ticked: str) -> None:
    browser.client.set_cookie("language", MADE_UP)
    browser.open("/").answer({"who": "me"}).answer({"safety_now": [ticked]})

    assert browser.path == "/advice"
    assert english_left(browser.page) == set()


def test_programs_are_answered_in_english(browser: Browser) -> None:
    browser.client.set_cookie("language", MADE_UP)

    assert browser.client.get("/api/v1/questionnaire").json["language"] == "en"  # type: ignore[index]


def test_a_visit_continues_in_english_if_its_rules_lack_the_language(
    settings: Settings, clock: Clock, folders: Folders, tmp_path: Path
) -> None:
    rules = Path(shutil.copytree(RULES, tmp_path / "rules"))
    app = app_with(settings, clock, rules, folders[1])
    browser = Browser(app).open("/").answer({"who": "me"})
    shutil.rmtree(rules)
    shutil.copytree(folders[0], rules)
    state_of(app).rules_in_use.reload()
    browser.client.set_cookie("language", MADE_UP)

    assert language(browser.open("/questions/safety_now")) == "en"
    assert "Find the right kind" in browser.open("/questions/who").text
    assert language(Browser(app).open("/language/eo?to=/privacy")) == MADE_UP
    state_of(app).engine.dispose()


@pytest.mark.parametrize("lacking", ["rules", "words"])
def test_a_language_that_is_not_complete_is_not_offered(
    settings: Settings, clock: Clock, folders: Folders, tmp_path: Path, lacking: str
) -> None:
    rules, translations = folders
    if lacking == "words":
        translations = tmp_path
    else:
        rules = Path(shutil.copytree(rules, tmp_path / "rules"))
        text = (rules / "advice.toml").read_text(encoding="utf-8")
        (rules / "advice.toml").write_text(
            re.sub(r"(?m)^text_eo.*\n", "", text, count=1), encoding="utf-8"
        )
    app = app_with(settings, clock, rules, translations)
    browser = Browser(app)
    browser.client.set_cookie("language", MADE_UP)

    assert language(browser.open("/")) == "en"
    assert not browser.page.select(".languages")
    assert browser.client.get("/language/eo").status_code == 404
    state_of(app).engine.dispose()


def test_with_only_english_there_is_no_choice(
    settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    app = app_with(settings, clock, RULES, tmp_path)

    assert not Browser(app).open("/").page.select(".languages")
    state_of(app).engine.dispose()


def test_spanish_is_offered_on_the_first_page(app: Flask) -> None:
    browser = Browser(app).open("/")
    assert [str(each["lang"]) for each in browser.page.select(".languages [lang]")] == [
        "es"
    ]

    assert language(choose(browser, "es")) == "es"
    assert browser.page.select_one("h1")
