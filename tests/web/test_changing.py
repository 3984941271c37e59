"""Changing an answer: nothing is lost, and nothing counts that is no longer asked."""

from tests.web.browser import Browser
from tests.web.stories import BACK, FACE


def test_an_answer_that_is_no_longer_asked_no_longer_counts(browser: Browser) -> None:
    browser.walk(FACE)
    assert "short shocks of pain in one side of my face" in browser.text

    browser.open("/questions/where?change=1").answer({"where": ["low_back"]})
    while browser.path != "/check":
        browser.answer({"safety_area": "none"}) if browser.path.endswith(
            "safety_area"
        ) else browser.skip()

    assert "short shocks of pain" not in browser.text
    assert "Light touch, like clothes, hurts" in browser.text


def test_new_warning_lines_are_asked_again_with_the_old_ticks_kept(
    browser: Browser,
) -> None:
    browser.walk({**FACE, "safety_area": ["rf_gca"]})

    browser.open("/questions/where?change=1").answer(
        {"where": ["face_jaw", "low_back"]}
    ).skip()

    assert browser.path == "/questions/safety_area"
    assert browser.ticked("safety_area") == {"rf_gca"}
    assert "rf_urine" in browser.offered("safety_area")


def test_a_ticked_warning_line_counts_until_its_page_was_seen_again(
    browser: Browser,
) -> None:
    browser.walk(
        {
            **FACE,
            "safety_area": ["rf_headchange", "rf_gca"],
            "where": ["head", "eye"],
            "feel": ["burning"],
        }
    )

    browser.open("/questions/where?change=1").answer({"where": ["eye"]})

    assert browser.path == "/check"
    assert "A headache that gets worse and worse" in browser.text

    browser.open("/questions/safety_area?change=1").answer({"safety_area": ["none"]})

    assert "A headache that gets worse and worse" not in browser.text


def test_a_changed_answer_comes_back_to_the_check_page(browser: Browser) -> None:
    browser.walk(BACK)

    browser.open("/questions/age?change=1").answer({"age": "a18_34"})

    assert browser.path == "/check"
    assert "18 to 34" in browser.text


def test_two_tabs_do_not_overwrite_each_other(browser: Browser) -> None:
    browser.walk(BACK)
    other = Browser(browser.app)
    other.client = browser.client
    browser.open("/questions/goals?change=1")
    other.open("/questions/prefer?change=1")

    browser.answer({"goals": ["diagnosis"]})
    other.answer({"prefer": ["talking"]})

    assert "Find out what is wrong" in other.text
    assert "Talking therapy or coping skills" in other.text


def test_advice_to_be_seen_today_is_shown_after_a_change_too(browser: Browser) -> None:
    browser.walk(BACK).open("/questions/safety_new?change=1").answer(
        {"safety_new": ["rf_rash"]}
    )

    assert browser.path == "/check"
    assert "Be seen today" in browser.text


def test_lines_added_in_another_tab_are_asked_even_if_this_tab_did_not_show_them(
    browser: Browser,
) -> None:
    browser.walk({**BACK, "where": ["knee_l"], "feel": ["burning"]}).open(
        "/questions/safety_area?change=1"
    )
    this_tab, path = browser.page, browser.path
    browser.open("/questions/where?change=1").answer({"where": ["knee_l", "low_back"]})
    browser.page, browser.path = this_tab, path

    browser.answer({"safety_area": "none"}).skip()

    assert browser.path == "/questions/safety_area"
    assert "rf_urine" in browser.offered("safety_area")


def test_an_answer_emptied_by_a_change_is_asked_again_with_the_reason(
    browser: Browser,
) -> None:
    browser.walk(
        {**FACE, "where": ["head"], "feel": ["throb_sick"], "safety_area": "none"}
    )

    browser.open("/questions/where?change=1").answer({"where": ["low_back"]})
    assert (
        "no longer counts: “Throbbing head pain, with a sick stomach or light that bothers me”."
        in browser.text
    )
    browser.open("/questions/where?change=1").answer({"where": ["head"]})
    while browser.path == "/questions/safety_area":
        browser.answer({"safety_area": "none"})

    assert browser.path == "/questions/feel"
    assert (
        "We ask this again because you changed “Where does it hurt?”." in browser.text
    )
    assert browser.open("/result").path == "/questions/feel", (
        "nothing is told or shared with a hole"
    )

    browser.answer({"feel": ["throb_sick"]})
    assert browser.path == "/check"
    assert "because you changed" not in browser.text
    assert "because you changed" not in browser.open("/questions/feel?change=1").text


def test_a_page_that_a_person_skipped_is_not_asked_again(browser: Browser) -> None:
    browser.walk({name: answer for name, answer in FACE.items() if name != "feel"})

    browser.open("/questions/where?change=1").answer(
        {"where": ["face_jaw", "head"]}
    ).skip()
    while browser.path == "/questions/safety_area":
        browser.answer({"safety_area": "none"})

    assert browser.path == "/check"


def test_warning_lines_that_are_asked_again_say_why(browser: Browser) -> None:
    browser.walk(FACE).open("/questions/where?change=1").answer(
        {"where": ["face_jaw", "low_back"]}
    ).skip()

    assert browser.path == "/questions/safety_area"
    assert (
        "We ask this again because you changed “Where does it hurt?”." in browser.text
    )
    assert (
        "more question" in browser.page.select(".progress")[0].get_text()
        or "last question" in browser.text
    )


def test_an_answered_page_says_that_an_answer_is_being_changed(
    browser: Browser,
) -> None:
    browser.walk(BACK)

    for opened in ("/questions/goals", "/questions/goals?change=1"):
        browser.open(opened)
        assert [each.get_text() for each in browser.page.select(".progress")] == [
            "Changing an answer"
        ]
        assert not browser.page.select("progress")


def test_private_answers_that_no_longer_count_are_not_named(browser: Browser) -> None:
    browser.walk(
        {
            **BACK,
            "age": "a35_49",
            "births": "may_apply",
            "health": ["substance", "pregnant"],
        }
    )

    browser.open("/questions/age?change=1").answer({"age": "a65_79"})

    assert "no longer counts: “Yes, or maybe”, “Pregnant (or maybe)”." in browser.text
