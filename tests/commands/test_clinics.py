"""`finder clinic`, and `--clinic` of the commands that act on one clinic, as users run
them."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finder.commands import main
from finder.config import (
    OF_CLINIC,
    OF_ONE_CLINIC,
    Settings,
    local_time_of,
    settings_of_clinic,
)
from finder.setting_values import BadSetting
from tests.doctors import GOOD

Run = Callable[..., Result]
NAME = "FINDER_CLINIC"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FINDER_DATA", str(tmp_path))
    monkeypatch.setenv(NAME, "South Center")
    return lambda *words: CliRunner().invoke(main, words)


def test_clinics_are_added_set_renamed_and_closed(run: Run) -> None:
    added = run("clinic", "add", "north", "North Center")
    assert added.output.startswith(
        "North Center is now at /c/north/. Create its first admin: finder staff add"
    )

    pairs = ("FINDER_TIME_ZONE=America/Denver", "FINDER_INTAKE_DAYS=7")
    assert run("clinic", "set", "north", *pairs).output.startswith(
        "north now has 3 settings of its own."
    )
    listed = run("clinic", "list").output
    assert listed == (
        "main  /  South Center; the settings of the environment\n"
        "north  /c/north/  North Center  FINDER_INTAKE_DAYS=7  FINDER_TIME_ZONE=America/Denver\n"
    )

    run("clinic", "set", "north", "FINDER_INTAKE_DAYS=")
    assert (
        run("clinic", "rename", "north", "hill").output
        == "north is now named hill, and its address is /c/hill/.\n"
    )
    assert run("clinic", "close", "hill").output == "hill closes within seconds.\n"
    listed = run("clinic", "list").output
    assert (
        "hill  /c/hill/  North Center  closed  FINDER_TIME_ZONE=America/Denver"
        in listed
    )
    assert run("clinic", "open", "hill").output == "hill is open.\n"
    assert "closed" not in run("clinic", "list").output
    assert (
        run("clinic", "rename", "main", "south").output
        == "main is now named south, and its address is /.\n"
    )
    trail = run("audit", "show").output
    for act in (
        "added the clinic north",
        "changed the clinic hill",
        "closed the clinic hill",
        "again hill",
    ):
        assert act in trail


def test_an_impossible_change_of_a_clinic_is_reported_in_one_sentence(run: Run) -> None:
    run("clinic", "add", "north", "North Center")

    for words, said in {
        (
            "add",
            "north",
            "Another",
        ): "there is already a clinic north; choose another slug",
        (
            "add",
            "Hill",
            "Hill",
        ): "'Hill' cannot be used in an address; use lowercase letters, digits and hyphens",
        (
            "add",
            "hill",
            "",
        ): "FINDER_CLINIC is empty; every clinic except the first needs a name",
        (
            "set",
            "north",
            "FINDER_CLINIC=",
        ): "FINDER_CLINIC is empty; every clinic except the first needs a name",
        (
            "set",
            "north",
            "FINDER_CLINIC",
        ): "'FINDER_CLINIC' is not a setting; write NAME=VALUE",
        (
            "set",
            "north",
            "FINDER_HOSTS=x.org",
        ): "FINDER_HOSTS is not a setting of a clinic; use one of FINDER_",
        (
            "set",
            "north",
            "FINDER_INTAKE_DAYS=0",
        ): "FINDER_INTAKE_DAYS is '0'; write a whole number",
        (
            "set",
            "north",
            "FINDER_TIME_ZONE=Mars/One",
        ): "FINDER_TIME_ZONE is 'Mars/One', which is not a time zone",
        (
            "set",
            "main",
            "FINDER_INTAKE_DAYS=7",
        ): "the first clinic takes its settings from the environment",
        (
            "set",
            "west",
            "FINDER_INTAKE_DAYS=7",
        ): "there is no clinic west; use one of main, north",
        ("close", "main"): "the first clinic cannot be closed",
    }.items():
        result = run("clinic", *words)
        assert result.exit_code == 1, words
        assert result.output.startswith(f"Error: {said}"), result.output


def test_with_one_clinic_no_command_asks_which(run: Run) -> None:
    assert "Starting password of zoe" in run("staff", "add", "zoe").output
    assert run("staff", "list").output == "zoe  desk  has not signed in yet\n"
    assert "The roster is empty" in run("clinicians", "list").output
    assert re.search(
        r"^1  \S+ \S+  \(command line\)  added the staff member zoe$",
        run("audit", "show").output,
        re.MULTILINE,
    )


def test_with_several_clinics_a_command_asks_which(run: Run, tmp_path: Path) -> None:
    run("clinic", "add", "north", "North Center")
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")

    for words in (
        ("staff", "add", "zoe"),
        ("staff", "join", "zoe"),
        ("staff", "leave", "zoe"),
        ("clinicians", "list"),
        ("clinicians", "import", str(roster)),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert (
            result.output
            == "Error: there are several clinics; add --clinic with one of main, north\n"
        )
    assert "there is no clinic west" in run("staff", "list", "--clinic", "west").output

    assert (
        "doctors are on the roster"
        in run("clinicians", "import", str(roster), "--clinic", "north").output
    )
    assert "The roster is empty" in run("clinicians", "list", "--clinic", "main").output
    assert (
        "The roster is empty"
        not in run("clinicians", "list", "--clinic", "north").output
    )


def test_staff_join_and_leave_clinics(run: Run) -> None:
    run("clinic", "add", "north", "North Center")
    added = run("staff", "add", "zoe", "--clinic", "north", "--role", "admin").output
    assert "Sign in at /c/north/desk/sign-in" in added
    assert (
        "Sign in at /desk/sign-in"
        in run("staff", "add", "max", "--clinic", "main").output
    )
    assert (
        run("staff", "list", "--clinic", "main").output
        == "max  desk  has not signed in yet\n"
    )

    assert (
        run("staff", "join", "zoe", "--clinic", "main").output
        == "zoe works here as desk.\n"
    )
    assert (
        "zoe  desk  has not signed in yet\n"
        in run("staff", "list", "--clinic", "main").output
    )
    assert (
        run("staff", "list", "--clinic", "north").output
        == "zoe  admin  has not signed in yet\n"
    )
    assert (
        "The only admin is zoe"
        in run("staff", "leave", "zoe", "--clinic", "north").output
    )
    assert "Starting password of zoe" in run("staff", "reset", "zoe").output
    trail = run("audit", "show").output
    assert (
        len(
            re.findall(
                r"  (?:main|north)  \(command line\)  reset the account of the staff member zoe",
                trail,
            )
        )
        == 2
    )
    assert "  main  " not in run("audit", "show", "--clinic", "north").output
    assert (
        run("staff", "leave", "zoe", "--clinic", "main").output
        == "zoe no longer works here.\n"
    )
    assert (
        "There is no staff member eve"
        in run("staff", "join", "eve", "--clinic", "main").output
    )
    assert "All 7 entries are intact" in run("audit", "verify").output


def test_one_list_says_where_each_staff_member_works_and_in_which_role(
    run: Run, tmp_path: Path
) -> None:
    run("clinic", "add", "north", "North Center")
    assert run("staff", "list").output.startswith(
        "There are no accounts yet; `finder staff add NAME --role admin`"
    )
    run("staff", "add", "zoe", "--clinic", "north", "--role", "admin")
    run("staff", "add", "adam", "--clinic", "main", "--role", "admin")
    run("staff", "add", "max", "--clinic", "main")
    run("staff", "add", "eve", "--clinic", "main", "--role", "clinician")
    run("staff", "join", "zoe", "--clinic", "main")
    run("staff", "leave", "max", "--clinic", "main")
    run("staff", "disable", "eve")

    assert run("staff", "list").output == (
        "adam  main: admin  has not signed in yet\n"
        "eve  main: clinician  disabled\n"
        "max  nowhere  has not signed in yet\n"
        "zoe  main: desk, north: admin  has not signed in yet\n"
    )
    run("clinic", "close", "north")
    assert (
        "zoe  main: desk, north (closed): admin  has not signed in yet\n"
        in run("staff", "list").output
    )
    assert (
        run("staff", "list", "--clinic", "north").output
        == "zoe  admin  has not signed in yet\n"
    )


def test_the_doctor_names_a_clinic_whose_settings_cannot_be_used(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("staff", "list")
    assert "of which" not in run("doctor").output
    run("clinic", "add", "north", "North Center")
    run("clinic", "add", "west", "West Center")
    run("clinic", "close", "west")
    assert "3, of which 1 are closed" in run("doctor").output

    with sqlite3.connect(tmp_path / "finder.db") as database:
        database.execute(
            """UPDATE clinic SET settings = '{"FINDER_TIME_ZONE": "Mars/One"}' WHERE slug = 'north'"""
        )
    looked = run("doctor")
    assert looked.exit_code == 1
    assert "north: FINDER_TIME_ZONE is 'Mars/One'" in looked.output


def test_a_clinic_whose_settings_cannot_be_read_is_named_and_set_again(
    run: Run, tmp_path: Path
) -> None:
    run("clinic", "add", "north", "North Center")
    with sqlite3.connect(tmp_path / "finder.db") as database:
        database.execute("UPDATE clinic SET settings = '{half' WHERE slug = 'north'")

    assert "north  /c/north/  without a name" in run("clinic", "list").output
    looked = run("doctor")
    assert (
        "north: what the database holds is not a setting of a clinic; use one of"
        in looked.output
    )
    assert "finder clinic set north NAME=VALUE" in looked.output

    refused = run("clinic", "set", "north", "FINDER_INTAKE_DAYS=7")
    assert (
        refused.output
        == "Error: FINDER_CLINIC is empty; every clinic except the first needs a name\n"
    )
    run("clinic", "set", "north", f"{NAME}=North Center", "FINDER_INTAKE_DAYS=7")
    assert (
        "north  /c/north/  North Center  FINDER_INTAKE_DAYS=7\n"
        in run("clinic", "list").output
    )
    assert "not a setting of a clinic" not in run("doctor").output


def test_a_clinic_inherits_nothing_that_only_a_clinic_can_decide() -> None:
    installation = Settings(
        clinic="South", clinic_phone="555-0111", clinic_hours="8 to 5", clinic_next="We call.", clinic_call_back=True,
        at_clinic=True, share_crisis=True, intake_days=9, time_zone="America/Denver", emergency_number="112",
    )  # fmt: skip

    found = settings_of_clinic(installation, {NAME: "North", "FINDER_SAVED_HOURS": "5"})

    assert {name: getattr(found, name) for name in OF_ONE_CLINIC} == {
        **{name: getattr(Settings(), name) for name in OF_ONE_CLINIC},
        "clinic": "North",
    }
    assert (found.intake_days, found.saved_hours, found.emergency_number) == (
        9,
        5,
        "112",
    )
    assert local_time_of(found).name == "America/Denver"
    assert {*OF_ONE_CLINIC} < {*OF_CLINIC}


def test_a_setting_of_the_installation_cannot_be_set_for_a_clinic() -> None:
    with pytest.raises(
        BadSetting, match="FINDER_DATABASE is not a setting of a clinic"
    ):
        settings_of_clinic(Settings(), {"FINDER_DATABASE": "sqlite://"})
