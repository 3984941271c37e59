"""A roster as people write it: plain words are read, and every mistake is reported by
its line."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRoster
from finder.core.roster.header import HEADER, NEEDED, PLAIN_HEADER
from finder.core.roster.plain_names import languages_of, treatments_of, unique
from finder.core.roster.reading import EXAMPLE, RosterFile, read_roster, read_table
from finder.core.roster.roster import Clinician
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.npi import is_npi
from tests.doctors import ANA, EVERYONE, GOOD

TODAY = date(2026, 11, 24)

SPOOFED = GOOD.replace("Ana Alvarez, MD", "\u202eAna\tAlvarez, MD")
SEMICOLONS = GOOD.replace(",", ";").replace("Alvarez; MD", "Alvarez, MD")


def read(
    tmp_path: Path, ruleset: Ruleset, text: str, encoding: str = "utf-8"
) -> tuple[Clinician, ...]:
    file = tmp_path / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return read_roster(file, ruleset, TODAY).roster


def mistakes(tmp_path: Path, ruleset: Ruleset, *rows: str) -> list[str]:
    with pytest.raises(BrokenRoster) as broken:
        read(tmp_path, ruleset, "\n".join((",".join(NEEDED), *rows)))
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
def test_a_roster_saved_by_a_spreadsheet_is_read_too(
    tmp_path: Path, ruleset: Ruleset, saved: str
) -> None:
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


@pytest.mark.parametrize(
    "npi",
    [
        "",
        "123456789",
        "12345678930",
        "3234567893",
        "１２３４５６７８９３",
        "abcdefghij",
    ],
)
def test_a_text_that_is_no_npi_is_refused(npi: str) -> None:
    assert not is_npi(npi)


FAULTS = [
    (
        "1234567894,Ana,pm_r,,,,,yes",
        "NPI is 1234567894; write the 10 digits of the NPI, whose last one checks",
    ),
    (",Ana,pm_r,,,,,yes", "NPI is empty; write the 10 digits"),
    (
        "1234567893,,pm_r,,,,,yes",
        "Name is empty; write the doctor's name as patients should read it",
    ),
    (
        "1234567893,Ana,rehab,,,,,yes",
        "“Trained in” is rehab; write one of Anesthesiology, Neurology, PM&R, ",
    ),
    (
        "1234567893,Ana,pm_r,ABA,,,,yes",
        "“Board” is filled in but “Certified until” is empty; fill in both, or neither",
    ),
    (
        "1234567893,Ana,pm_r,,2027-12-31,,,yes",
        "“Certified until” is filled in but “Board” is empty; fill in both",
    ),
    (
        "1234567893,Ana,pm_r,ABA,2027-02-30,,,yes",
        "“Certified until” is 2027-02-30; write year, month and day, such as",
    ),
    (
        "1234567893,Ana,pm_r,ABA,next year,,,yes",
        "“Certified until” is next year; write year, month and day",
    ),
    (
        "1234567893,Ana,pm_r,,,needles,,yes",
        "Treatments: there is no treatment needles; write one of ",
    ),
    ("1234567893,Ana,pm_r,,,,,maybe", "“Takes new patients” is maybe; write yes or no"),
    ("1234567893,Ana,pm_r,,,,,", "“Takes new patients” is empty; write yes or no"),
    (
        "1234567893,A\x00na,pm_r,,,,,yes",
        "the character U+0000 cannot be stored or printed",
    ),
    ('1234567893,"Ana,pm_r,,,,,yes', "a quoted cell that begins here never ends"),
    (
        "1234567893,Ana, MD,pm_r,,,,,yes",
        "this row has 9 cells, the header has 8; quote a cell with a comma",
    ),
]


@pytest.mark.parametrize(("row", "expected"), FAULTS)
def test_a_mistake_is_reported_with_its_line_and_a_fix(
    tmp_path: Path, ruleset: Ruleset, row: str, expected: str
) -> None:
    found = mistakes(tmp_path, ruleset, row)

    assert len(found) == 1
    assert found[0].startswith(f"roster.csv:2: {expected}")


def test_all_errors_are_reported_together(tmp_path: Path, ruleset: Ruleset) -> None:
    expected = mistakes(
        tmp_path,
        ruleset,
        "1,Ana,rehab,,,,,yes",
        "1234567893,Ben,pm_r,,,,,yes",
        "1234567893,,pm_r,,,,,si",
    )

    assert [text.partition(" is ")[0] for text in expected[:2]] == [
        "roster.csv:2: NPI",
        "roster.csv:2: “Trained in”",
    ]
    assert expected[2:] == [
        "roster.csv:4: NPI 1234567893 is also in line 3; write each doctor once",
        "roster.csv:4: Name is empty; write the doctor's name as patients should read it",
        "roster.csv:4: “Takes new patients” is si; write yes or no",
    ]


def test_another_header_is_reported(tmp_path: Path, ruleset: Ruleset) -> None:
    with pytest.raises(
        BrokenRoster,
        match=r"roster.csv:1: the first line must be NPI,Name,Trained in,Board,",
    ):
        read(tmp_path, ruleset, "name,npi\nAna,1234567893\n")


def test_a_workbook_is_reported_without_a_line(
    tmp_path: Path, ruleset: Ruleset
) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(b"PK\x03\x04\x14\x00\xff")

    with pytest.raises(BrokenRoster) as expected:
        read_roster(file, ruleset, TODAY)

    assert str(expected.value) == "roster.csv: this is a workbook; save it as CSV"


def test_a_file_that_is_no_text_is_reported(tmp_path: Path, ruleset: Ruleset) -> None:
    with pytest.raises(
        BrokenRoster, match=r"roster.csv: cannot be read .*; save it as UTF-8 text"
    ):
        read(tmp_path, ruleset, GOOD, encoding="utf-16")


def test_a_pipe_is_reported_immediately(tmp_path: Path, ruleset: Ruleset) -> None:
    os.mkfifo(tmp_path / "roster.csv")

    with pytest.raises(
        BrokenRoster, match="this is not a regular file; save it as UTF-8 text"
    ):
        read_roster(tmp_path / "roster.csv", ruleset, TODAY)


def table(ruleset: Ruleset, *rows: str, header: str = ",".join(HEADER)) -> RosterFile:
    return read_table(
        "doctors.csv", "\n".join((header, *rows)).encode(), ruleset, TODAY
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PM&R", "pm_r"),
        ("pm & r", "pm_r"),
        ("Physical Medicine & Rehabilitation", "pm_r"),
        ("Physiatrist", "pm_r"),
        ("Anesthesia", "anesthesiology"),
        ("NEUROLOGY", "neurology"),
        ("Internal medicine", "internal_medicine"),
        ("rehab", ""),
        ("", ""),
    ],
)
def test_a_background_may_be_written_in_plain_words(
    ruleset: Ruleset, written: str, meant: str
) -> None:
    (row,) = table(ruleset, f'1234567893,Ana,"{written}",,,,,Y,,,').rows

    assert row.clinician.background == meant
    assert bool(row.mistakes) is not bool(meant)


def test_treatments_may_be_written_by_their_names(ruleset: Ruleset) -> None:
    cell = "Physical therapy, TENS\nepidural steroid shots; rfa|Exercise you can live with (walking, water)|rfa"

    found, unknown = treatments_of(ruleset, cell)

    assert found == ("physical_therapy", "tens", "epidural_steroid", "rfa")
    assert unknown == ("Exercise you can live with (walking, water)",)


def test_every_name_in_the_catalogue_means_its_own_treatment(ruleset: Ruleset) -> None:
    for card in ruleset.treatments.values():
        assert treatments_of(ruleset, card.name) == ((card.id,), ())
        assert treatments_of(ruleset, card.id) == ((card.id,), ())


def test_a_name_with_two_meanings_means_neither() -> None:
    spelled = {"shoulder": {"joint"}, "knee": {"joint", "leg"}}

    assert unique(spelled) == {"leg": "knee", "shoulder": "shoulder", "knee": "knee"}


def test_a_misspelled_treatment_is_reported_with_suggestions(ruleset: Ruleset) -> None:
    (row,) = table(ruleset, "1234567893,Ana,pm_r,,,Physcal therapy,,Y,,,").rows

    assert row.mistakes[0].startswith(
        "Treatments: there is no treatment Physcal therapy; did you mean Physical therapy?"
    )


@pytest.mark.parametrize("between", ["|", ", ", " and ", "\n", "; "])
def test_languages_may_be_joined_as_people_join_them(between: str) -> None:
    assert languages_of(f"English{between}Hindi") == ("English", "Hindi")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Y", True), ("yes", True), ("x", True), ("N", False), ("No.", False)],
)
def test_yes_and_no_may_be_short(ruleset: Ruleset, said: str, meant: bool) -> None:
    assert (
        table(ruleset, f"1234567893,Ana,pm_r,,,,,{said},,,").roster[0].accepting
        is meant
    )


def test_columns_may_have_plain_names_in_any_order(ruleset: Ruleset) -> None:
    titles = [PLAIN_HEADER[name] for name in reversed(HEADER)]
    row = "example.org/ana,555-555-0100,Room 4,yes,English|Spanish,exercise|physical_therapy|rfa,2027-12-31,ABPMR,PM&R,"

    found = table(
        ruleset, row + '"Ana Alvarez, MD",1234567893', header=",".join(titles)
    )

    assert found.errors == ()
    assert found.roster[0].link == "https://example.org/ana"
    assert (found.roster[0].place, found.roster[0].phone) == ("Room 4", "555-555-0100")
    assert (found.roster[0].npi, found.roster[0].name, found.roster[0].offers) == (
        ANA.npi,
        ANA.name,
        ANA.offers,
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("name,npi", "; there is no column Trained in"),
        (",".join(HEADER) + ",fax", "; fax is none of these"),
        ("," + ",".join(HEADER), "; an empty title is none of these"),
        (",".join(HEADER) + ",Website", "; Website is there twice"),
    ],
)
def test_a_wrong_header_says_what_is_wrong_with_it(
    ruleset: Ruleset, header: str, expected: str
) -> None:
    found = table(ruleset, "1234567893,Ana,pm_r,,,,,Y,,,", header=header)

    assert found.rows == ()
    (error,) = found.errors
    assert str(error).startswith(
        "doctors.csv:1: the first line must be NPI,Name,Trained in,Board,"
    )
    assert error.text.endswith(expected)
    assert found.general_errors == found.errors


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (f"{'x' * 201},,", "Place has 201 characters; use 200 or fewer"),
        (
            ",call us,",
            "Phone is call us; write a telephone number, such as 555-555-0100",
        ),
        (
            ",,javascript:alert(1)",
            "Website is javascript:alert(1); write an https:// address, such as",
        ),
        (
            ",,http://example.org",
            "Website is http://example.org; write an https:// address",
        ),
        (f",,example.org/{'x' * 200}", "Website is example.org/"),
    ],
)
def test_where_to_find_a_doctor_is_checked(
    ruleset: Ruleset, cells: str, expected: str
) -> None:
    (row,) = table(ruleset, f"1234567893,Ana,pm_r,,,,,Y,{cells}").rows

    assert row.mistakes[0].startswith(expected)


def test_a_phone_number_marked_as_text_is_accepted(ruleset: Ruleset) -> None:
    assert (
        table(ruleset, "1234567893,Ana,pm_r,,,,,Y,,'+1 555 555 0100,").roster[0].phone
        == "+1 555 555 0100"
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, ("the certificate ended on 2026-11-23",)),
        (0, ("the certificate ends on 2026-11-24, today",)),
        (1, ("the certificate ends on 2026-11-25, in 1 day",)),
        (60, ("the certificate ends on 2027-01-23, in 60 days",)),
        (61, ()),
    ],
)
def test_a_certificate_that_ends_soon_is_reported(
    ruleset: Ruleset, days: int, expected: tuple[str, ...]
) -> None:
    until = TODAY + timedelta(days=days)

    assert (
        table(ruleset, f"1234567893,Ana,pm_r,ABPMR,{until},,,Y,,,").rows[0].warnings
        == expected
    )


def test_the_row_that_shows_how_to_fill_in_the_others_is_left_out(
    ruleset: Ruleset,
) -> None:
    found = table(
        ruleset, f"{EXAMPLE},Jane Doe,PM&R,,,,,yes,,,", "1234567893,Ana,PM&R,,,,,yes,,,"
    )

    assert [each.name for each in found.roster] == ["Ana"]
    assert found.errors == ()


def test_rows_with_mistakes_are_shown_as_far_as_they_can_be_read(
    ruleset: Ruleset,
) -> None:
    found = table(
        ruleset,
        "1234567893,Ana,rehab,,,tens,,Y,,,",
        "1,2,3",
        "1234567802,Ben,PM&R,,,,,Y,,,",
    )

    assert [
        (row.line, row.clinician.name, bool(row.mistakes)) for row in found.rows
    ] == [
        (2, "Ana", True),
        (4, "Ben", False),
    ]
    assert [each.line for each in found.general_errors] == [3]
    assert found.rows[0].clinician.offers == ("tens",)
