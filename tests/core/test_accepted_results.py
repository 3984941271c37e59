"""The new result of a worked patient can be accepted."""

import tomllib
from pathlib import Path

from click.testing import CliRunner

from finder.commands import main
from finder.core.reviewing.accepted_results import with_results
from finder.paths import RULES
from tests.edits import edited


def test_a_new_result_takes_the_place_of_one_over_several_lines() -> None:
    text = '[[vignette]]\nstory_en = "A"\n[vignette.expect]\nleads = [\n  "a",\n]\nteam = false\n'

    new = with_results(text, {1: {"leads": ["b", "c"], "team": True}})

    assert (
        new
        == '[[vignette]]\nstory_en = "A"\n[vignette.expect]\nleads = ["b", "c"]\nteam = true\n'
    )


def test_what_is_not_toml_is_replaced_line_by_line() -> None:
    assert with_results(
        "[vignette.expect]\nnotes = [\n", {0: {"notes": {"a": ["b"], "c": []}}}
    ) == ('[vignette.expect]\nnotes = { a = ["b"], c = [] }\n')


def test_accept_writes_the_new_results_and_nothing_else(tmp_path: Path) -> None:
    folder = edited(
        tmp_path / "rules",
        ("suggestions.csv", "feel:face_shock,1,9", "feel:face_shock,1,10"),
    )
    before = tomllib.loads((folder / "vignettes.toml").read_text(encoding="utf-8"))[
        "vignette"
    ]

    refused, accepted, again = (
        checked(folder, *words) for words in ((), ("--accept",), ("--accept",))
    )

    assert refused[0] == 1
    assert "has another result than expected. Points: Neurology is " in refused[1]
    assert "run `finder rules check --accept`" in refused[1]
    assert accepted[0] == 0
    assert "Accepted: “" in accepted[1]
    assert again == (0, again[1])
    assert "Accepted" not in again[1]
    after = tomllib.loads((folder / "vignettes.toml").read_text(encoding="utf-8"))[
        "vignette"
    ]
    assert [each["answers"] for each in after] == [each["answers"] for each in before]
    assert [each["expect"].keys() for each in after] == [
        each["expect"].keys() for each in before
    ]
    assert after != before


def test_accept_changes_nothing_if_all_results_are_as_expected(folder: Path) -> None:
    checked(folder, "--accept")

    assert (folder / "vignettes.toml").read_bytes() == (
        RULES / "vignettes.toml"
    ).read_bytes()


def checked(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["rules", "check", *words], env={"FINDER_RULES": str(folder)}
    )
    return result.exit_code, result.output
