"""No English word remains on any page, sheet or form in Spanish."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from functools import cache

import pypdfium2 as pdfium
import pytest
from bs4 import BeautifulSoup
from flask import Flask

from finder.config import Settings
from finder.core.loading.english_texts import (
    in_language,
    language_of,
    tables,
    text_files,
)
from finder.core.loading.load import load
from finder.core.loading.reading import Reading
from finder.core.roster.roster import Clinician
from finder.paths import RULES
from finder.store.clinicians import replace_all
from finder.store.staff import Role
from tests.apps import app_of
from tests.house.catalogs import catalogs, messages, read
from tests.house.sentences import READ
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, act, code, make_member, sign_in, state_of
from tests.web.stories import (
    BACK,
    FACE,
    KNEE_AND_HEAD,
    PRIVATE,
    Answers,
    with_two_pains,
)
from tests.web.test_choosing_language import NO_WORD
from tests.web.test_desk_language import pages_of_the_desk

WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")
NAMES = {
    "american", "board",  # a board, as it calls itself
    "english", "help", "poison", "care", "start", "finder", "pain",  # the same in Spanish, or next to a translation
    "ana", "alvarez", "road", "hill", "oak",  # the clinic of these tests, and its doctor
}  # fmt: skip
OWN = "Me duele al manejar."


@cache
def only_english() -> frozenset[str]:
    """Return the words of English texts that no Spanish text has."""
    english, spanish = set[str](), set[str]()
    reading = Reading(RULES, "en")
    for file in text_files(RULES):
        for _, table in tables(reading.toml(file).data):
            for key, text in table.items():
                if language_of(key, table) == "en":
                    english |= words(str(text))
                    spanish |= words(
                        str(table.get(in_language(key.rpartition("_")[0], "es"), ""))
                    )
    for message in messages(
        read(next(path for path in catalogs() if "/es/" in path.as_posix()))
    ):
        english |= words(str(message.id))
        spanish |= words(str(message.string))
    return frozenset(english - spanish - NAMES)


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(NO_WORD.sub(" ", text))}


def english_in(page: BeautifulSoup) -> set[str]:
    """Return the English words of a page, except those that are marked as English."""
    page = copy(page)
    for own in page.select("textarea, script, body [lang=en]"):
        own.decompose()
    texts = [
        page.get_text(" "),
        *(str(tag[name]) for name in READ for tag in page.select(f"[{name}]")),
    ]
    return words(" ".join(texts)) & only_english()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Yield the app of a clinic with a doctor."""
    with app_of(
        replace(
            settings,
            clinic="Oak Hill",
            clinic_phone="555-555-0100",
            clinic_call_back=True,
        ),
        clock,
    ) as app:
        doctor = Clinician(
            "1234567893",
            "Ana Alvarez, MD",
            "pm_r",
            "ABPMR",
            None,
            (),
            ("English", "Spanish"),
            True,
            "2 Hill Road",
        )
        with state_of(app).writing() as transaction:
            replace_all(transaction, (doctor,))
        yield app


@pytest.fixture
def browser(app: Flask) -> Browser:
    browser = Browser(app)
    for cookie in ("language", "desk-language"):
        browser.client.set_cookie(cookie, "es")
    return browser


def english_on(browser: Browser, *paths: str) -> dict[str, set[str]]:
    found = {path: english_in(browser.open(path).page) for path in paths}
    return {path: left for path, left in found.items() if left}


def test_english_words_would_be_found() -> None:
    page = BeautifulSoup(
        "<p>Nobody <span lang=en>watches</span> this page.</p>", "html.parser"
    )

    assert english_in(page) == {"nobody", "this"}


@pytest.mark.parametrize("who", ["me", "other", "staff"])
@pytest.mark.parametrize(
    "answers", [BACK, PRIVATE, FACE], ids=["back", "private", "face"]
)
def test_no_english_word_is_left_on_the_way_to_the_result(
    browser: Browser, answers: Answers, who: str
) -> None:
    left: dict[str, set[str]] = {}
    given = {
        **answers,
        "who": who,
        "safety_new": ["rf_cauda"],
        "own_words": OWN,
        "access": ["no_insurance", "far_away"],
    }
    browser.walk(given, lambda page: left.update({browser.path: english_in(page)}))
    left |= english_on(
        browser,
        "/check",
        "/result",
        "/doctors",
        "/share",
        "/save",
        "/finish",
        "/start-over",
    )

    assert {path: found for path, found in left.items() if found} == {}


def test_no_english_word_is_left_for_two_pains(browser: Browser) -> None:
    with_two_pains(browser, {**KNEE_AND_HEAD, "own_words": OWN})

    assert english_on(browser, "/result") == {}


PAGES = [
    "/privacy",
    "/other-help",
    "/resume",
    "/paper",
    "/finished",
    "/nowhere",
    "/kiosk/",
    "/how-it-works",
]
PAGES += ["/how-it-works/rules", "/how-it-works/dangers", "/language/xx"]


def test_no_english_word_is_left_on_the_other_pages(browser: Browser) -> None:
    assert english_on(browser, *PAGES) == {}


