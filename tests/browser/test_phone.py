"""A whole call with only number keys and Enter, and every page of it correct."""

import itertools

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from finder.store.staff import Role
from tests.browser.conftest import Visitor
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look
from tests.browser.walk import enter, follow, here, take_over
from tests.web.desk import signed_in
from tests.web.stories import BACK
from tests.web.test_phone import call, take

NAMES = (f"caller{number}" for number in itertools.count())
KEYS = {
    "safety_now": "13",
    "age": "3",
    "births": "2",
    "how_long": "54",
    "cause": "01",
    "impact": "071005",
    "mood": "21",
    "safety_mood": "1",
}
"""The keys to type on a page. Pages that are not listed are skipped."""
SKIP = "s"
CHOICES = "form.call input:checked"


def number_of(page: Page, option: str) -> str:
    return page.locator(f"input[id='{option}']").get_attribute("data-key") or ""


def typed(page: Page) -> str:
    """Return the keys to type on this page."""
    name = here(page).rsplit("/", 1)[-1]
    if name == "where":
        return number_of(page, "where-low_back") + number_of(page, "where-leg_r")
    if name in {"safety_new", "safety_area"}:
        return number_of(page, f"{name}-none")
    return KEYS.get(name, "")


def type_keys(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def press(page: Page, keys: str) -> None:
    type_keys(page, keys)
    enter(page)


def pass_page(page: Page) -> None:
    """Answer the page, or skip it."""
    keys = typed(page) if "/questions/" in page.url else ""
    if keys or "/questions/" not in page.url:
        press(page, keys)
    else:
        enter(page, SKIP)


def begin(page: Page, app: Flask) -> None:
    sign_in_new(page, app, next(NAMES))
    page.goto("/desk/phone/")
    enter(page)


def join(page: Page, app: Flask, name: str) -> None:
    """Open the page with this name in a call whose earlier pages were passed before."""
    walker = take(call(signed_in(app, Role.DESK, next(NAMES))), BACK, until=name)
    take_over(page, walker, "desk", "call")
    page.goto(walker.path)
    assert page.url.endswith(f"/{name}")


def chosen(page: Page) -> list[str]:
    """Return the numbers of the chosen options, in the order of the page."""
    return page.locator(CHOICES).evaluate_all(  # type: ignore[no-any-return]
        "all => all.map(each => each.dataset.key)"
    )


def announced(page: Page, text: str) -> None:
    expect(page.locator("#typed")).to_contain_text(text)


def test_a_whole_call_with_keys_alone(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    begin(page, served_app)
    while here(page) != "/desk/phone/check":
        pass_page(page)

    answers = page.locator("dl").inner_text()
    for words in ("Lower back", "7 (0 =", "10 (0 =", "5 (0 ="):
        assert words in answers
    press(page, "")
    expect(page.locator("h1")).to_contain_text("doctor")
    press(page, "1")
    assert here(page) == "/desk/phone/"


def test_numbers_choose_and_unchoose_and_wrong_ones_are_reported(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    begin(page, served_app)
    type_keys(page, "010103")
    assert chosen(page) == ["03"]
    announced(page, "03 is chosen")
    type_keys(page, "03")
    announced(page, "03 is taken back")
    type_keys(page, "00")
    announced(page, "No answer has the number 00.")
    press(page, "13")
    type_keys(page, "33")
    assert chosen(page) == []


def test_a_digit_that_waits_is_shown_and_deleted_by_backspace(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "where")
    type_keys(page, "1")
    announced(page, "1_")

    page.keyboard.press("Backspace")

    announced(page, "1 is deleted.")
    type_keys(page, "02")
    assert chosen(page) == ["02"]


def test_enter_uses_a_waiting_digit(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    join(page, served_app, "cause")
    type_keys(page, "015")

    page.keyboard.press("Enter")

    assert page.url.endswith("/cause")
    assert chosen(page) == ["01", "05"]
    announced(page, "05 is chosen")
    enter(page)
    assert not page.url.endswith("/cause")


def test_enter_on_a_wrong_number_stops(visitor: Visitor, served_app: Flask) -> None:
    page = visitor.page
    join(page, served_app, "cause")
    type_keys(page, "010")

    page.keyboard.press("Enter")

    announced(page, "No answer has the number 00.")
    assert chosen(page) == ["01"]
    assert page.url.endswith("/cause")


@pytest.mark.parametrize("name", ["Continue", "Skip this question"])
def test_a_button_uses_a_waiting_digit_and_the_page_stays(
    visitor: Visitor, served_app: Flask, name: str
) -> None:
    page = visitor.page
    join(page, served_app, "cause")
    type_keys(page, "015")

    page.get_by_role("button", name=name).click()

    announced(page, "05 is chosen")
    assert chosen(page) == ["01", "05"]
    assert page.url.endswith("/cause")


def test_scales_are_never_skipped_by_single_digits(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "impact")
    expect(page.locator("fieldset").first).to_contain_text(
        "two digits, or one digit and Enter"
    )
    type_keys(page, "67")
    announced(page, "No answer has the number 67.")
    page.keyboard.press("8")
    page.keyboard.press("Enter")
    assert page.url.endswith("/impact")
    assert chosen(page) == ["08"]

    page.keyboard.press("Enter")
    announced(page, "no answer yet")
    assert page.url.endswith("/impact")
    type_keys(page, "10")
    type_keys(page, "5")
    page.keyboard.press("Enter")
    assert chosen(page) == ["08", "10", "05"]
    enter(page)
    assert not page.url.endswith("/impact")


def test_skipping_has_a_key_which_keeps_what_is_chosen(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "cause")
    page.keyboard.press("Enter")
    announced(page, "Nothing is chosen")
    assert page.url.endswith("/cause")

    type_keys(page, "01" + SKIP)
    announced(page, "not skipped")
    assert chosen(page) == ["01"]
    type_keys(page, "1" + SKIP)
    announced(page, "not skipped")
    page.keyboard.press("Backspace")
    type_keys(page, "01")

    enter(page, SKIP)
    assert not page.url.endswith("/cause")


def test_a_page_that_must_be_answered_has_no_key_to_skip(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    begin(page, served_app)

    page.keyboard.press("Enter")
    announced(page, "Nothing is chosen")
    page.keyboard.press(SKIP)

    announced(page, "This question cannot be skipped.")
    assert page.url.endswith("/safety_now")


def test_written_words_are_kept_and_empty_ones_are_skipped_by_a_key(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "own_words")
    page.keyboard.press("Enter")
    announced(page, "Nothing is written")

    page.keyboard.press("1")
    page.keyboard.type("since 3 springs")
    page.keyboard.press("Escape")
    page.keyboard.press(SKIP)
    announced(page, "not skipped")
    expect(page.locator("textarea")).to_have_value("since 3 springs")
    enter(page)
    assert here(page) == "/desk/phone/check"


def test_an_emergency_is_left_by_a_number_and_enter(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    begin(page, served_app)
    press(page, "01")
    assert here(page) == "/desk/phone/advice"
    look(page, "advice on the phone")
    page.keyboard.press("Enter")
    announced(page, "Type 1 or 2")
    type_keys(page, "1")
    announced(page, "1: Enter does this")
    expect(page.get_by_role("button", name="The caller gets help now")).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    announced(page, "Type 1 or 2")
    assert here(page) == "/desk/phone/advice"

    press(page, "2")

    assert page.url.endswith("/questions/age")


def test_enter_alone_neither_ends_a_call_nor_starts_another(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "check")
    press(page, "")
    page.keyboard.press("Enter")
    announced(page, "Type 1")
    assert here(page) == "/desk/phone/result"

    page.goto("/desk/phone/")
    page.keyboard.press("Enter")
    announced(page, "Type 1 or 2")
    press(page, "1")

    assert here(page) == "/desk/phone/check"


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_a_call_is_sound(
    chromium: Browser, served_app: Flask, base_url: str, state: str
) -> None:
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in_new(page, served_app, next(NAMES))
        page.goto("/desk/phone/")
        look(page, "start")
        press(page, "")
        follow(page, page.locator("[data-go]"))
        look(page, "error")
        page.locator("main").focus()
        while here(page) != "/desk/phone/result":
            look(page, here(page))
            pass_page(page)
        look(page, "result")


def test_nothing_covers_an_answer_while_nothing_is_typed(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 640})
    join(page, served_app, "where")

    covered = page.evaluate("""() => {
        const label = document.querySelectorAll(".call-choice label")[11];
        label.scrollIntoView({ block: "end" });
        const box = label.getBoundingClientRect();
        return !label.contains(document.elementFromPoint(box.left + box.width / 2, box.bottom - 3));
    }""")

    assert not covered
    page.keyboard.press("1")
    expect(page.locator("#typed")).to_be_in_viewport()


def test_words_stay_on_the_page_while_the_server_cannot_be_reached(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    join(page, served_app, "own_words")
    page.locator("textarea").fill("worse at night")
    page.context.set_offline(True)

    page.locator("[data-go]").click()

    expect(
        page.get_by_role("alert").filter(
            has_text="We cannot reach the server. What you typed stays"
        )
    ).to_be_visible()
    expect(page.locator("textarea")).to_have_value("worse at night")
    page.context.set_offline(False)
    page.locator("[data-go]").click()
    page.wait_for_url("**/check")
    expect(page.locator("main")).to_contain_text("worse at night")
    visitor.wrong = [
        text for text in visitor.wrong if "ERR_INTERNET_DISCONNECTED" not in text
    ]
