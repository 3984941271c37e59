"""The sheet from the result page: what the person chose, and nothing more."""

from flask import Flask
from werkzeug.test import TestResponse

from tests.paper.reading import pages, pictures, plain, words
from tests.web.browser import Browser, check_headers
from tests.web.stories import BACK, PRIVATE


def printed(browser: Browser, query: str = "") -> TestResponse:
    response = browser.client.get(f"/result/summary.pdf{query}")
    assert response.status_code == 200
    check_headers(response)
    return response


def test_the_sheet_holds_what_was_told_in_the_size_that_was_chosen(browser: Browser) -> None:
    browser.walk(BACK).open("/result")
    letter, a4 = printed(browser, "?size=us-letter").data, printed(browser, "?size=a4").data
    large = printed(browser, "?size=us-letter&large=1").data

    assert plain("It is worst after driving.") in words(letter)
    assert pictures(letter, 1)[0].size == (612, 792)
    assert pictures(a4, 1)[0].size == (596, 842)
    assert pages(letter) == 2
    assert pages(large) > 2


def test_an_unknown_size_is_letter(browser: Browser) -> None:
    browser.walk(BACK)

    assert printed(browser, "?size=<script>").data == printed(browser).data


def test_neither_name_nor_headers_say_anything_about_the_person(browser: Browser) -> None:
    response = printed(browser.walk(BACK))

    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "inline; filename=summary.pdf"


def test_private_answers_are_on_the_sheet_only_after_a_plain_choice(browser: Browser) -> None:
    browser.walk(PRIVATE).open("/result")
    assert "Your private answers are not on the sheet" in browser.text
    assert plain("trouble with alcohol") not in words(printed(browser).data)

    browser.press("include", form="form[action='/result/include']")

    assert "Your private answers are on the sheet" in browser.text
    assert plain("trouble with alcohol") in words(printed(browser).data)


def test_there_is_no_sheet_before_the_last_answer(browser: Browser, app: Flask) -> None:
    assert browser.open("/result/summary.pdf").path == "/questions/who"
    browser.walk({**BACK, "safety_now": ["rf_chest"]})
    other = Browser(app)
    other.open("/").answer({"who": "me"}).answer({"safety_now": ["rf_chest"]})

    assert other.open("/result/summary.pdf").path == "/advice"


def test_the_result_offers_sizes_and_large_print_by_plain_controls(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    form = browser.page.select_one("form[action='/result/summary.pdf']")
    assert form is not None
    assert form["method"] == "get"
    assert [str(field["value"]) for field in form.select("input[type=radio]")] == ["us-letter", "a4"]
    assert form.select("input[type=checkbox][name=large]")
