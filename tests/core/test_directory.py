"""Which rows of the register are imported, and which of their columns. Every mistake is
reported by its line, and affects no other row."""

import random
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from finder.core.directory.addresses import further_addresses
from finder.core.directory.codes import NO_CODES, CodeTable, load_code_table
from finder.core.directory.header import Days, NoRegister, days_of
from finder.core.directory.listing import BadRow, Listing, OutOfReach, Place, listing
from finder.core.directory.rows import MOST_REPORTED, FoundRow, GoneRow, Report, Rows
from finder.core.directory.sample import sample
from finder.core.directory.seen_npis import NpiSet
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.npi import is_npi, with_check_digit
from finder.paths import RULES
from finder.zip_codes import all_areas
from tests.bench.register import HEADER
from tests.clinicians import ADA, BEN, CAM, addresses_file, file_of, person


@pytest.fixture(scope="session")
def table(ruleset: Ruleset) -> CodeTable:
    return load_code_table(RULES, ruleset)


def read(
    table: CodeTable, content: bytes, *, update: bool = False
) -> tuple[list[FoundRow | GoneRow], Report]:
    report = Report()
    return list(Rows(BytesIO(content), table.codes, report, update=update)), report


def only(table: CodeTable, cells: dict[str, str]) -> Listing:
    found, report = read(table, file_of(cells))
    assert not report.errors
    (row,) = found
    assert isinstance(row, FoundRow)
    return listing(row, table)


def test_a_row_is_imported_in_normal_spelling(table: CodeTable) -> None:
    found = only(
        table,
        person(
            ADA, "208100000X", "208VP0014X",
            primary="2", last="DE LA CRUZ-MCDONALD", first="MARY ANN", middle="J", suffix="JR.", credential="M.D., PHD",
            street="1200 NW 23RD ST", street_2="STE B", city="WINSTON-SALEM", state="NC", zip_code="27101-1234",
            phone="(336) 555-0142",
        ),
    )  # fmt: skip

    assert found == Listing(
        ADA,
        0,
        "Mary Ann J. De la Cruz-McDonald Jr.",
        "MD, PhD",
        ("208VP0014X", "208100000X"),
        ("pm_r",),
        pain=True,
        at=Place(
            "1200 NW 23rd St, Ste B", "Winston-Salem", "NC", "27101", "3365550142"
        ),
        since=date(2007, 5, 23),
    )


@pytest.mark.parametrize(
    ("last", "written"),
    [
        ("O'BRIEN", "O'Brien"), ("MCDONALD", "McDonald"), ("SMITH-JONES", "Smith-Jones"),
        ("VAN DER BERG", "Van der Berg"),
        ("LEE III", "Lee III"), ("NUÑEZ", "Nuñez"), ("deVries", "deVries"), ("D'ANGELO", "D'Angelo"), ("I", "I"),
    ],
)  # fmt: skip
def test_names_in_capitals_are_set_as_people_write_them(
    table: CodeTable, last: str, written: str
) -> None:
    assert only(table, person(ADA, "208VP0000X", last=last)).name == f"Ada {written}"


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("P.O. BOX 12", "P.O. Box 12"), ("500 N 3RD AVE", "500 N 3rd Ave"), ("12B ELM ST", "12B Elm St"),
        ("1 McKinley Way", "1 McKinley Way"),
    ],
)  # fmt: skip
def test_streets_in_capitals_too(table: CodeTable, typed: str, set_as: str) -> None:
    assert only(table, person(ADA, "208VP0000X", street=typed)).at.street == set_as


def test_invalid_phone_numbers_and_credentials_are_left_out(table: CodeTable) -> None:
    found = only(
        table,
        person(ADA, "208VP0000X", phone="011-44-20-7946", credential="RESIDENT 2"),
    )

    assert (found.at.phone, found.credential) == ("", "RESIDENT")


@pytest.mark.parametrize(
    ("codes", "kinds", "pain"),
    [
        (("207LP2900X",), ("anesthesiology",), True),
        (("2084P2900X",), ("neurology", "psychiatry"), True),
        (("2084P2900X", "2084N0400X"), ("neurology",), True),
        (("208VP0000X",), (), True),
        (("207RR0500X", "207R00000X"), ("rheumatology", "internal_medicine"), False),
    ],
)
def test_codes_say_the_kind(
    table: CodeTable, codes: tuple[str, ...], kinds: tuple[str, ...], pain: bool
) -> None:
    found = only(table, person(ADA, *codes))

    assert (found.kinds, found.pain) == (kinds, pain)
    assert found.listed_as == ((*kinds, "pain") if pain else kinds)


