"""The questions: one page at a time, and every mistake explained in a sentence."""

import pytest
from bs4 import BeautifulSoup

from tests.web.browser import Answer, Browser
from tests.web.stories import BACK, at


def test_the_first_page_says_what_this_is_and_asks_who_fills_it_in(
    browser: Browser,
) -> None:
    browser.open("/")

    assert browser.h1 == "Find the right kind of pain doctor"
    assert browser.offered("who") == {"me", "other", "staff"}
    assert "does not tell you what is wrong" in browser.text


def test_every_page_is_asked_once_and_then_the_answers_are_shown(
    browser: Browser,
) -> None:
    browser.walk(BACK)

    assert browser.path == "/check"
    for words in (
        "Lower back",
        "Over 1 year",
        "Physical therapy or an exercise program",
        "It is worst after driving.",
    ):
        assert words in browser.text


@pytest.mark.parametrize("path", ["/questions/feel", "/check", "/result"])
def test_jumping_ahead_leads_to_the_first_page_that_is_not_answered(
    browser: Browser, path: str
) -> None:
    at(browser, "how_long")

    assert browser.open(path).path == "/questions/how_long"


def test_a_page_that_does_not_exist_says_so(browser: Browser) -> None:
    browser.open("/questions/nowhere")

    assert browser.status == 404
    assert browser.h1 == "This page does not exist"


def test_back_leads_to_the_page_before_with_its_answers(browser: Browser) -> None:
    at(browser, "cause")

    browser.press("back", form="main form")

    assert browser.path == "/questions/how_long"
    assert browser.ticked("how_long") == {"gt12"}


def test_a_page_says_how_many_are_left_and_why_it_asks(browser: Browser) -> None:
    at(browser, "feel")

    assert "about 12 questions left" in browser.text
    assert "How pain feels tells which doctors know it best." in browser.text


def test_the_number_of_pages_left_never_rises_on_the_way(browser: Browser) -> None:
    left: list[int] = []

    def look(page: BeautifulSoup) -> None:
        progress = page.select("progress")[0]
        left.append(int(str(progress["max"])) - int(str(progress["value"])))

    browser.walk(BACK, look)

    assert browser.path == "/check"
    assert left == sorted(left, reverse=True)


def test_a_page_may_be_skipped_where_that_is_fair(browser: Browser) -> None:
    at(browser, "feel").skip()

    assert browser.path == "/questions/changes"


@pytest.mark.parametrize(
    "page", ["who", "safety_now", "age", "safety_new", "where", "safety_area"]
)
def test_a_page_that_is_needed_cannot_be_skipped(browser: Browser, page: str) -> None:
    at(browser, page)
    assert not browser.page.select("[name=skip]")

    browser.answer({"skip": "1"})

    assert browser.status == 422
    assert browser.path == f"/questions/{page}"


REFUSED: list[tuple[str, dict[str, Answer], str]] = [
    (
        "safety_new",
        {"safety_new": ["none", "rf_rash"]},
        "“None of these” does not go with the others.",
    ),
    ("age", {"age": "a12"}, "Choose from the list."),
    ("age", {"age": ["a35_49", "a50_64"]}, "Choose one answer."),
    (
        "cause",
        {"cause": ["injury", "cancer", "shingles", "sickle"]},
        "Tick no more than 3. You ticked 4.",
    ),
    ("feel", {"feel": ["face_shock"]}, "Choose from the list."),
    ("feel", {}, "Tick at least one. Or press “Skip this question”."),
    ("impact", {"pain_avg": "NaN"}, "Choose from the list."),
    ("impact", {"pain_avg": "-0"}, "Choose from the list."),
    ("impact", {"pain_avg": "1e309"}, "Choose from the list."),
    (
        "goals",
        {"goals": ["less_pain", "move_more", "diagnosis", "learn_self"]},
        "Tick no more than 3. You ticked 4.",
    ),
    (
        "own_words",
        {"own_words": "a" * 501},
        "Use 500 characters or fewer. You used 501.",
    ),
]


@pytest.mark.parametrize(("page", "posted", "expected"), REFUSED)
def test_a_mistake_is_explained_in_a_sentence_and_typed_text_stays(
    browser: Browser, page: str, posted: dict[str, Answer], expected: str
) -> None:
    at(browser, page).answer(posted)

    assert browser.status == 422
    assert browser.path == f"/questions/{page}"
    assert str(browser.page.title).startswith("<title>Error: ")
    assert browser.text.count(expected) == 2, "above the page, and next to the question"
    for name, answer in posted.items():
        ticked = set(answer) if isinstance(answer, list) else {str(answer)}
        assert browser.ticked(name) == ticked & browser.offered(name)
    if page == "own_words":
        assert "a" * 501 in browser.text


def test_unasked_answers_are_ignored(browser: Browser) -> None:
    at(browser, "age").answer({"age": "a35_49", "role": "admin", "where": ["head"]})

    assert browser.path == "/questions/births"
    assert (
        not browser.answer({"births": "no"})
        .answer({"safety_new": "none"})
        .ticked("where")
    )


def test_words_cannot_turn_into_markup(browser: Browser) -> None:
    nasty = "<script>alert(1)</script> {{7*7}} '\"><img src=x>"

    browser.walk({**BACK, "own_words": nasty})

    assert nasty in browser.text
    assert not browser.page.select("main img, main script")


def test_direction_marks_are_removed(browser: Browser) -> None:
    browser.walk({**BACK, "own_words": "left \u202eright\x00end"})

    assert "left right end" in browser.text


def test_a_page_sent_twice_is_kept_once(browser: Browser) -> None:
    at(browser, "age")
    again = dict(browser.page.select_one("main form input[name=csrf_token]").attrs)  # type: ignore[union-attr]
    browser.answer({"age": "a35_49"})

    browser.client.post(
        "/questions/age", data={"csrf_token": again["value"], "age": "a35_49"}
    )

    assert browser.open("/check").path == "/questions/births"


def test_a_helper_reads_who_is_meant(browser: Browser) -> None:
    at(browser, "age", {**BACK, "who": "other"})

    assert "Answer for the person you are helping." in browser.text


def test_a_child_is_led_to_care_made_for_children(browser: Browser) -> None:
    at(browser, "age").answer({"age": "under18"})

    assert browser.path == "/result"
    assert browser.h1 == "This tool is made for adults"
    assert "Pediatric pain program" in browser.text


def test_advice_to_be_seen_today_is_only_on_the_next_page(browser: Browser) -> None:
    at(browser, "safety_new").answer({"safety_new": ["rf_skin"]})

    assert browser.path == "/questions/where"
    assert "Be seen today" in browser.text
    assert "Skin or a wound that is newly hot" in browser.text
    assert "Be seen today" not in browser.answer({"where": ["head"]}).text


def test_dark_thoughts_are_met_with_a_kind_word_on_the_next_page(
    browser: Browser,
) -> None:
    at(browser, "safety_mood").answer({"safety_mood": "past"})

    assert browser.path == "/questions/goals"
    assert "Many people with long pain have thoughts like this." in browser.text
