"""The sheet from the result page: what the person chose, and nothing more."""

from flask import Flask
from werkzeug.test import TestResponse

from finder.core.summarizing.summary import Card, Summary
from finder.web.app import visits
from finder.web.app.state import NAME, State
from finder.web.patient.sheet import printable_summary
from tests.paper.reading import pages, pictures, plain, words
from tests.web.browser import Browser, check_headers, on_paper
from tests.web.stories import BACK, PRIVATE


def printed(browser: Browser, query: str = "") -> TestResponse:
    response = browser.client.get(f"/result/summary.pdf{query}")
    assert response.status_code == 200
    check_headers(response)
    return response


def test_the_sheet_holds_the_answers_in_the_size_that_was_chosen(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/result")
    letter, a4 = (
        printed(browser, "?size=us-letter").data,
        printed(browser, "?size=a4").data,
    )
    large = printed(browser, "?size=us-letter&large=1").data

    assert plain("It is worst after driving.") in words(letter)
    assert pictures(letter, 1)[0].size == (612, 792)
    assert pictures(a4, 1)[0].size == (596, 842)
    assert pages(letter) == 2
    assert pages(large) > 2


def test_an_unknown_size_is_letter(browser: Browser) -> None:
    browser.walk(BACK)

    assert printed(browser, "?size=<script>").data == printed(browser).data


def test_neither_name_nor_headers_say_anything_about_the_person(
    browser: Browser,
) -> None:
    response = printed(browser.walk(BACK))

    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "inline; filename=summary.pdf"


def test_private_answers_are_on_the_sheet_only_after_a_plain_choice(
    browser: Browser,
) -> None:
    browser.walk(PRIVATE).open("/result")
    assert "The private answers are not on the sheet" in browser.text
    assert plain("trouble with alcohol") not in words(printed(browser).data)

    browser.press("include", form="form[action='/result/include']")

    assert "The private answers are on the sheet" in browser.text
    assert plain("trouble with alcohol") in words(printed(browser).data)


def test_there_is_no_sheet_before_the_last_answer(browser: Browser, app: Flask) -> None:
    assert browser.open("/result/summary.pdf").path == "/questions/who"
    browser.walk({**BACK, "safety_now": ["rf_chest"]})
    other = Browser(app)
    other.open("/").answer({"who": "me"}).answer({"safety_now": ["rf_chest"]})

    assert other.open("/result/summary.pdf").path == "/advice"


def test_the_result_offers_sizes_and_large_print_by_plain_controls(
    browser: Browser,
) -> None:
    browser.walk(BACK).open("/result")

    form = browser.page.select_one("form[action='/result/summary.pdf']")
    assert form is not None
    assert form["method"] == "get"
    assert [str(field["value"]) for field in form.select("input[type=radio]")] == [
        "us-letter",
        "a4",
    ]
    assert form.select("input[type=checkbox][name=large]")


def shown(summary: Summary) -> list[Card]:
    return [card for step in summary.steps for card in step.cards]


def test_a_page_printed_from_the_browser_has_the_content_of_the_sheet(
    browser: Browser, app: Flask
) -> None:
    browser.walk({**PRIVATE, "safety_new": ["rf_skin"]}).open("/result")
    page = plain(on_paper(browser.page))
    state: State = app.extensions[NAME]
    with app.test_request_context(
        headers={"Cookie": f"visit={browser.client.get_cookie('visit').value}"}  # type: ignore[union-attr]
    ):
        summary = printable_summary(visits.current_or_new().visit)

    said = [
        summary.headline,
        summary.own_words,
        *summary.warnings.signs,
        *summary.referral.attach,
        *summary.also_see,
    ]
    said += [
        part
        for fact in summary.referral.facts
        for part in (fact.label, *fact.answers, *fact.codes)
    ]
    said += [
        part
        for fact in summary.facts
        for part in fact.answers
        if " / 10" not in part and ": " not in part
    ]
    said += [reason for line in summary.leads for reason in line.reasons]
    said += [
        part
        for card in shown(summary)
        for part in (card.treatment.name, card.treatment.label, *card.cautions)
    ]
    said += [each.question for each in summary.ask] + [
        line.background.name for line in summary.also
    ]
    said += [
        part
        for block in summary.advice
        for part in (block.heading, block.text, *block.ticked, *block.sentences)
    ]
    said += [
        summary.text,
        summary.sure,
        summary.more_counts,
        summary.team,
        summary.mood,
        summary.impact,
    ]
    said += [*summary.ask_today, *summary.tell_doctors, summary.words.result.foot]
    said += [summary.words.crisis.always, summary.reviewed]
    said += ["Pain visit summary, November 24, 2026.", f"Rules {summary.rules_version}"]
    for text in said:
        assert plain(text) in page, text
    assert plain("alcohol") not in page
    assert state.ruleset.version == summary.rules_version
