"""The exported workbook contains every row, and no text that a spreadsheet would
calculate."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.workbook import export_workbook


@pytest.fixture(scope="module")
def book(ruleset: Ruleset) -> Workbook:
    return load_workbook(BytesIO(export_workbook(ruleset, RULES)))


def test_every_row_of_every_table_is_there(book: Workbook, ruleset: Ruleset) -> None:
    held = {
        sheet.title: [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
        for sheet in book.worksheets
    }

    assert held["Suggestions"] == [row.id for row in ruleset.suggestions.rows]
    assert held["Warning signs"] == [row.id for row in ruleset.red_flags.rows]
    assert held["Treatments"] == [row.id for row in ruleset.treatment_rows.rows]
    assert held["Other doctors"] == [row.id for row in ruleset.also_see.rows]
    assert held["Sources"] == list(ruleset.sources)


def test_a_rule_is_one_row_with_its_points_as_numbers(
    book: Workbook, ruleset: Ruleset
) -> None:
    header, *rows = book["Suggestions"].iter_rows(values_only=True)
    face = dict(
        zip(header, next(row for row in rows if row[0] == "face-shocks"), strict=True)
    )

    assert (
        face["If"]
        == "it feels like “Sudden, short shocks of pain in one side of my face or jaw”"
    )
    assert (face["Anesthesiology"], face["Neurology"], face["PM&R"]) == (1, 9, 0)
    own = ruleset.reasons["face-shocks"].own
    assert (face["Why Anesthesiology"], face["Why Neurology"]) == (
        own["anesthesiology"],
        own["neurology"],
    )
    assert face["Condition"] == "feel:face_shock"


def test_it_says_what_it_is_a_copy_of(book: Workbook, ruleset: Ruleset) -> None:
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}

    assert about["Rules version"] == ruleset.version
    assert about["Reviewer"] == "Not yet reviewed by a clinician"
    assert about["Group key"] == "no limit"
    assert about["Group mood"] == "at most 8 points for one background"


def test_text_that_begins_like_a_formula_stays_text(ruleset: Ruleset) -> None:
    evil = replace(
        ruleset.sources["EO"], title='=HYPERLINK("https://evil.example","x")'
    )
    book = load_workbook(
        BytesIO(
            export_workbook(
                replace(ruleset, sources={**ruleset.sources, "EO": evil}), RULES
            )
        )
    )

    cell = next(row[1] for row in book["Sources"].iter_rows() if row[0].value == "EO")
    assert cell.data_type == "s"
