"""One patient explained: nothing that counted is left out, and what did not count is
explained."""

import json
from pathlib import Path

from click.testing import CliRunner

from finder.commands import main
from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess
from finder.core.rules.knowledge import Ruleset
from finder.workbench.explain import explain

BACK = {
    "age": "a35_49", "where": ["low_back"], "how_long": "gt12", "feel": ["spasm_tight"],
    "changes": ["ache_move", "lean_back"],
    "tried": ["pt", "otc"], "prefer": ["procedures"], "goals": ["less_pain"],
}  # fmt: skip


def explained(ruleset: Ruleset, **expected: object) -> str:
    answers = answers_from({**BACK, **expected}, ruleset.questionnaire).answers
    return "\n".join(explain(ruleset, answers))


def test_every_rule_is_listed_as_fired_or_not_fired(ruleset: Ruleset) -> None:
    answers = answers_from(BACK, ruleset.questionnaire).answers
    text = explained(ruleset)
    fired = set(assess(ruleset, answers).fired)

    for rule in ruleset.suggestions.rows:
        assert f"  {'✓' if rule.id in fired else '✗'} {rule.id} [{rule.group}]" in text


def test_the_points_are_listed_by_group_with_the_effect_of_the_cap(
    ruleset: Ruleset,
) -> None:
    lines = explained(
        ruleset, feel=["spasm_tight", "runs_down"], changes=["lean_back"]
    ).splitlines()

    feel = next(line for line in lines if line.startswith("  feel "))
    assert feel.split() == [
        "feel",
        "6",
        "of",
        "7",
        "1",
        "6",
        "of",
        "8",
        ".",
        ".",
        "at",
        "most",
        "6",
    ]
    assert any(line.startswith("  together ") for line in lines)


def test_a_rule_that_did_not_fire_says_which_term_failed(ruleset: Ruleset) -> None:
    text = " ".join(explained(ruleset).split())

    assert "✗ runs-down-limb [feel] anesthesiology 3, neurology 1, pm_r 3: " in text
    lacking = text.split("✗ runs-down-limb [feel]")[1].split("✗")[0]
    assert "Runs from neck to arm" in lacking
    assert "lower back" not in lacking.lower().replace("from my back", "")


def test_urgent_advice_says_since_when(ruleset: Ruleset) -> None:
    text = explained(ruleset, safety_new=["rf_fever"], safety_now=["rf_harm_now"])

    assert "How soon: emergency room, and a crisis" in text
    assert "  fever-urgent: emergency room, since " in text


def test_a_child_is_explained_as_far_as_it_goes(ruleset: Ruleset) -> None:
    answers = answers_from({"age": "under18"}, ruleset.questionnaire).answers

    text = "\n".join(explain(ruleset, answers))

    assert "This tool is made for adults" in text
    assert "Rules that fired" not in text


def test_the_report_says_that_no_single_change_affects_a_patient(
    ruleset: Ruleset,
) -> None:
    text = explained(ruleset, cause=["sickle", "cancer"], health=["cancer_now"])

    assert "What would change the lead\n" in text


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(BACK))

    result = CliRunner().invoke(main, ["rules", "explain", str(file)])

    assert result.exit_code == 0
    assert result.stdout.startswith("One patient, by rules version ")
