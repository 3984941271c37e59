"""What a page marks as private, so that "Listen" does not read it aloud."""

import pytest

from tests.web.browser import Browser, words
from tests.web.stories import BACK, PRIVATE

FROM_PRIVATE_ANSWERS = (
    "addiction",
    "know about alcohol",
    "very dark thoughts",
    "dark-thoughts",
    "substance-use",
)
"""What a result says only because of private answers: a doctor, reasons, and names of
rules."""


def private(browser: Browser) -> list[str]:
    return [words(each) for each in browser.page.select("[data-private]:not(#listen)")]


def test_only_the_private_questions_are_marked_where_each_was_answered_with_no(
    browser: Browser,
) -> None:
    marked = private(browser.walk(BACK).open("/result"))

    assert marked
    assert all(each.endswith((" No", " None of these")) for each in marked), marked
    assert len(browser.page.select(".told-list [data-private]")) == len(marked)


def test_a_result_marks_the_effects_of_private_answers(browser: Browser) -> None:
    marked = private(
        browser.walk({**PRIVATE, "own_words": "It aches."}).open("/result")
    )

    assert [each for each in marked if "addiction" in each or "alcohol" in each], marked
    assert not [each for each in marked if "It aches." in each]
    assert not [
        each
        for each in marked
        if "diabetes" in each.casefold() and "alcohol" not in each.casefold()
    ]


def test_no_unmarked_part_of_a_result_reveals_what_is_marked(browser: Browser) -> None:
    page = browser.walk(PRIVATE).open("/result").page
    for each in page.select("[data-private], .print-only, script, template"):
        each.decompose()
    rest = words(page.select_one("main")).casefold()

    assert "the five kinds of pain doctor" in rest
    assert [words for words in FROM_PRIVATE_ANSWERS if words in rest] == []


def test_help_in_a_crisis_is_marked_on_the_result_and_not_on_its_own_page(
    browser: Browser,
) -> None:
    browser.open("/").answer({"who": "me"}).answer({"safety_now": ["rf_harm_now"]})
    assert browser.path == "/advice"
    assert private(browser) == []

    browser.press("acknowledge", form="main form")
    browser.walk({**BACK, "safety_now": ["rf_harm_now"]}).open("/result")
    assert browser.page.select_one("section.calm[data-private]")


@pytest.mark.parametrize(
    ("ticked", "marked"), [(["rf_chest"], 0), (["rf_chest", "rf_harm_now"], 1)]
)
def test_urgent_advice_marks_only_private_lines(
    browser: Browser, ticked: list[str], marked: int
) -> None:
    browser.open("/").answer({"who": "me"}).answer({"safety_now": ticked})

    assert len(private(browser)) == marked
    assert browser.page.select("[data-ticked] li:not([data-private])")


def test_a_private_tick_is_not_read_aloud(browser: Browser) -> None:
    browser.open("/").answer({"who": "me"})

    [advice] = browser.page.select(".at-tick[data-private]")
    assert "988" in words(advice)
