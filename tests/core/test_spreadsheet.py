"""What people typed is text in a spreadsheet, whatever it begins with."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.core.sharing.spreadsheet import BEGINS_A_FORMULA, as_csv, harmless


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '=HYPERLINK("//evil.example")',
        "\uff1d1",
    ],
)
def test_a_cell_that_would_be_run_is_led_by_an_apostrophe(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "low_back", "It is worse = more", "7KQ2-M9XD-4TH", "2026-11-24"])
def test_other_cells_stay_as_they_are(typed: str) -> None:
    assert harmless(typed) == typed


def test_a_table_opens_in_a_spreadsheet() -> None:
    assert as_csv(["a", "b"], [["1", 'say "x", y'], ["=2", ""]]) == (
        '\ufeff"a","b"\r\n"1","say ""x"", y"\r\n"\'=2",""\r\n'
    )


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_no_cell_whatsoever_begins_a_formula_and_nothing_else_is_changed(cells: list[str]) -> None:
    (row,) = csv.reader(StringIO(as_csv(cells, []).removeprefix("\ufeff"), newline=""))

    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.startswith(BEGINS_A_FORMULA) for cell in row)
