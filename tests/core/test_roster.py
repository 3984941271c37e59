"""The clinic's roster: every mistake is told by its line, and who fits is said with the reason."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from finder.core.deciding.assess import Assessment, assess
from finder.core.loading.file_errors import BrokenRoster
from finder.core.roster.roster import HEADER, Clinician, Fit, in_words, is_npi, match, read_roster
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from tests.doctors import ANA, EVERYONE, GOOD

TODAY = date(2026, 11, 24)

BACK: Answers = {
    name: frozenset(chosen)
    for name, chosen in {
        "age": ["a35_49"],
        "where": ["low_back", "leg_r"],
        "how_long": ["gt12"],
        "cause": ["work_strain"],
        "safety_area": ["none"],
        "feel": ["ache_move"],
        "function": ["sit", "work"],
        "goals": ["move_more"],
    }.items()
}


SPOOFED = GOOD.replace("Ana Alvarez, MD", "\u202eAna\tAlvarez, MD")
SEMICOLONS = GOOD.replace(",", ";").replace("Alvarez; MD", "Alvarez, MD")


@pytest.fixture
def assessment(ruleset: Ruleset) -> Assessment:
    """Rehabilitation leads."""
    return assess(ruleset, BACK)


def read(tmp_path: Path, ruleset: Ruleset, text: str, encoding: str = "utf-8") -> tuple[Clinician, ...]:
    file = tmp_path / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return read_roster(file, ruleset)


def mistakes(tmp_path: Path, ruleset: Ruleset, *rows: str) -> list[str]:
    with pytest.raises(BrokenRoster) as broken:
        read(tmp_path, ruleset, "\n".join((",".join(HEADER), *rows)))
    return [str(error) for error in broken.value.errors]


def test_a_roster_is_read(tmp_path: Path, ruleset: Ruleset) -> None:
    assert read(tmp_path, ruleset, GOOD) == EVERYONE


@pytest.mark.parametrize(
    "saved",
    [
        GOOD.replace("\n", "\r\n"),
        SEMICOLONS,
        "\ufeff" + GOOD,
        "\ufeff" + SEMICOLONS.replace("\n", "\r\n"),
        GOOD.replace("2027-12-31", "12/31/2027"),
        GOOD.replace("yes", "YES"),
        GOOD + ",,,,,,,\n",
        SPOOFED,
        GOOD + "\n\n",
        "".join(f"{row},,,\n" for row in GOOD.splitlines()),
        GOOD.replace("Ana Alvarez", "Ana\nAlvarez"),
        GOOD.replace("Ana Alvarez", "Ana \r\n\t Alvarez"),
    ],
)
def test_what_a_spreadsheet_makes_of_it_is_read_too(tmp_path: Path, ruleset: Ruleset, saved: str) -> None:
    assert read(tmp_path, ruleset, saved) == EVERYONE


@pytest.mark.parametrize("npi", ["1234567893", "1234567802", "2000000002"])
def test_a_number_with_its_check_digit_is_an_npi(npi: str) -> None:
    assert is_npi(npi)


def test_any_wrong_digit_of_an_npi_is_seen() -> None:
    right = "1234567893"
    for place in range(10):
        for digit in "0123456789":
            typed = right[:place] + digit + right[place + 1 :]
            assert is_npi(typed) is (typed == right)


@pytest.mark.parametrize("npi", ["", "123456789", "12345678930", "3234567893", "１２３４５６７８９３", "abcdefghij"])
def test_what_is_no_npi_at_all_is_refused(npi: str) -> None:
    assert not is_npi(npi)


FAULTS = [
    ("1234567894,Ana,pm_r,,,,,yes", "npi is 1234567894; write the 10 digits of the NPI, whose last one checks"),
    (",Ana,pm_r,,,,,yes", "npi is empty; write the 10 digits"),
    ("1234567893,,pm_r,,,,,yes", "name is empty; write the doctor's name as patients should read it"),
    ("1234567893,Ana,rehab,,,,,yes", "background is rehab; write one of anesthesiology, neurology, pm_r, "),
    ("1234567893,Ana,pm_r,ABA,,,,yes", "board is given and certified_until is empty; write both, or neither"),
    ("1234567893,Ana,pm_r,,2027-12-31,,,yes", "certified_until is given and board is empty; write both"),
    ("1234567893,Ana,pm_r,ABA,2027-02-30,,,yes", "certified_until is 2027-02-30; write year, month and day, such as"),
    ("1234567893,Ana,pm_r,ABA,next year,,,yes", "certified_until is next year; write year, month and day"),
    ("1234567893,Ana,pm_r,,,needles,,yes", "offers: there is no card needles; write ids of epidural_steroid, "),
    ("1234567893,Ana,pm_r,,,,,maybe", "accepting is maybe; write yes or no"),
    ("1234567893,Ana,pm_r,,,,,", "accepting is empty; write yes or no"),
    ('1234567893,Ana,pm_r,,,,"English, Hindi",yes', "languages: English, Hindi is not one language; join several by |"),
    ("1234567893,Ana,pm_r,,,,English and Hindi,yes", "languages: English and Hindi is not one language"),
    ('1234567893,Ana,pm_r,,,,"English\nHindi",yes', "languages has a line break between two entries; write | there"),
    ("1234567893,A\x00na,pm_r,,,,,yes", "the character U+0000 cannot be kept or printed"),
    ('1234567893,"Ana,pm_r,,,,,yes', "a quoted cell that begins here never ends"),
    ("1234567893,Ana, MD,pm_r,,,,,yes", "this row has 9 cells, the header has 8; quote a cell with a comma"),
]


@pytest.mark.parametrize(("row", "expected"), FAULTS)
def test_a_mistake_is_told_with_its_line_and_cure(tmp_path: Path, ruleset: Ruleset, row: str, expected: str) -> None:
    found = mistakes(tmp_path, ruleset, row)

    assert len(found) == 1
    assert found[0].startswith(f"roster.csv:2: {expected}")


def test_all_mistakes_are_told_at_once(tmp_path: Path, ruleset: Ruleset) -> None:
    told = mistakes(tmp_path, ruleset, "1,Ana,rehab,,,,,yes", "1234567893,Ben,pm_r,,,,,yes", "1234567893,,pm_r,,,,,si")

    assert [text.partition(" is ")[0] for text in told[:2]] == ["roster.csv:2: background", "roster.csv:2: npi"]
    assert told[2:] == [
        "roster.csv:4: accepting is si; write yes or no",
        "roster.csv:4: name is empty; write the doctor's name as patients should read it",
        "roster.csv:4: npi 1234567893 stands in line 3 too; write each doctor once",
    ]


def test_another_header_is_told(tmp_path: Path, ruleset: Ruleset) -> None:
    with pytest.raises(BrokenRoster, match=r"roster.csv:1: the first line must be npi,name,background,board,"):
        read(tmp_path, ruleset, "name,npi\nAna,1234567893\n")


def test_a_workbook_is_told_as_such_and_without_a_line(tmp_path: Path, ruleset: Ruleset) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(b"PK\x03\x04\x14\x00\xff")

    with pytest.raises(BrokenRoster) as told:
        read_roster(file, ruleset)

    assert str(told.value) == "roster.csv: this is a workbook; save it as CSV"


def test_a_file_that_is_no_text_is_told(tmp_path: Path, ruleset: Ruleset) -> None:
    with pytest.raises(BrokenRoster, match=r"roster.csv: cannot be read .*; save it as UTF-8 text"):
        read(tmp_path, ruleset, GOOD, encoding="utf-16")


def test_the_best_fit_comes_first_and_nobody_is_left_out(ruleset: Ruleset, assessment: Assessment) -> None:
    assert [lead.background for lead in assessment.leads] == ["pm_r"]

    found = match(EVERYONE, assessment, TODAY)

    assert {each.clinician for each in found} == set(EVERYONE)
    assert [each.clinician.background for each in found[:2]] == ["pm_r", "pm_r"]
    assert found[0].fit is Fit.LEAD
    assert found[-1].fit is Fit.OTHER


def test_among_equals_those_who_take_new_patients_come_first(assessment: Assessment) -> None:
    closed = Clinician("1", "A. First", "pm_r", "ABPMR", date(2030, 1, 1), ("exercise",), (), accepting=False)
    ended = Clinician("2", "B. Second", "pm_r", "ABPMR", date(2020, 1, 1), ("exercise",), (), accepting=True)
    offers = Clinician("3", "D. Third", "pm_r", "ABPMR", TODAY, ("exercise",), (), accepting=True)
    fewer = Clinician("4", "C. Fourth", "pm_r", "ABPMR", TODAY, (), (), accepting=True)

    found = match((closed, ended, fewer, offers), assessment, TODAY)

    assert [each.clinician for each in found] == [offers, fewer, ended, closed]


def test_a_certificate_holds_to_its_last_day(assessment: Assessment) -> None:
    doctor = Clinician("1", "Ana", "pm_r", "ABPMR", TODAY, (), (), accepting=True)

    assert match((doctor,), assessment, TODAY)[0].certified
    assert not match((doctor,), assessment, date(2026, 11, 25))[0].certified


def test_why_a_doctor_fits_is_said(ruleset: Ruleset, assessment: Assessment) -> None:
    groups = in_words(ruleset, match(EVERYONE, replace(assessment, also=("anesthesiology",)), TODAY))

    assert [group.heading for group in groups] == [
        "Training that fits your answers best",
        "Training that also fits your answers",
        "Other doctors here",
    ]
    first, second = groups[0].lines
    assert first.name == "Ana Alvarez, MD"
    assert first.training == "Trained in rehabilitation (PM&R)."
    assert first.certificate == "The clinic says: certified in pain medicine by ABPMR until December 31, 2027."
    assert first.languages == "Speaks English, Spanish."
    assert first.accepting == "Takes new patients."
    assert first.offers.startswith("Offers some of what you may ask about: ")
    assert ruleset.treatments["exercise"].name in first.offers
    assert second.certificate == "The pain medicine certificate by ABPMR ended on June 30, 2025. Ask if it was renewed."
    assert second.accepting == "Takes no new patients now."
    assert (second.offers, second.languages) == ("", "")
    assert groups[2].lines[0].certificate == "The clinic names no pain medicine certificate. Ask about it."


def test_what_the_rules_no_longer_know_is_left_out(ruleset: Ruleset, assessment: Assessment) -> None:
    old = Clinician("1", "Old", "surgery", "", None, ("leeches",), (), accepting=True)

    (group,) = in_words(ruleset, match((old,), assessment, TODAY))

    assert (group.lines[0].training, group.lines[0].offers) == ("", "")


def test_where_nothing_is_suggested_nobody_is_named(ruleset: Ruleset) -> None:
    child = assess(ruleset, {"age": frozenset({"under18"})})

    assert match((ANA,), child, TODAY) == ()


def test_a_pipe_is_told_at_once(tmp_path: Path, ruleset: Ruleset) -> None:
    os.mkfifo(tmp_path / "roster.csv")

    with pytest.raises(BrokenRoster, match="this is not a regular file; save it as UTF-8 text"):
        read_roster(tmp_path / "roster.csv", ruleset)