def test_organizations_inactive_and_other_clinicians_are_left_out(
    table: CodeTable,
) -> None:
    found, report = read(
        table,
        file_of(
            person(ADA, "208VP0000X", entity="2"),
            person(BEN, "208VP0000X", gone="01/02/2020"),
            person(CAM, "163W00000X"),
        ),
    )

    assert found == []
    assert (report.rows, report.errors) == (3, [])


def test_a_reactivated_clinician_is_imported(table: CodeTable) -> None:
    found, _ = read(
        table, file_of(person(ADA, "208VP0000X", gone="01/02/2020", back="03/04/2021"))
    )

    assert [row.parts[0] for row in found if isinstance(row, FoundRow)] == [ADA]


def test_an_update_lists_removed_clinicians(table: CodeTable) -> None:
    content = file_of(
        person(ADA, "208VP0000X"),
        person(BEN, entity="", gone="01/02/2020"),
        person(CAM, "261QP3300X", entity="2"),
    )

    found, _ = read(table, content, update=True)

    assert [row.npi if isinstance(row, GoneRow) else row.parts[0] for row in found] == [
        ADA,
        BEN,
        CAM,
    ]
    assert [type(row) for row in found] == [FoundRow, GoneRow, GoneRow]


def test_columns_may_come_in_any_order(table: CodeTable) -> None:
    people = [
        person(ADA, "207LP2900X", "208VP0000X"),
        person(BEN, "163W00000X"),
        person(CAM, "x", entity="2"),
    ]
    names = random.Random(3).sample(HEADER, len(HEADER))

    shuffled, report = read(table, file_of(*people, columns=names))

    assert shuffled == read(table, file_of(*people))[0]
    assert not report.errors


def test_a_file_of_another_tool_is_read_the_same(table: CodeTable) -> None:
    """Check minimal quotes, other line endings, and a byte order mark."""
    usual = file_of(
        person(ADA, "208VP0000X", last='THE "BONE" LEE, JR'), person(BEN, "208VP0000X")
    )
    copied = b"\xef\xbb\xbf" + usual.replace(b"\n", b"\r\n")
    unquoted = b"".join(
        b",".join(
            b'"' + c.replace(b'"', b'""') + b'"' if b"," in c or b'"' in c else c
            for c in cells
        )
        + b"\n"
        for cells in (
            [c.replace(b'""', b'"') for c in line[1:-1].split(b'","')]
            for line in usual.splitlines()
        )
    )

    expected, _ = read(table, usual)

    assert read(table, copied)[0] == expected
    assert read(table, unquoted)[0] == expected


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "the first line has no column NPI, Entity Type Code"),
        (b"name,city\nA,B\n", r"has no column NPI, .* and 42 more; use npidata_pfile_"),
        ("NPI,Entity".encode("utf-16"), "the file is not UTF-8 text"),
        ("NPI,Entity".encode("utf-16-be"), "the file is not UTF-8 text"),
    ],
)
def test_another_file_is_refused(table: CodeTable, content: bytes, error: str) -> None:
    with pytest.raises(NoRegister, match=error):
        read(table, content)


def test_a_file_that_is_cut_is_refused(table: CodeTable) -> None:
    content = file_of(person(ADA, "208VP0000X"), person(BEN, "208VP0000X"))
    begin = content.index(BEN.encode())

    for end in range(begin + 30, len(content) - 2, 37):
        with pytest.raises(NoRegister, match="ends in the middle of a row, line 3"):
            read(table, content[:end])
    assert len(read(table, content[:-1])[0]) == len((ADA, BEN))


def test_one_bad_row_never_stops_the_rest(table: CodeTable) -> None:
    lines = file_of(
        person(ADA, "208VP0000X"), person(BEN, "208VP0000X"), person(CAM, "208VP0000X")
    ).splitlines(True)
    short = lines[2].replace(b'"",', b"", 3)
    stray = lines[2].replace(b'"LEE"', b'"LEE')
    latin = lines[2].replace(b"LEE", b"NU\xd1EZ")

    for broken, error in (
        (short, "this row has 327 cells, the header has 330"),
        (stray, "a quoted cell never ends; this row is left out"),
        (latin, "a text is not UTF-8; use the file as CMS publishes it"),
    ):
        found, report = read(table, b"".join((*lines[:2], broken, lines[3])))

        assert [row.parts[0] for row in found if isinstance(row, FoundRow)] == [
            ADA,
            CAM,
        ]
        assert report.errors == [f"line 3: {error}"]


