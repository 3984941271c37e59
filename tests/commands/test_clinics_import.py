"""`finder clinic import`: many clinics at once, all or none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main

Run = Callable[..., Result]
GOOD = """\
slug,FINDER_CLINIC,FINDER_CLINIC_PHONE,FINDER_TIME_ZONE
north,"Northern Pain Center, Suite 4",555-0100,America/Denver
west,Western Pain Center,,
"""
NOTHING_NEW = "main  /  South Center; the settings of the environment\n"
HEADER = "the first line must be slug, FINDER_CLINIC and any other settings of a clinic, in any order"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FINDER_CLINIC", "South Center")
    return lambda *words: CliRunner().invoke(main, words)


def saved(tmp_path: Path, text: str | bytes) -> str:
    file = tmp_path / "clinics.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def test_many_clinics_are_added_at_once(run: Run, tmp_path: Path) -> None:
    added = run("clinic", "import", saved(tmp_path, GOOD))

    assert added.exit_code == 0, added.output
    assert added.output.startswith(
        "2 clinics were added: north, west. Their pages appear within seconds.\n"
    )
    own = "FINDER_CLINIC_PHONE=555-0100  FINDER_TIME_ZONE=America/Denver"
    assert run("clinic", "list").output == (
        f"{NOTHING_NEW}north  /c/north/  Northern Pain Center, Suite 4  {own}\nwest  /c/west/  Western Pain Center\n"
    )
    trail = run("audit", "show").output
    assert "added the clinic north" in trail
    assert "added the clinic west" in trail


def test_two_hundred_are_no_more_trouble_than_one(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"clinic-{number},Clinic {number}\n" for number in range(200))

    assert run(
        "clinic", "import", saved(tmp_path, f"slug,FINDER_CLINIC\n{rows}")
    ).output.startswith("200 clinics were")
    assert len(run("clinic", "list").output.splitlines()) == 201
    assert "All 200 entries are intact" in run("audit", "verify").output


def test_a_file_that_is_only_checked_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("purge")

    checked = run("clinic", "import", "--check", saved(tmp_path, GOOD))

    assert (
        checked.output
        == "clinics.csv is valid, and would add 2 clinics: north, west.\n"
    )
    assert run("clinic", "list").output == NOTHING_NEW
    assert run("audit", "show").output == ""


def test_a_check_makes_no_database(run: Run, tmp_path: Path) -> None:
    checked = run("clinic", "import", "--check", saved(tmp_path, GOOD))

    assert checked.exit_code == 1
    assert "there is no database" in checked.output
    assert not (tmp_path / "data/finder.db").exists()


@pytest.mark.parametrize("words", [(), ("--check",)])
def test_each_wrong_row_is_reported_with_how_to_fix_it_and_nothing_is_added(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    run("clinic", "add", "north", "Northern Pain Center")
    wrong = """\
slug,FINDER_CLINIC,FINDER_TIME_ZONE,FINDER_INTAKE_DAYS
good,Good Center,America/Denver,7
,No Slug,,
Hill Side,Hill,,
north,North,,
good,Good Again,,
west,,,
east,East,Mars/One,0
lake,Lake
"""

    refused = run("clinic", "import", *words, saved(tmp_path, wrong))

    assert refused.exit_code == 1
    days = "write a whole number from 1 to 1440"
    slug = "use lowercase letters, digits and hyphens, such as north-side"
    fix = "delete this row, and change the clinic with `finder clinic set north`"
    zone = "which is not a time zone; write an IANA name, such as America/New_York"
    assert refused.output.splitlines() == [
        "Error: clinics.csv:3: slug is empty; write the short name for the clinic's address, such as north-side",
        f"clinics.csv:4: 'Hill Side' cannot be used in an address; {slug}",
        f"clinics.csv:5: there is already a clinic north; {fix}",
        "clinics.csv:6: slug good is also in line 2; write each clinic once",
        "clinics.csv:7: FINDER_CLINIC is empty; every clinic except the first needs a name",
        f"clinics.csv:8: FINDER_INTAKE_DAYS is '0'; {days}",
        f"clinics.csv:8: FINDER_TIME_ZONE is 'Mars/One', {zone}",
        "clinics.csv:9: this row has 2 cells, the header has 4; write a comma for each empty cell",
    ]
    assert "good" not in run("clinic", "list").output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"{HEADER}; there is no column slug"),
        (
            "slug,FINDER_CLINIC_PHONE\nnorth,555-0100\n",
            f"{HEADER}; there is no column FINDER_CLINIC",
        ),
        (
            "slug,FINDER_CLINIC,FINDER_HOSTS\nnorth,North,x.org\n",
            f"{HEADER}; FINDER_HOSTS is none of these",
        ),
        (
            "slug,FINDER_CLINIC,Phone\nnorth,North,1\n",
            f"{HEADER}; Phone is none of these",
        ),
        (
            "slug,FINDER_CLINIC,slug\nnorth,North,north\n",
            f"{HEADER}; slug is there twice",
        ),
        (
            "slug,FINDER_CLINIC,,x\nnorth,North,,x\n",
            f"{HEADER}; an empty title is none of these",
        ),
        (b"slug,FINDER_CLINIC\nnorth,N\xf6rd\n", "save it as UTF-8 text"),
        (b"PK\x03\x04", "this is a workbook; save it as CSV"),
        (
            'slug,FINDER_CLINIC\nnorth,"North\n',
            "a quoted cell that begins here never ends",
        ),
        (
            "slug,FINDER_CLINIC\n",
            "lists no clinics, so nothing was changed; write a row for each clinic",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_reported_in_one_sentence(
    run: Run, tmp_path: Path, text: str | bytes, said: str
) -> None:
    run("purge")

    refused = run("clinic", "import", saved(tmp_path, text))

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: clinics.csv")
    assert refused.output.count("\n") == 1
    assert said in refused.output
    assert run("clinic", "list").output == NOTHING_NEW


def test_titles_and_cells_are_read_as_a_spreadsheet_leaves_them(
    run: Run, tmp_path: Path
) -> None:
    text = "\ufeffSlug;finder_clinic ;FINDER_CLINIC_PHONE;\r\n north ;North Center;;\r\n;;;\r\n"

    assert run("clinic", "import", saved(tmp_path, text)).output.startswith(
        "1 clinic was added: north."
    )
    assert (
        run("clinic", "list").output == f"{NOTHING_NEW}north  /c/north/  North Center\n"
    )
