"""Typed text is plain text in a spreadsheet, whatever it contains and whatever
separator the spreadsheet uses."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.core.exchange.spreadsheet import BOM, as_csv, as_typed, harmless

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
TYPED = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30
)
TRICKY = st.text(st.sampled_from("=+-@\uff1d,;|\t\n\r \"'a1"), max_size=12)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        (" =1", " '=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a,-1", "a,'-1"),
        ("a\t@b", "a\t'@b"),
        ("a\n=1", "a\n'=1"),
        ("a\r\n+1", "a\r\n'+1"),
        ('a; "=1', "a; \"'=1"),
        ("'=1", "''=1"),
        ('=HYPERLINK("//evil.example")', '\'=HYPERLINK("//evil.example")'),
    ],
)
def test_an_apostrophe_precedes_a_sign_that_could_begin_a_formula(
    typed: str, written: str
) -> None:
    assert harmless(typed) == written
    assert as_typed(written) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "low_back",
        "It is worse = more",
        "7KQ2-M9XD-4TH",
        "2026-11-24",
        "a, b; c",
        "leg_r|low_back",
    ],
)
def test_other_cells_stay_as_they_are(typed: str) -> None:
    assert harmless(typed) == typed


def test_a_table_opens_in_a_spreadsheet() -> None:
    assert as_csv(["a", "b"], [["1", 'say "x", y'], ["=2", ""]]) == (
        '\ufeff"a","b"\r\n"1","say ""x"", y"\r\n"\'=2",""\r\n'
    )


@given(TYPED | TRICKY)
def test_typed_text_can_be_restored(typed: str) -> None:
    assert as_typed(harmless(typed)) == typed


@given(st.lists(TYPED | TRICKY, min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_no_cell_begins_a_formula_at_any_separator(
    cells: list[str], separator: str
) -> None:
    text = as_csv(["code"], [["7KQ2-M9XD-4TH", *cells]]).removeprefix(BOM)
    whole = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    by_line = [
        cell
        for line in text.splitlines()
        for row in csv.reader([line], delimiter=separator)
        for cell in row
    ]

    for cell in [*(cell for row in whole for cell in row), *by_line]:
        assert not cell.lstrip().startswith(SIGNS)
