"""A changed workbook is imported into the rules. One with mistakes changes nothing."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from finder.commands import main
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.workbook import export_workbook
from finder.workbench.workbook_import import BrokenWorkbook, import_workbook


def came_back(
    ruleset: Ruleset, change: Callable[[Workbook], object], folder: Path = RULES
) -> dict[str, str]:
    book = load_workbook(BytesIO(export_workbook(ruleset, folder)))
    change(book)
    file = BytesIO()
    book.save(file)
    return import_workbook(file.getvalue(), ruleset, folder)


def cell(book: Workbook, sheet: str, row: str, column: str) -> Cell:
    titles = [found.value for found in book[sheet][1]]
    cells = next(cells for cells in book[sheet].iter_rows() if cells[0].value == row)
    found = cells[titles.index(column)]
    assert isinstance(found, Cell)
    return found


def put(
    sheet: str, row: str, column: str, value: object
) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        cell(book, sheet, row, column).value = value  # type: ignore[assignment]

    return change


def refused(ruleset: Ruleset, change: Callable[[Workbook], object]) -> tuple[str, ...]:
    with pytest.raises(BrokenWorkbook) as broken:
        came_back(ruleset, change)
    return broken.value.mistakes


def lines_changed(file: str, text: str) -> list[str]:
    before = (RULES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in text.splitlines() if line not in before]


def test_a_workbook_that_nobody_changed_changes_nothing(ruleset: Ruleset) -> None:
    assert came_back(ruleset, lambda _: None) == {}


def test_changed_points_are_imported(ruleset: Ruleset) -> None:
    changed = came_back(ruleset, put("Suggestions", "face-shocks", "Neurology", 8.0))

    assert list(changed) == ["suggestions.csv"]
    assert lines_changed("suggestions.csv", changed["suggestions.csv"]) == [
        "face-shocks,key,feel:face_shock,1,8,,,,nerve_calming|workup"
    ]


def test_changed_texts_are_imported_and_their_surroundings_stay(
    ruleset: Ruleset,
) -> None:
    said = "Nerve doctors know shocks in the face."
    changed = came_back(
        ruleset, put("Suggestions", "face-shocks", "Why Neurology", said)
    )

    assert list(changed) == ["reasons.toml"]
    lines = lines_changed("reasons.toml", changed["reasons.toml"])
    assert [line for line in lines if line.startswith("neurology.en ")] == [
        f'neurology.en      = "{said}"'
    ]
    assert len(lines) <= 4
    assert changed["reasons.toml"].count("\n[") == (RULES / "reasons.toml").read_text(
        encoding="utf-8"
    ).count("\n[")


def test_words_of_another_language_are_kept(ruleset: Ruleset) -> None:
    lines = (RULES / "reasons.toml").read_text(encoding="utf-8").splitlines()
    spanish = lines[lines.index("[around-eye]") + 2]
    change = put(
        "Suggestions",
        "around-eye",
        "Why Neurology",
        "Ask a headache doctor about pain around one eye.",
    )

    changed = came_back(ruleset, change)

    english = 'en       = "Ask a headache doctor about pain around one eye."'
    assert spanish.startswith("es ")
    assert f"{english}\n{spanish}" in changed["reasons.toml"]


def test_a_new_row_adds_its_texts_and_a_deleted_row_removes_them(
    ruleset: Ruleset,
) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Other doctors"]
        sheet.append(
            ["see-foot-doctor", "", "", "Foot doctor", "EO, GK", "where:ankle_foot", ""]
        )
        sheet.delete_rows(cell(book, "Other doctors", "see-vascular", "Row").row)

    changed = came_back(ruleset, change)

    assert (
        changed["also_see.csv"].splitlines()[-1] == "see-foot-doctor,where:ankle_foot,"
    )
    assert (
        '[see-foot-doctor]\nen     = "Foot doctor"\nsource = ["EO", "GK"]\n'
        in changed["reasons.toml"]
    )
    assert "see-vascular" not in changed["reasons.toml"] + changed["also_see.csv"]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "mistake"),
    [
        (
            "Suggestions",
            "face-shocks",
            "Neurology",
            "nine",
            "neurology is nine; write a whole number from 0 to 100",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Neurology",
            8.5,
            " holds 8.5; type the text or the whole number",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Neurology",
            "=4+4",
            " holds =4+4; type the text or the whole number",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Neurology",
            date(2026, 1, 9),
            " type the text or the whole number",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Condition",
            "feel:face_shok",
            "when: feel has no option face_shok; it has ",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Why Neurology",
            "Ask someone.",
            "the sentence for neurology names none of ",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Why PM&R",
            "Rehab helps.",
            "has a sentence for pm_r but gives it no points",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Words without points",
            "A",
            "has en and sentences for backgrounds",
        ),
        (
            "Suggestions",
            "face-shocks",
            "Strength",
            "huge",
            "there is no strength huge; use one of strong, ",
        ),
        (
            "Suggestions",
            "face-shocks",
            "If",
            "it hurts",
            "If is only for reading; undo the change, and change its ",
        ),
        (
            "Signs",
            "rf_lump",
            "Source",
            "NOWHERE",
            "there is no source NOWHERE; use one of ",
        ),
        (
            "Treatments",
            "allergy",
            "What is said",
            "",
            "allergy has no words; write en under [allergy] in reasons.toml",
        ),
        (
            "Warning signs",
            "stroke-now",
            "Level",
            "fast",
            "there is no level fast; use one of ",
        ),
    ],
)
def test_a_mistake_is_reported_with_its_sheet_and_row(
    ruleset: Ruleset, sheet: str, row: str, column: str, value: object, mistake: str
) -> None:
    book = load_workbook(BytesIO(export_workbook(ruleset, RULES)))
    number = cell(book, sheet, row, column).row

    mistakes = refused(ruleset, put(sheet, row, column, value))

    assert any(
        each.startswith(f"{sheet}, row {number}: ") and mistake in each
        for each in mistakes
    ), mistakes


def test_sheets_and_columns_that_are_missing_or_unknown_are_reported(
    ruleset: Ruleset,
) -> None:
    def change(book: Workbook) -> None:
        book.remove(book["Signs"])
        book["Treatments"].cell(1, 1).value = "Line"

    assert refused(ruleset, change) == (
        "Signs: there is no such sheet; export a new workbook",
        "Treatments, row 1: there must be exactly one column Row; export a new workbook",
        "Treatments, row 1: the column Line is not used; delete it",
    )


def test_a_workbook_of_other_rules_is_refused(ruleset: Ruleset) -> None:
    def change(book: Workbook) -> None:
        book["About"]["B2"] = "older"

    [mistake] = refused(ruleset, change)

    assert mistake.startswith(
        "About: this workbook was made from rules version older, but the rules are "
    )
    assert refused(ruleset, lambda book: book.remove(book["About"]))[0].startswith(
        "About: "
    )


def run(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["rules", *words], env={"FINDER_RULES": str(folder)}
    )
    return result.exit_code, result.output


def test_the_command_writes_what_changed_or_nothing(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "rules.xlsx"
    run(folder, "export", "--xlsx", str(file))
    book = load_workbook(file)

    same = run(folder, "import", "--xlsx", str(file))
    cell(book, "Suggestions", "face-shocks", "Neurology").value = 999
    book.save(file)
    wrong = run(folder, "import", "--xlsx", str(file))
    unchanged = (folder / "suggestions.csv").read_bytes() == (
        RULES / "suggestions.csv"
    ).read_bytes()
    cell(book, "Suggestions", "face-shocks", "Neurology").value = 8
    book.save(file)
    written = run(folder, "import", "--xlsx", str(file))

    assert same == (0, "Nothing has changed.\n")
    assert wrong[0] == 1
    assert wrong[1].startswith("Error: nothing was written.\nSuggestions, row ")
    assert unchanged
    assert written == (0, "Written: suggestions.csv. Now run `finder rules check`.\n")
    assert "face-shocks,key,feel:face_shock,1,8," in (
        folder / "suggestions.csv"
    ).read_text(encoding="utf-8")


def test_a_file_that_is_no_workbook_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "rules.xlsx"
    file.write_text("id,group\n", encoding="utf-8")

    assert (
        "this is not an Excel workbook" in run(folder, "import", "--xlsx", str(file))[1]
    )
