"""The roster's commands: import all or nothing, and list."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main
from tests.doctors import GOOD


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))


def clinicians(*words: str) -> Result:
    return CliRunner().invoke(main, ("clinicians", *words))


def saved(tmp_path: Path, text: str) -> str:
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_roster_is_imported_and_listed(tmp_path: Path) -> None:
    assert (
        clinicians("import", "--empty", saved(tmp_path, GOOD.splitlines()[0])).exit_code
        == 0
    )
    assert (
        clinicians("list").output
        == "The roster is empty; fill it with `finder clinicians import FILE.csv`.\n"
    )

    imported = clinicians("import", saved(tmp_path, GOOD))
    assert imported.stdout == "4 doctors are on the roster now.\n"
    assert (
        imported.stderr
        == "roster.csv:3: Ben Brown: the certificate ended on 2025-06-30\n"
    )

    assert clinicians("list").output.splitlines() == [
        "1234567893 Ana Alvarez, MD: pm_r; ABPMR until 2027-12-31; takes new patients",
        "1234567802 Ben Brown: pm_r; ABPMR ended 2025-06-30; takes no new patients",
        "1234567810 Cho Chen: anesthesiology; ABA until 2029-12-31; takes new patients",
        "1234567828 Dia Diaz: psychiatry; no certificate; takes new patients",
    ]


def test_a_file_without_doctors_empties_the_roster_only_when_asked_to(
    tmp_path: Path,
) -> None:
    clinicians("import", saved(tmp_path, GOOD))
    header = saved(tmp_path, GOOD.splitlines()[0])

    refused, listed = clinicians("import", header), clinicians("list").output
    emptied = clinicians("import", "--empty", header)

    assert refused.exit_code == 1
    assert refused.output.startswith(
        "Error: roster.csv lists no doctors, so nothing was changed; write a row for each"
    )
    assert len(listed.splitlines()) == 4
    assert emptied.output == "0 doctors are on the roster now.\n"


def test_one_mistake_leaves_the_roster_unchanged(tmp_path: Path) -> None:
    clinicians("import", saved(tmp_path, GOOD))

    result = clinicians(
        "import",
        saved(
            tmp_path, GOOD.replace("1234567810", "1234567811").replace("rfa", "rfaa")
        ),
    )

    assert result.exit_code == 1
    first, second = result.output.splitlines()
    assert first.startswith(
        "Error: roster.csv:2: Treatments: there is no treatment rfaa; did you mean rfa?"
    )
    assert second.startswith(
        "roster.csv:4: NPI is 1234567811; write the 10 digits of the NPI"
    )
    assert len(clinicians("list").output.splitlines()) == 4


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "roster.csv")

    result = clinicians("import", str(tmp_path / "roster.csv"))

    assert result.exit_code == 1
    assert "this is not a regular file; save it as UTF-8 text" in result.output
