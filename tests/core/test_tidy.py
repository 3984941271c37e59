"""Tidying removes what a spreadsheet leaves in a file, and nothing else."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import version
from finder.core.loading.reading import Reading
from finder.core.loading.tidy import FILES, untidy
from finder.core.loading.tidy import tidy as tidy_file
from finder.paths import RULES


def tidy(file: str, text: str) -> str:
    return tidy_file(file, text, Reading(RULES, "en"))


def test_the_shipped_files_are_in_their_canonical_form() -> None:
    assert list(untidy(RULES)) == []


def test_tidying_undoes_the_effects_of_a_spreadsheet(folder: Path) -> None:
    for name in FILES:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        if name.endswith(".csv"):
            rows = [
                ";".join(f'"{cell} "' for cell in row)
                for row in csv.reader(text.splitlines())
            ]
            text = "\n".join([*rows, ";" * 8, "", ""])
        path.write_bytes(
            ("\ufeff" + text.replace("\n", "  \n")).replace("\n", "\r\n").encode()
        )

    changed = dict(untidy(folder))

    assert {path.name for path in changed} == set(FILES)
    for path, text in changed.items():
        assert text == (RULES / path.name).read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
    assert version(folder) == version(RULES)
    assert list(untidy(folder)) == []


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        (
            "id,when\na,feel:x |y&tried_count >= 2\n",
            "id,when\na,feel:x|y & tried_count>=2\n",
        ),
        ("id,cards\na,one | two,,\n", "id,cards\na,one|two\n"),
        ("id,cards,,\na,one,,\nb,,,\n", "id,cards\na,one\nb,\n"),
        ('id,when\na,"x:y\n& z"\n', "id,when\na,x:y & z\n"),
        ('id,cards\na,"one, two"\n', 'id,cards\na,"one, two"\n'),
        ("id,cards\na,one,too much\n", "id,cards\na,one,too much\n"),
        ("id,cards\na\n", "id,cards\na\n"),
        ("", "\n"),
    ],
)
def test_a_table_is_tidied_and_no_cell_with_content_is_lost(
    text: str, tidied: str
) -> None:
    assert tidy("a.csv", text) == tidied


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a = 1  \n\n\n", "a = 1\n"),
        ('a = """one  \ntwo"""\n\n', 'a = """one  \ntwo"""\n'),
    ],
)
def test_texts_lose_only_invisible_spaces(text: str, tidied: str) -> None:
    assert tidy("a.toml", text) == tidied


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), max_size=5))
def test_tidy_files_stay_unchanged(rows: list[list[str]]) -> None:
    once = tidy(
        "a.csv",
        "\n".join(",".join(row) for row in [["id", "when"], *rows]).replace('"', ""),
    )

    assert tidy("a.csv", once) == once


def test_a_missing_file_is_reported(folder: Path) -> None:
    (folder / "also_see.csv").unlink()

    with pytest.raises(BrokenRules, match=r"also_see\.csv: this file is missing"):
        list(untidy(folder))