def test_a_cell_may_hold_a_line_end_and_a_blank_line_is_nothing(
    table: CodeTable,
) -> None:
    content = (
        file_of(
            person(ADA, "208VP0000X", street="1 MAIN ST\nSTE 2"),
            person(BEN, "208VP0000X"),
        )
        + b"\n"
    )

    found, report = read(table, content)

    assert [row.line for row in found if isinstance(row, FoundRow)] == [2, 4]
    assert not report.errors


def test_the_first_mistakes_are_listed_and_all_are_counted(table: CodeTable) -> None:
    lines = (
        file_of(*[person(ADA, "208VP0000X")] * 60)
        .replace(b'"TX","787', b'"TX,"787')
        .splitlines(True)
    )

    _, report = read(table, b"".join(lines[:1]) + b'"1",2\n' * 60 + lines[0])

    assert (report.wrong, len(report.errors)) == (60, MOST_REPORTED)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"npi": "1.23457E+09"}, "NPI is 1.23457E\\+09: a spreadsheet has rounded it"),
        (
            {"npi": "2900000004"},
            "NPI is 2900000004; it needs ten digits with a valid check digit at the end",
        ),
        ({"npi": ""}, "NPI is empty"),
        ({"last": ""}, f"{ADA} has no last name"),
        ({"state": "ZZ"}, f"{ADA} has the state ZZ, which does not exist"),
        ({"state": ""}, "the state empty"),
        ({"zip_code": "12"}, "the ZIP code 12, which is not valid"),
        ({"zip_code": "ABCDE"}, "the ZIP code ABCDE"),
        ({"zip_code": ""}, "the ZIP code empty"),
    ],
)
def test_a_mistake_in_a_row_is_reported(
    table: CodeTable, typed: dict[str, str], error: str
) -> None:
    with pytest.raises(BadRow, match=error):
        only(
            table,
            person(
                typed.get("npi", ADA),
                "208VP0000X",
                **{k: v for k, v in typed.items() if k != "npi"},
            ),
        )


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "CA", "state": "ON", "zip_code": "M5V 1J1"},
        {"state": "AE", "zip_code": "09012"},
    ],
)
def test_clinicians_abroad_are_not_imported(
    table: CodeTable, typed: dict[str, str]
) -> None:
    with pytest.raises(OutOfReach):
        only(table, person(ADA, "208VP0000X", **typed))


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("787011234", "78701"),
        ("78701-1234", "78701"),
        ("2138", "02138"),
        ("21381234", "02138"),
        ("00901", "00901"),
        ("901", "00901"),
    ],
)
def test_a_zip_code_becomes_five_digits(
    table: CodeTable, typed: str, whole: str
) -> None:
    assert only(table, person(ADA, "208VP0000X", zip_code=typed)).at.zip_code == whole


@pytest.mark.parametrize(
    ("typed", "since"),
    [
        ("05/23/2007", date(2007, 5, 23)),
        ("2007-05-23", date(2007, 5, 23)),
        ("", None),
        ("13/45/2007", None),
    ],
)
def test_since_when_they_are_in_the_register(
    table: CodeTable, typed: str, since: date | None
) -> None:
    assert only(table, person(ADA, "208VP0000X", since=typed)).since == since


@pytest.mark.parametrize(
    ("name", "days"),
    [
        (
            "npidata_pfile_20050523-20261109.csv",
            Days(date(2005, 5, 23), date(2026, 11, 9)),
        ),
        (
            "npidata_pfile_20261116-20261122.csv",
            Days(date(2026, 11, 16), date(2026, 11, 22)),
        ),
        ("npidata_pfile_20261399-20261122.csv", None),
        ("doctors.csv", None),
    ],
)
def test_the_name_of_a_file_gives_its_dates(name: str, days: Days | None) -> None:
    assert days_of(name) == days


def test_a_file_from_the_first_day_is_complete() -> None:
    assert Days(date(2005, 5, 23), date(2026, 11, 9)).is_whole
    assert not Days(date(2026, 11, 16), date(2026, 11, 22)).is_whole


