"""The result on a phone: two screens have what matters, and the whole page has five
before any fold is opened."""

from collections.abc import Mapping

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from finder.core.loading.load import load
from finder.core.reviewing.check import load_vignettes
from finder.paths import RULES
from tests.browser.conftest import Visitor
from tests.browser.looking import fits, look, open_all
from tests.browser.walk import arrive, take_over
from tests.web.browser import Answer
from tests.web.browser import Browser as Walker
from tests.web.stories import BACK, with_two_pains

SCREEN = 844
ENOUGH, WHOLE = 2, 5
TEN = (
    "Acute back strain 1 wk", "Chronic LBP axial, facet, PT tried, open to procedures", "Migraine", "Diabetic feet",
    "Trigeminal", "Knee OA", "Fibromyalgia", "CRPS hand", "Many illnesses, aches", "Almost empty",
)  # fmt: skip
URGENT = (
    "A new rash with blisters near the eye", "A jaw that tires when chewing, and sudden loss of sight",
    "Opioid reduction, depressed, back pain", "Ran out of opioid medicine, with sleeping pills and drink in the past",
    "New headache at 60, worse lying flat", "A person who says later that the thoughts may be acted on", "Cancer pain",
    "Old person, slipped off the bed, groin pain, limps",
)  # fmt: skip
"""The longest results of all worked patients, with urgent advice on top."""
CRISIS = "A person who may act on thoughts of ending life and took too much medicine"
ANSWERS = {each.story: each.answers for each in load_vignettes(RULES, load(RULES))}
SAFE: Mapping[str, Answer] = {
    "who": "me",
    "safety_now": "none",
    "safety_new": "none",
    "safety_area": "none",
}


def bottom(page: Page, selector: str) -> float:
    """Return the distance from the top of the page to the end of the first matching
    part."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def of_a_form(answers: Mapping[str, frozenset[str]]) -> dict[str, Answer]:
    return {
        **SAFE,
        **{question: sorted(chosen) for question, chosen in answers.items() if chosen},
    }


@pytest.mark.parametrize("story", TEN)
def test_two_screens_have_what_matters_and_five_are_the_whole_page(
    visitor: Visitor, served_app: Flask, story: str
) -> None:
    page = visitor.page
    arrive(page, served_app, of_a_form(ANSWERS[story]))

    page.goto("/result")

    for part in (".headline", ".leads", ".steps", "main .buttons"):
        assert bottom(page, part) <= ENOUGH * SCREEN, part
    assert page.evaluate("document.documentElement.scrollHeight") <= WHOLE * SCREEN
    assert fits(page)


@pytest.mark.parametrize("story", [*URGENT, CRISIS])
def test_urgent_advice_leaves_room_for_the_numbers_to_call(
    visitor: Visitor, served_app: Flask, story: str
) -> None:
    """Check this with half a screen more for a person who also needs help in a crisis,
    which is never shortened."""
    page = visitor.page
    arrive(page, served_app, of_a_form(ANSWERS[story]))

    page.goto("/result")

    enough = ENOUGH + 1 if story == CRISIS else ENOUGH
    assert page.locator(".advice").count() > 0
    for part in (".advice", ".headline", ".leads", "[data-step=call]"):
        assert bottom(page, part) <= enough * SCREEN, part
    assert page.evaluate("document.documentElement.scrollHeight") <= WHOLE * SCREEN
    assert fits(page)


def test_advice_that_is_folded_is_all_there(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, of_a_form(ANSWERS[CRISIS]))
    page.goto("/result")
    checked = page.locator("main .advice.alarm").first
    expect(checked.get_by_text("Do not drive yourself.")).to_be_hidden()

    checked.get_by_role("heading", name="Call 911 now").click()

    for part in (
        "Do not drive yourself.",
        "I took too much of a drug or medicine",
        "Call 911 even if you feel well",
    ):
        expect(checked.get_by_text(part).first).to_be_visible()
    expect(checked.get_by_role("link", name="Call 911")).to_be_visible()
    expect(page.get_by_text("Chat at").first).to_be_visible()
    look(page, "advice that was folded")


def test_a_person_who_said_that_they_are_safe_finds_all_ways_to_reach_someone(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(
        page,
        served_app,
        of_a_form(ANSWERS["A person who says later that the thoughts may be acted on"]),
    )
    page.goto("/result")
    expect(
        page.get_by_role("main").get_by_role("link", name="Call 988").first
    ).to_be_visible()

    page.get_by_text("More ways to reach someone").first.click()

    expect(page.get_by_text("Chat at").first).to_be_visible()


def test_two_pains_fit_on_two_screens(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    walker = with_two_pains(Walker(served_app))
    take_over(page, walker)

    page.goto("/result")

    for part in (".headline", ".leads", "#second", ".steps", "main .buttons"):
        assert bottom(page, part) <= ENOUGH * SCREEN, part
    assert page.evaluate("document.documentElement.scrollHeight") <= WHOLE * SCREEN
    open_all(page)
    look(page, "two pains")


def test_no_sentence_of_the_result_appears_twice(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(
        page,
        served_app,
        {
            **BACK,
            "medicines": ["blood_thinner", "opioid_daily"],
            "health": ["kidney_liver"],
        },
    )
    page.goto("/result")
    open_all(page)

    shown = page.locator("main")
    lines = shown.locator(
        ":is(.headline ~ p, .leads li, .steps > li > p, .fold li):not(.standing *)"
    )
    said = [text.strip() for text in lines.all_inner_texts() if len(text.split()) > 5]

    assert said
    assert len(said) == len(set(said)), [text for text in said if said.count(text) > 1]


def test_the_words_for_the_phone_are_copied_by_one_button(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    arrive(page, served_app, BACK)
    page.goto("/result")
    page.get_by_text("What to say on the phone").first.click()

    button = page.locator("[data-copy]").first
    button.click()

    expect(button).to_have_text("Copied")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert "board-certified in pain medicine" in copied
    assert "Do you take new patients?" in copied
    look(page, "the words for the phone")


def test_help_with_cost_is_under_its_heading(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, {**BACK, "access": ["high_cost", "far_away"]})
    page.goto("/result")

    page.get_by_role(
        "heading", name="Help with cost, travel and language"
    ).first.click()

    shown = page.locator(".access").first
    expect(shown).to_contain_text("findahealthcenter.hrsa.gov")
    expect(shown).not_to_contain_text("interpreter")
