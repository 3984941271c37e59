"""A person with two pains: the offer, the pages, the result, and every way in which the
answers leave the visit."""

import csv
import json
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from flask import Flask

from finder.config import Settings
from finder.core.exchange.spreadsheet import BOM
from finder.store.staff import Role
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.desk import signed_in
from tests.web.stories import BACK, FACE, HEAD, KNEE_AND_HEAD, go_on, with_two_pains
from tests.web.test_intake_export import take as take_out
from tests.web.test_phone import call as start_call
from tests.web.test_phone import take
from tests.web.test_saved_visits import code_of, enter

KNEE_HEADLINE = "For your knee pain, a doctor trained in rehabilitation (PM&R)"
HEAD_HEADLINE = (
    "For your head pain, a doctor trained in nerve, brain and headache care (neurology) "
    "is likely a good first call"
)
OFFER = "Ask about another pain"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic")


@pytest.fixture
def both(browser: Browser) -> Browser:
    return with_two_pains(browser)


def test_a_person_with_another_pain_reads_which_one_the_result_is_about(
    browser: Browser,
) -> None:
    browser.walk(KNEE_AND_HEAD).open("/result")

    assert KNEE_HEADLINE in browser.text
    assert (
        "; for your head pain, a doctor trained in nerve, brain and headache care (neurology)"
        in browser.text
    )
    assert "This answer is about your knee pain." in browser.text
    assert OFFER in browser.text


@pytest.mark.parametrize("answers", [FACE, {**BACK, "main_pain": "one_pain"}])
def test_a_person_with_one_pain_is_offered_no_other(
    browser: Browser, answers: dict[str, str | int | list[str]]
) -> None:
    browser.walk(answers).open("/result")

    assert OFFER not in browser.text
    assert "For your" not in browser.text
    assert browser.open("/questions/second_main_pain").path == "/check"


def test_the_second_pain_is_asked_for_page_by_page(browser: Browser) -> None:
    browser.walk(KNEE_AND_HEAD).open("/questions/second_main_pain")
    assert "Which other pain shall we ask about?" in browser.text
    assert "about 7 questions left" in browser.text
    assert {
        field["value"] for field in browser.page.select("main input[type=radio]")
    } == {"head", "none"}

    browser.answer({"second_main_pain": "head"})

    assert browser.path == "/questions/second_how_long"
    assert "About your head pain." in browser.text
    assert "about 7 questions left" not in browser.text
    assert "about 6 questions left" in browser.text
    assert browser.open("/result").path == "/questions/second_how_long"
    assert go_on(browser, HEAD).path == "/check"


def test_a_page_about_the_first_pain_names_it(browser: Browser) -> None:
    browser.walk(KNEE_AND_HEAD)

    assert "About your knee pain." in browser.open("/questions/feel").text
    assert "About your" not in browser.open("/questions/health").text
    assert "About your" not in browser.open("/questions/main_pain").text


def test_all_answers_are_shown_and_can_be_changed(both: Browser) -> None:
    assert both.path == "/check"
    assert "Second pain: How does it feel or act?" in both.text

    both.open("/questions/second_feel?change=1").answer({"second_feel": ["tight_band"]})

    assert both.path == "/check"
    assert "Head feels tight, like a band" in both.text


def test_the_result_covers_both_pains(both: Browser) -> None:
    both.open("/result")

    assert KNEE_HEADLINE in both.text
    assert HEAD_HEADLINE in both.text
    assert "Treatments to ask about for your head pain" in both.text
    assert "; for your head pain" not in both.text
    assert OFFER not in both.text


def test_the_second_pain_can_be_left_out(both: Browser) -> None:
    both.open("/questions/second_main_pain?change=1").answer(
        {"second_main_pain": "none"}
    )

    assert both.path == "/check"
    assert "Second pain: How does it feel or act?" not in both.text
    assert HEAD_HEADLINE not in both.open("/result").text
    assert OFFER not in both.text or "second_main_pain" in str(both.page)


def test_back_leads_through_the_pages_of_the_second_pain(browser: Browser) -> None:
    browser.walk(KNEE_AND_HEAD).open("/questions/second_main_pain").answer(
        {"second_main_pain": "head"}
    )

    browser.press("go", form="main form")

    assert browser.path == "/questions/second_main_pain"


def test_back_from_the_offer_leads_to_the_result(browser: Browser) -> None:
    browser.walk(KNEE_AND_HEAD).open("/questions/second_main_pain").press(
        "go", form="main form"
    )

    assert browser.path == "/result"


def test_an_emergency_of_the_second_pain_comes_before_everything(
    browser: Browser,
) -> None:
    browser.walk({**KNEE_AND_HEAD, "told": ["spinal_cord"]}).open(
        "/questions/second_main_pain"
    )
    go_on(
        browser, {**HEAD, "second_how_long": "lt1w", "second_feel": ["pounding_flush"]}
    )

    assert browser.path == "/advice"
    assert "Go to an emergency room now" in browser.text
    assert browser.open("/result").path == "/advice"

    browser.press("acknowledge", form="main form")

    assert browser.path == "/questions/second_changes"
    go_on(browser, HEAD)
    assert "Go to an emergency room now" in browser.open("/result").text


