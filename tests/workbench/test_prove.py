"""The shipped rules keep every promise for everyone, and the proofs are easy to
read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from finder.commands import main
from finder.core.loading.load import load
from finder.core.reviewing.proofs import FILE, Proofs, proofs_from, read_proofs
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.report import report
from tests.edits import edited


def ran(*words: str, rules: Path = RULES) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        main, ["rules", "prove", *words], env={"FINDER_RULES": str(rules)}
    )
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def stored_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped rules without stored proofs."""
    rules = edited(tmp_path_factory.mktemp("kept") / "rules")
    (rules / FILE).unlink()
    return rules


@pytest.fixture(scope="module")
def proofs(stored_rules: Path) -> Proofs:
    """Return the JSON output of the command that proves and stores everything."""
    code, out, _ = ran("--json", "--keep", rules=stored_rules)
    assert code == 0
    return proofs_from(json.loads(out))


def test_every_claim_holds_for_the_shipped_rules(proofs: Proofs) -> None:
    assert [claim.words for claim in proofs.claims if not claim.holds] == []
    assert len(proofs.claims) == 15


def test_the_stored_proofs_say_the_same(proofs: Proofs, ruleset: Ruleset) -> None:
    stored = read_proofs(RULES, ruleset)

    assert stored is not None, "run `python3 dev rules prove --keep`"
    assert [
        (each.id, each.cases, each.holds, each.notes) for each in stored.claims
    ] == [(each.id, each.cases, each.holds, each.notes) for each in proofs.claims]
    assert [(each.lowest, each.highest) for each in stored.ranges] == [
        (each.lowest, each.highest) for each in proofs.ranges
    ]


def test_every_background_leads_for_someone_who_is_shown(proofs: Proofs) -> None:
    assert all(each.leads_for and each.lowest < each.highest for each in proofs.ranges)


def test_the_report_reads_from_top_to_bottom() -> None:
    code, out, err = ran("--only", "monotone", "--only", "promises")

    assert code == 0
    assert out.startswith("The rules, proved for everyone\n")
    assert "  ✓ One more answer never lowers a score or a level.\n" in out
    assert out.endswith("Of 2 claims, all hold.\n")
    assert "... every promise holds\n" in err
    assert max(map(len, out.splitlines())) <= 100


def test_a_whole_report_includes_the_scores(proofs: Proofs) -> None:
    lines = list(report(proofs, "3", {}))

    assert "What each background can score, and a person for whom it leads" in lines
    assert lines[-1] == "Of 15 claims, all hold."
    assert max(map(len, lines)) <= 100


def test_a_broken_promise_ends_with_a_patient_who_shows_it(tmp_path: Path) -> None:
    fault = (
        "treatments.csv",
        "medicines:antidepressant,,careful",
        "health:mental & medicines:antidepressant,,careful",
    )
    rules = edited(tmp_path / "rules", fault)

    code, out, _ = ran(
        "--only", "promises", "--patients", str(tmp_path / "patients"), rules=rules
    )

    assert code == 1
    assert "  ✗ Every promise of promises.toml is kept." in out
    assert "A person who shows it:" in out
    assert "Do you take any of these? Mood medicine, or antidepressant for pain" in out
    assert out.endswith("Of 1 claims, 1 does not hold; see ✗ above.\n")
    files = sorted((tmp_path / "patients").iterdir())
    assert f"finder run --answers {files[0]}" in out.replace("\n", "")
    assert json.loads(files[0].read_text())["medicines"] == ["antidepressant"]


def test_proofs_that_hold_are_stored(proofs: Proofs, stored_rules: Path) -> None:
    assert proofs == read_proofs(stored_rules, load(stored_rules))


def test_proofs_that_fail_are_not_stored(tmp_path: Path) -> None:
    rules = edited(
        tmp_path / "rules",
        ("red_flags.csv", "medicines:ran_out,today", "medicines:ran_out,soon"),
    )
    (rules / FILE).unlink()

    code, _, _ = ran("--keep", "--patients", str(tmp_path / "patients"), rules=rules)

    assert code == 1
    assert not (rules / FILE).exists()


def test_a_failure_that_a_clinician_accepts_is_reported_with_its_reason(
    tmp_path: Path,
) -> None:
    row = 'claim = "counts"\nwhat = "function:eat_talk"\nen = "It will be used soon."\n'
    accepted = f"[[accepted]]\n{row}\n[[promise]]\n"
    unlisted = ("promises.toml", '["eat_talk", "intimacy"]', '["intimacy"]')
    rules = edited(
        tmp_path / "rules", ("promises.toml", "[[promise]]\n", accepted), unlisted
    )

    code, out, _ = ran("--only", "counts", rules=rules)

    assert code == 0
    assert "~ questionnaire.toml:" in out
    assert "Accepted: It will be used soon." in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--only", "luck"], "there is no claim luck; use one of red-flags, levels, "),
        (
            ["--only", "counts", "--keep"],
            "only the proofs of all claims can be written",
        ),
    ],
)
def test_an_impossible_option_is_reported(words: list[str], expected: str) -> None:
    code, _, err = ran(*words)

    assert code == 2
    assert expected in err


def test_without_the_solver_the_fix_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "z3", None)

    code, _, err = ran()

    assert code == 1
    assert "use `python3 dev rules prove`, which installs it" in err
