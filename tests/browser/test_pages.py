"""Every page in a real browser: no violations, no sideways scrolling, no request to
other hosts, and full keyboard access."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.looking import STATES, fits, look, open_all, tab_to
from tests.browser.walk import arrive, enter, follow, follow_button, here, walk
from tests.web.stories import BACK, FACE, PRIVATE

WARNED = {**BACK, "safety_new": ["rf_skin"]}


def test_every_page_on_the_way_is_sound(visitor: Visitor) -> None:
    walk(visitor.page, WARNED, look)
    visitor.page.goto("/result")
    look(visitor.page, "result")
    open_all(visitor.page)
    look(visitor.page, "result, all opened")


def test_the_result_with_private_answers_is_sound(
    visitor: Visitor, served_app: Flask
) -> None:
    arrive(visitor.page, served_app, PRIVATE)
    visitor.page.goto("/result")
    look(visitor.page, "result with private answers")


@pytest.mark.parametrize("ticked", ["rf_chest", "rf_harm_now"])
def test_urgent_pages_are_sound_and_their_call_is_on_the_first_screen(
    visitor: Visitor, ticked: str
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/questions/who")
    page.locator("#who-me").check()
    follow_button(page, "Continue")
    page.locator(f"#safety_now-{ticked}").check()
    follow_button(page, "Continue")

    look(page, "urgent")
    call = page.locator("main a[href^='tel:']").first.bounding_box()
    assert call is not None
    assert call["y"] + call["height"] <= 640


def test_errors_are_above_the_page_and_take_the_focus(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/questions/who")
    follow_button(page, "Continue")

    look(page, "error")
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_role("link", name="Choose one.").click()
    expect(page.locator("#who-me")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/finished",
        "/privacy",
        "/how-it-works",
        "/advice",
        "/resume",
        "/paper",
        "/nowhere",
    ],
)
def test_the_other_pages_are_sound(chromium: Browser, base_url: str, path: str) -> None:
    with chromium.new_context(base_url=base_url) as context:
        page = context.new_page()
        page.goto(path)
        look(page, path)


@pytest.mark.parametrize("state", STATES)
def test_pages_are_sound_in_every_state(
    chromium: Browser, base_url: str, state: str
) -> None:
    """Check one page of each template: as first seen, with errors, filled in, and at
    the end."""
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/questions/who")
        follow_button(page, "Continue")
        look(page, f"error, {state}")
        urgent = {**FACE, "safety_now": ["rf_chest", "rf_harm_now"]}
        seen = {"where", "feel", "impact", "advice", "check"}
        walk(
            page,
            urgent,
            lambda page, name: look(page, f"{name}, {state}") if name in seen else None,
        )
        for filled in ("where", "feel", "impact"):
            page.goto(f"/questions/{filled}?change=1")
            look(page, f"{filled} filled in, {state}")
        page.goto("/result")
        look(page, f"result, {state}")


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


def test_large_and_spaced_text_is_not_cut(chromium: Browser, base_url: str) -> None:
    with chromium.new_context(
        base_url=base_url, viewport={"width": 640, "height": 900}, bypass_csp=True
    ) as context:
        page = context.new_page()

        def enlarge(page: Page, name: str) -> None:
            page.add_style_tag(content=SPACED + " html { font-size: 200% }")
            assert fits(page), name

        walk(page, BACK, enlarge)
        page.goto("/result")
        enlarge(page, "result")


KEYS = {
    "who": "#who-me",
    "safety_now": "#safety_now-none",
    "age": "#age-under18",
    "where": "#where-low_back",
}
KEYS |= {
    "births": "#births-may_apply",
    "safety_new": "#safety_new-none",
    "safety_area": "#safety_area-none",
}
KEYS |= {"impact": "#pain_avg-0"}
DOWN = {"age": ("#age-a35_49", 2), "births": ("#births-no", 1)}
"""Options that are reached from there by pressing the arrow key this many times."""


@pytest.mark.parametrize("scripts", [True, False])
def test_the_whole_questionnaire_by_keyboard_alone(
    chromium: Browser, base_url: str, *, scripts: bool
) -> None:
    with chromium.new_context(
        base_url=base_url, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.goto("/questions/who")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        while "/questions/" in page.url:
            name = page.url.rsplit("/", 1)[-1]
            tab_to(page, KEYS.get(name, "button[name=skip]"))
            if name in KEYS:
                page.keyboard.press("Space")
            if name in DOWN:
                option, times = DOWN[name]
                for _ in range(times):
                    page.keyboard.press("ArrowDown")
                expect(page.locator(option)).to_be_checked()
            enter(page)
        tab_to(page, "main a.button")
        enter(page)
        expect(page.locator("h1")).to_contain_text("doctor")


def test_back_works_everywhere(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    arrive(page, served_app, BACK)
    seen = []
    while page.locator(".back").count():
        follow(page, page.locator(".back"))
        seen.append(here(page))

    assert seen[-1] == "/questions/who"
    assert len(seen) == 23


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_a_contrast_of_seven_to_one_and_borders_three_to_one(
    chromium: Browser, base_url: str, scheme: str
) -> None:
    with chromium.new_context(base_url=base_url, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/privacy")

        def token(name: str) -> str:
            value = str(
                page.evaluate(
                    "name => getComputedStyle(document.documentElement).getPropertyValue(name)",
                    name,
                )
            )
            value = value.strip()
            return (
                value
                if len(value) == 7
                else "#" + "".join(2 * digit for digit in value[1:])
            )

        for text, grounds in {
            "--ink": [
                "--paper",
                "--card",
                "--tint",
                "--chosen",
                "--alarm-ground",
                "--amber-ground",
            ],
            "--soft": [
                "--paper",
                "--card",
                "--tint",
                "--alarm-ground",
                "--amber-ground",
            ],
            "--accent": ["--paper", "--card", "--tint"],
            "--on-accent": ["--accent"],
            "--alarm": ["--alarm-ground", "--paper"],
            "--amber": ["--amber-ground", "--card"],
        }.items():
            for ground in grounds:
                assert contrast(token(text), token(ground)) >= 7, (scheme, text, ground)
        assert contrast(token("--line"), token("--card")) >= 3
        assert contrast(token("--line"), token("--paper")) >= 3
