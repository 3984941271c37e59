"""Specialist words are explained when they first appear on a page, once, without
scripts."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from finder.core.loading.load import load
from finder.core.rules.glossary import Glossary
from finder.paths import RULES
from finder.web.app.explaining import LEFT_ALONE, explained, words_of_sentence
from tests.web.browser import Browser, words
from tests.web.desk import state_of
from tests.web.stories import BACK, FACE, PRIVATE, Answers

TAKES_MANY: Answers = {
    **PRIVATE,
    "medicines": ["opioid_daily", "nerve_med", "blood_thinner"],
    "health": ["diabetes", "kidney_liver", "lungs_apnea"],
    "prefer": ["procedures", "mind_body"],
}
LANGUAGES = ("en", "es")


def speak(app: Flask, language: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("language", language)
    return browser


def glossary(language: str) -> Glossary:
    return load(RULES, language).glossary


def text_to_explain(page: BeautifulSoup) -> str:
    """Return the text in which words are explained: all except headings, names,
    controls, and explanations."""
    main = page.select_one("main")
    assert main
    apart = [
        each
        for each in main.find_all([*LEFT_ALONE, "label", "legend", "script"])
        if "word" not in classes(each)
    ]
    for each in [
        *apart,
        *main.select(".told-list, .own-words, .meaning, .words, .print-only"),
    ]:
        each.extract()
    return words(main)


def classes(tag: Tag) -> list[str]:
    return list(tag.get("class") or [])


def meanings(page: BeautifulSoup) -> dict[str, Tag]:
    return {
        str(each["id"]).removeprefix("word-"): each
        for each in page.select("main .meaning")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_explains_the_words_of_its_options(
    app: Flask, language: str
) -> None:
    browser, known, met = speak(app, language), glossary(language), set[str]()

    def look(page: BeautifulSoup) -> None:
        form = page.select_one("#page")
        assert form
        in_folds = [words(each) for each in form.select(".words dt")]
        in_folds += [
            words(each.strong).rstrip(":") for each in form.select(".hint .meaning")
        ]
        for apart in form.select(".why, .meaning"):
            apart.extract()
        there = [
            word.name
            for word in known.words_in(*map(words, form.select("legend, .hint, label")))
        ]
        assert sorted(in_folds) == sorted(set(in_folds)) == sorted(there), browser.path
        met.update(in_folds)

    browser.walk(BACK, look)

    assert len(met) > 15


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "answers", [BACK, FACE, TAKES_MANY], ids=["back", "face", "many medicines"]
)
def test_the_result_explains_each_word_once_at_its_first_appearance(
    app: Flask, language: str, answers: Answers
) -> None:
    browser = speak(app, language)
    browser.walk(answers).open("/result")
    found = meanings(browser.page)
    buttons = browser.page.select("main button.word")

    assert [f"word-{name}" for name in found] == [
        each["popovertarget"] for each in buttons
    ]
    assert set(found) == {
        word.id for word in glossary(language).words_in(text_to_explain(browser.page))
    }
    assert len(found) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_urgent_advice_explains_its_words(app: Flask, language: str) -> None:
    browser = speak(app, language)
    browser.walk({**BACK, "medicines": ["ran_out"], "health": ["lungs_apnea"]}).open(
        "/result"
    )
    known = glossary(language)
    found = set(meanings(browser.page))

    assert {word.id for word in known.words_in(text_to_explain(browser.page))} == found


def test_advice_on_its_own_page_explains_its_words(app: Flask) -> None:
    browser = Browser(app)
    browser.open("/questions/who").answer({"who": "me"})
    browser.answer({"safety_now": ["rf_overdose"]})

    assert browser.path == "/advice"
    found = meanings(browser.page)
    assert set(found) == {
        word.id for word in glossary("en").words_in(text_to_explain(browser.page))
    }


def test_an_explanation_is_next_to_its_word_and_opens_without_a_script(
    app: Flask,
) -> None:
    browser = Browser(app)
    browser.walk(BACK).open("/result")
    button = browser.page.select("main button.word")[0]
    meaning = button.find_next_sibling("span")

    assert isinstance(meaning, Tag)
    assert meaning.has_attr("popover")
    assert button["popovertarget"] == meaning["id"]
    assert button["type"] == "button"
    assert button.find_parent(["a", "label", "summary", "h1", "h2"]) is None


@pytest.fixture
def in_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/result"):
        state_of(app)
        yield


@pytest.mark.usefixtures("in_request")
def test_only_text_in_sentences_is_marked() -> None:
    part = (
        "<h2>Opioids</h2><a href='#x'>An opioid</a>"
        '<span class="own-words" dir="auto">opioid</span>'
        '<dl class="told-list"><dd>My opioid</dd><dl><dd>opioid</dd></dl></dl>'
        "<details><summary><span>Opioids <b>opioid</b></span> opioid</summary>"
        "<p>PM&amp;R &lt;b&gt; opioids, opioid</p></details>"
    )
    page = BeautifulSoup(explained(part), "html.parser")

    assert [words(each) for each in page.select("button")] == ["PM&R", "opioids"]
    for each in page.select(".meaning"):
        each.extract()
    for each in page.select("button, .with-word"):
        each.unwrap()
    assert str(page) == str(BeautifulSoup(part, "html.parser"))


@pytest.mark.usefixtures("in_request")
def test_a_heading_before_a_card_stays_unchanged() -> None:
    before = "<p>Ask.</p>\n<h3>Opioids that may help</h3>\n"
    card = '<details class="card"><summary>Pills</summary></details>\n'

    assert explained(before + card + before) == before + card + before


@pytest.mark.usefixtures("in_request")
def test_a_line_break_never_separates_a_word_from_its_punctuation() -> None:
    page = BeautifulSoup(
        explained("<p>A field (psychiatry). Or sciatica, “MRI”</p>"), "html.parser"
    )
    for each in page.select(".meaning"):
        each.extract()

    assert [each.get_text() for each in page.select(".with-word")] == [
        "(psychiatry).",
        "sciatica,",
        "“MRI”",
    ]
    assert page.get_text() == "A field (psychiatry). Or sciatica, “MRI”"


@pytest.mark.usefixtures("in_request")
def test_a_word_is_explained_once_on_a_page() -> None:
    assert "button" in explained("<p>An opioid.</p>")
    assert explained("<p>An opioid.</p>") == "<p>An opioid.</p>"


@pytest.mark.usefixtures("in_request")
def test_an_element_that_never_ends_does_not_hold_up_the_page() -> None:
    rest = "<a href='/more'>" + "one of many words " * 10

    assert explained(f"<p>Nothing.</p>{rest}") == f"<p>Nothing.</p>{rest}"


def test_only_sentences_of_the_rules_are_cached(app: Flask) -> None:
    words_of_sentence.cache_clear()
    with app.test_request_context():
        of_rules = state_of(app).ruleset.advice.certification.pain_medicine
        explained(f"<p>{of_rules}</p>")
        cached = words_of_sentence.cache_info().currsize

        explained("<p>I have had neuropathy in my left knee for 3 weeks.</p>")

    assert cached
    assert words_of_sentence.cache_info().currsize == cached


def test_no_sentence_that_says_what_a_person_answered_is_cached(app: Flask) -> None:
    words_of_sentence.cache_clear()
    browser = Browser(app).walk(BACK)
    browser.open("/result")
    with app.test_request_context():
        sentences = state_of(app).sentences

    said = words(browser.page.select_one(".call p"))
    assert said not in sentences
    assert words_of_sentence.cache_info().currsize > 0