def test_numbers_that_were_seen(table: CodeTable) -> None:
    seen = NpiSet()

    assert [seen.add(npi) for npi in (ADA, BEN, ADA, "1234567893", "1234567893")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert ADA in seen
    assert CAM not in seen


def test_made_up_clinicians_have_numbers_and_phones_that_nobody_has(
    table: CodeTable,
) -> None:
    areas = [each for each in all_areas() if each[0].zip_code[:3] in {"787", "009"}]

    found = list(sample(table, areas))

    assert {each.npi[:2] for each in found} == {"29"}
    assert all(is_npi(each.npi) for each in found)
    assert len({each.npi for each in found}) == len(found)
    assert all(each.at.phone.startswith("555555") for each in found)
    assert {code for each in found for code in each.codes} == set(table.codes)
    assert {"pm_r", "internal_medicine"} <= {
        kind for each in found if each.pain for kind in each.kinds
    }


def test_a_check_digit_makes_a_number_right() -> None:
    assert with_check_digit("123456789") == "1234567893"


def test_rules_from_before_the_directory_have_no_codes(folder: Path) -> None:
    (folder / "directory.toml").unlink()

    assert load_code_table(folder, load(folder)) is NO_CODES


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            'id         = "rheumatology"',
            'id         = "pm_r"',
            "there is already a kind or a background pm_r",
        ),
        (
            'id         = "rheumatology"',
            'id         = "urology"',
            "there is already a kind or a background urology",
        ),
        (
            'see        = ["see-rheumatologist"]',
            'see        = ["see-nobody"]',
            "no row of also_see.csv see-nobody",
        ),
        (
            'code    = "208VP0014X"',
            'code    = "208VP0000X"',
            "there are two entries of 208VP0000X; delete one",
        ),
        (
            'code    = "207RR0500X"',
            'code    = "rheuma"',
            "code `rheuma` is not a valid id",
        ),
        (
            'of      = ["rheumatology"]',
            'of      = ["joints"]',
            "there is no background or kind joints",
        ),
        (
            'of      = ["rheumatology"]',
            "of      = []",
            "207RR0500X is empty; name a background or a kind",
        ),
        (
            'of      = ["pm_r"]\npain    = true',
            'of      = ["pm_r"]',
            "catalogue.toml gives pm_r the code 2081P2900X",
        ),
        (
            'of      = ["pm_r"]\nsource',
            'of      = ["urology"]\nsource',
            "catalogue.toml gives pm_r the code 208100000X",
        ),
        (
            'address = "theaba.org"',
            'address = "https://theaba.org"',
            "write it without https://",
        ),
        (
            'address = "theaba.org"\nsource  = ["GK"]',
            'address = "theaba.org"\nsource  = []',
            "source is empty",
        ),
        (
            'address = "theaba.org"\nsource  = ["GK"]',
            'address = "theaba.org"\nsource  = ["XX"]',
            "no source XX",
        ),
    ],
)
def test_a_mistake_in_the_codes_is_reported(
    folder: Path, old: str, new: str, error: str
) -> None:
    path = folder / "directory.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BrokenRules, match=r"directory\.toml:\d+: ") as broken:
        load_code_table(folder, load(folder))

    assert error in str(broken.value)


def test_which_codes_to_search_for(table: CodeTable) -> None:
    assert [code.code for code in table.codes_for("pm_r", pain=True)] == [
        "208VP0000X",
        "208VP0014X",
        "2081P2900X",
        "208100000X",
    ]
    assert [code.code for code in table.codes_for("rheumatology")] == ["207RR0500X"]


def test_further_places_are_read_for_imported_clinicians() -> None:
    report = Report()
    content = addresses_file(
        (ADA, "2 ELM ST", "WACO", "TX", "76701", "US"),
        (BEN, "3 OAK ST", "WACO", "TX", "76701", "US"),
        (ADA, "4 RUE", "PARIS", "", "75001", "FR"),
        (ADA, "5 ELM ST", "WACO", "ZZ", "76701", "US"),
    )

    found = list(further_addresses(BytesIO(content + b'"1","2"\n'), {ADA}, report))

    assert found == [(ADA, Place("2 Elm St", "Waco", "TX", "76701", "5125550188"))]
    assert report.errors == [
        f"line 5: of the further places: {ADA} has the state ZZ, which does not exist",
        "line 6: of the further places has 2 cells, its header has 8",
    ]


@pytest.mark.parametrize("content", [b"", b"NPI,Street\n"])
def test_another_file_of_places_is_refused(content: bytes) -> None:
    with pytest.raises(NoRegister, match="the file of further places has no column"):
        list(further_addresses(BytesIO(content), {ADA}, Report()))


def test_a_text_that_is_no_number_was_never_seen() -> None:
    assert "NPI" not in NpiSet()
    assert 1 not in NpiSet()


def test_a_row_that_cannot_be_split_is_reported(table: CodeTable) -> None:
    content = (
        file_of(person(ADA, "208VP0000X"))
        + b"x" * 200_000
        + b"\n"
        + file_of(person(BEN, "208VP0000X"))[-3000:]
    )

    _, report = read(table, content)

    assert "line 3: this row has 0 cells, the header has 330" in report.errors