def test_it_is_saved_half_way_and_comes_back_elsewhere(
    browser: Browser, app: Flask
) -> None:
    browser.walk(KNEE_AND_HEAD).open("/questions/second_main_pain").answer(
        {"second_main_pain": "head"}
    )
    browser.press("/save", {"second_how_long": "gt12"})

    other = enter(Browser(app), code_of(browser))

    assert other.path == "/questions/second_how_long"
    assert other.page.select_one("#second_how_long-gt12[checked]")
    assert go_on(other, HEAD).path == "/check"


def test_starting_over_deletes_both_pains(both: Browser) -> None:
    both.open("/result").press("/finish")

    assert both.open("/questions/second_feel").path == "/questions/who"


def test_a_skipped_page_of_the_second_pain_clears_its_own_answers_only(
    both: Browser,
) -> None:
    both.open("/questions/second_feel?change=1").skip()

    assert both.path == "/check"
    assert "Dull or steady ache" in both.text
    assert "Throbbing head pain" not in both.text


def test_the_sheet_has_both_pains(both: Browser) -> None:
    text = pdf_text(both.client.get("/result/summary.pdf").data)

    assert KNEE_HEADLINE.replace(" ", "") in text
    assert HEAD_HEADLINE.replace(" ", "") in text
    assert "Secondpain:headpain" in text


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF without spaces, because lines may break anywhere."""
    pages = [
        page.get_textpage().get_text_bounded()
        for page in pypdfium2.PdfDocument(content)
    ]
    return "".join("".join(pages).split())


def test_the_page_prints_both_pains(both: Browser) -> None:
    both.open("/result")

    [clinic] = both.page.select(".for-clinic")
    assert "Second pain: head pain" in clinic.get_text()
    assert "throbbing headache" in clinic.get_text()


def test_the_clinic_gets_both_pains(both: Browser, app: Flask) -> None:
    both.open("/share")
    assert "Second pain: How does it feel or act?" in both.text
    both.press("", {"agree": "yes"}, form="main form")
    assert both.path == "/shared"

    desk = signed_in(app, Role.ADMIN).open("/desk/")
    desk.open(str(desk.page.select_one("a[href^='/desk/intakes/']")["href"]))  # type: ignore[index]

    [referral] = desk.page.select(".referral")
    assert "Second pain: head pain" in referral.get_text()
    assert HEAD_HEADLINE in desk.text
    assert "Secondpain:headpain" in pdf_text(
        desk.client.get(f"{desk.path}/sheet.pdf").data
    )
    sites, responses = requests_in(
        desk.client.get(f"{desk.path}/intake.json").get_json()
    )
    assert sites == ["knee pain", "head pain"]
    assert len(responses) == 2


def requests_in(bundle: dict[str, Any]) -> tuple[list[str], set[str]]:
    """Return what each proposed visit is about, and the answers that support it, which
    the bundle contains."""
    Bundle.model_validate(bundle)
    resources = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    requests = [
        each for each in resources.values() if each["resourceType"] == "ServiceRequest"
    ]
    responses = {each["supportingInfo"][0]["reference"] for each in requests}
    assert {resources[each]["resourceType"] for each in responses} == {
        "QuestionnaireResponse"
    }
    return [each["bodySite"][0]["text"] for each in requests], responses


def test_an_export_has_both_pains(both: Browser, app: Flask) -> None:
    both.open("/share").press("", {"agree": "yes"}, form="main form")
    admin = signed_in(app, Role.ADMIN)

    [intake] = json.loads(take_out(admin, "json"))["intakes"]
    [row] = csv.DictReader(take_out(admin, "csv").removeprefix(BOM).splitlines())

    assert intake["answers"]["second_feel"] == ["throb_sick"]
    assert [lead["background"] for lead in intake["second_assessment"]["leads"]] == [
        "neurology"
    ]
    assert (row["leads"], row["second_leads"], row["second_strength"]) == (
        "pm_r",
        "neurology",
        "clear",
    )
    assert (row["feel"], row["second_feel"]) == ("dull_steady", "throb_sick")


def test_a_second_pain_described_after_sharing_has_not_reached_the_clinic(
    browser: Browser,
) -> None:
    browser.walk(KNEE_AND_HEAD).open("/share").press(
        "", {"agree": "yes"}, form="main form"
    )
    go_on(browser.open("/questions/second_main_pain"), HEAD)

    assert (
        "You changed your answers after you shared them."
        in browser.open("/result").text
    )


def test_a_caller_with_two_pains(app: Flask) -> None:
    call = take(start_call(signed_in(app, Role.DESK)), KNEE_AND_HEAD)
    call.open("/desk/phone/result")
    assert OFFER in call.text

    take(call.open("/desk/phone/questions/second_main_pain"), HEAD)

    assert call.path == "/desk/phone/check"
    assert HEAD_HEADLINE in call.open("/desk/phone/result").text
    assert OFFER not in call.text


def test_two_pains_are_entered_and_cleared_on_a_tablet(
    app: Flask, browser: Browser
) -> None:
    tablet.give(app, browser)
    with_two_pains(browser)
    assert HEAD_HEADLINE in browser.open("/result").text

    browser.press("/finish")

    assert browser.open("/questions/second_feel").path != "/questions/second_feel"