def test_pages_for_clinicians_leave_only_sources_and_ids_in_english(
    browser: Browser,
) -> None:
    ruleset = load(RULES, "es")
    ids = {
        row.id
        for table in (ruleset.red_flags, ruleset.treatment_rows, ruleset.also_see)
        for row in table.rows
    }
    known = {*ids, *(row.id for row in ruleset.suggestions.rows), *ruleset.sources}
    left = set()
    for path in ("/how-it-works/rules", "/how-it-works/dangers"):
        page = browser.open(path).page
        for element in page.select(
            ".languages, #sources [lang=en], .dangers .names [lang=en]"
        ):
            element.decompose()
        left |= {
            text
            for marked in page.select("body [lang=en]")
            if (text := marked.get_text().strip())
        }

    assert left - known == set()


@pytest.mark.parametrize("ticked", ["rf_stroke", "rf_chest", "rf_worst", "rf_harm_now"])
@pytest.mark.parametrize("who", ["me", "other"])
def test_no_english_word_is_left_on_urgent_pages(
    browser: Browser, who: str, ticked: str
) -> None:
    browser.open("/").answer({"who": who}).answer({"safety_now": [ticked]})

    assert browser.path == "/advice"
    assert english_in(browser.page) == set()


def test_no_english_word_is_left_in_a_crisis(browser: Browser) -> None:
    browser.walk({**BACK, "safety_mood": "now", "own_words": OWN})

    assert english_on(browser, "/check", "/result") == {}


def test_no_english_word_is_left_in_mistakes_and_receipts(browser: Browser) -> None:
    browser.open("/questions/who").answer({})
    left = [english_in(browser.page)]
    browser.walk({**BACK, "own_words": OWN}).open("/share")
    left.append(english_in(browser.press("/share", {"call_back": "x"}).page))
    left.append(
        english_in(browser.press("/share", {"agree": "yes", "call_back": ""}).page)
    )
    browser.open("/save").press("", {}, form="main form")
    left.append(english_in(browser.page))
    browser.open("/resume").press("", {"code": "abc"}, form="main form")
    left.append(english_in(browser.page))

    assert left == [set()] * 5


@pytest.mark.parametrize(
    "path", ["/paper/questionnaire.pdf", "/result/summary.pdf?one=1"]
)
def test_no_english_word_is_left_on_paper(browser: Browser, path: str) -> None:
    browser.walk({**PRIVATE, "own_words": OWN, "access": ["no_insurance"]})
    text = printed(browser, path)

    assert words(" ".join(text)) & only_english() == set()


def test_the_first_side_of_a_sheet_in_two_languages_is_spanish(
    browser: Browser,
) -> None:
    browser.walk({**PRIVATE, "own_words": OWN})
    first, second = printed(browser, "/result/summary.pdf")

    assert words(first) & only_english() == set()
    assert len(words(second) & only_english()) > 50


def printed(browser: Browser, path: str) -> list[str]:
    """Return the text of each page of a PDF, with hyphenated words joined."""
    with pdfium.PdfDocument(browser.client.get(path).data) as pdf:
        return [
            page.get_textpage().get_text_range().replace("\ufffe\r\n", "")
            for page in pdf
        ]


def test_no_english_word_is_left_at_the_desk(app: Flask, browser: Browser) -> None:
    patient = Browser(app)
    patient.walk({**BACK, "safety_new": ["rf_cauda"], "own_words": ""}).open(
        "/share"
    ).press("/share", {"agree": "yes"})
    reference = patient.page.select(".receipt .code")[0].get_text().strip()
    sign_in(browser, "ana", make_member(app, "ana", Role.ADMIN))
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "ana")},
    )
    browser.open(f"/desk/find/{reference}")
    left = {"intake": english_in(browser.page)}
    act(browser, "note", {"note": ""})
    act(browser, "state", {"state": "seen"})
    left["changed"] = english_in(browser.page)
    for rule in pages_of_the_desk(app):
        if browser.client.get(rule.rule).mimetype == "text/html":
            left[rule.rule] = english_in(browser.open(rule.rule).page)

    assert {path: found for path, found in left.items() if found} == {}
    assert len(left) > 15


def test_no_english_word_is_left_on_the_phone(app: Flask, browser: Browser) -> None:
    sign_in(browser, "ana", make_member(app, "ana", Role.DESK))
    browser.press(
        "/desk/set-up",
        {"password": PASSWORD, "again": PASSWORD, "code": code(app, "ana")},
    )
    browser.open("/desk/phone/").press("", {}, form="main form")
    left: dict[str, set[str]] = {}
    given = {**BACK, "births": "no", "safety_new": ["rf_cauda"], "own_words": OWN}
    while browser.path not in left:
        left[browser.path] = english_in(browser.page)
        if browser.path == "/desk/phone/check":
            browser.open("/desk/phone/result")
        elif browser.path == "/desk/phone/advice":
            browser.press("acknowledge", form="main form.buttons")
        elif browser.path.startswith("/desk/phone/questions/"):
            names = {
                str(field["name"])
                for field in browser.page.select("main input, main textarea")
            }
            here = {name: answer for name, answer in given.items() if name in names}
            browser.answer(here) if here else browser.skip()

    assert {path: found for path, found in left.items() if found} == {}
    assert "/desk/phone/result" in left
    assert "/desk/phone/advice" in left
