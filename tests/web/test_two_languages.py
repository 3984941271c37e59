"""A person and a clinic who read different languages: the sheet has a side for each,
and the desk marks who wrote which words."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from flask import Flask

from finder.config import Settings
from finder.store.staff import Role
from tests.apps import app_of
from tests.paper.reading import opened, plain
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import signed_in
from tests.web.stories import BACK, PRIVATE, Answers

OWN = "Es peor después de manejar."
SPANISH: Answers = {**BACK, "own_words": OWN}


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    with app_of(replace(settings, clinic="Oak Hill"), clock) as app:
        yield app


def speaker(app: Flask, language: str = "es") -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("language", language)
    return browser


def sides(browser: Browser, address: str = "/result/summary.pdf") -> list[str]:
    """Return the text of each page of a PDF, without spaces."""
    with pdfium.PdfDocument(browser.client.get(address).data) as pdf:
        return [plain(page.get_textpage().get_text_range()) for page in pdf]


def test_the_sheet_has_a_side_for_the_person_and_one_for_the_clinic(app: Flask) -> None:
    first, second = sides(speaker(app).walk(SPANISH))

    assert plain("Mi dolor, en breve") in first
    assert plain("El lado 2 dice lo mismo en inglés") in first
    assert plain("For the clinic") not in first
    assert plain("My pain, in short") in second
    assert plain("Side 2, for the clinic.") in second
    assert plain("For the clinic") in second
    assert plain("Mi dolor") not in second


def test_a_person_who_typed_nothing_has_a_sheet_with_both_sides(app: Flask) -> None:
    first, second = sides(speaker(app).walk({**BACK, "own_words": ""}))

    assert plain("Mi dolor, en breve") in first
    assert plain("For the clinic") in second


def test_own_words_are_on_both_sides_as_they_were_written(app: Flask) -> None:
    browser = speaker(app).walk(SPANISH)
    first, second = sides(browser)

    assert plain(OWN) in first
    assert plain(f"Written in Spanish: {OWN}") in second
    pdf = opened(browser.client.get("/result/summary.pdf").data)
    assert str(pdf.Root.Lang) == "es"
    assert b"(es)" in pdf.pages[1].Contents.read_bytes()


def test_one_language_is_enough_if_both_read_it_or_the_person_wants_it(
    app: Flask,
) -> None:
    english = sides(speaker(app, "en").walk(BACK))
    alone = sides(speaker(app).walk(SPANISH), "/result/summary.pdf?one=1")

    assert not [page for page in english if plain("Side 2") in page]
    assert not [page for page in alone if plain("My pain, in short") in page]
    assert plain("Para la clínica") in "".join(alone)


@pytest.mark.parametrize("wished", [False, True])
def test_private_answers_are_on_neither_side_unless_the_person_wants_that(
    app: Flask, wished: bool
) -> None:
    browser = speaker(app).walk({**PRIVATE, "own_words": OWN})
    if wished:
        browser.open("/result").press("/result/include", {"include": "1"})
    first, second = sides(browser)

    assert (plain("alcohol o drogas") in first) is wished
    assert (plain("trouble with alcohol or drugs") in second) is wished
    assert (plain("Addiction medicine") in second) is wished


def test_the_clinics_part_of_the_printed_page_is_in_its_language(app: Flask) -> None:
    page = speaker(app).walk(SPANISH).open("/result").page
    part = page.select_one(".print-only div[lang=en]")

    assert part
    assert "For the clinic" in part.get_text()
    assert part.select_one(".own-words[lang=es]")
    part.decompose()
    assert "For the clinic" not in page.get_text()


def test_the_desk_reads_english_and_marks_the_words_of_the_patient(app: Flask) -> None:
    browser = (
        speaker(app).walk(SPANISH).open("/share").press("/share", {"agree": "yes"})
    )
    reference = (
        browser.page.select(".code, .resume-code, .reference")[0].get_text().strip()
    )
    desk = signed_in(app, Role.DESK).open(f"/desk/find/{reference}")
    words = desk.page.select(".own-words[lang=es]")

    assert words
    assert OWN in words[0].get_text()
    assert "(written in Spanish)" in desk.text
    assert "Mi dolor" not in desk.text
    first, second = sides(desk, f"{desk.path}/sheet.pdf")
    assert plain("Mi dolor, en breve") in first
    assert plain(reference) in second
    assert plain("My pain, in short") in second


def test_fhir_is_in_the_language_of_the_clinic_and_the_patient(app: Flask) -> None:
    browser = (
        speaker(app).walk(SPANISH).open("/share").press("/share", {"agree": "yes"})
    )
    reference = (
        browser.page.select(".code, .resume-code, .reference")[0].get_text().strip()
    )
    desk = signed_in(app, Role.CLINICIAN).open(f"/desk/find/{reference}")
    text = json.dumps(
        json.loads(desk.client.get(f"{desk.path}/intake.json").data), ensure_ascii=False
    )

    assert '"text": "Where does it hurt?"' in text
    assert '{"url": "lang", "valueCode": "es"}' in text
    assert '"valueString": "¿Dónde duele?"' in text
    assert f'"valueString": "{OWN}"' in text
