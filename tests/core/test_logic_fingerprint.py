"""The fingerprint of the logic changes with every rule, and with no text."""

from pathlib import Path

from finder.core.loading.load import load
from finder.core.reviewing.logic_fingerprint import logic_fingerprint
from finder.core.rules.knowledge import Ruleset
from tests.edits import edited


def test_other_texts_do_not_change_the_logic(ruleset: Ruleset, tmp_path: Path) -> None:
    fire = ("questionnaire.toml", 'en = "Burning"', 'en = "Like fire"')
    hands = ("findings.toml", "pain in both hands", "both hands hurt")

    changed = load(edited(tmp_path / "rules", fire, hands))

    assert changed.version != ruleset.version
    assert logic_fingerprint(changed) == logic_fingerprint(ruleset)


def test_another_number_condition_or_option_is_another_logic(
    ruleset: Ruleset, tmp_path: Path
) -> None:
    edits = [
        ("suggestions.csv", "feel:face_shock,1,9", "feel:face_shock,1,8"),
        ("red_flags.csv", "safety_new:rf_fever,today", "safety_new:rf_fever,soon"),
        ("scoring.toml", "clear_gap = 4", "clear_gap = 5"),
        ("findings.toml", '"base_regions>=6"', '"base_regions>=5"'),
        (
            "questionnaire.toml",
            ', ask_if = "where:face_jaw|mouth|ear|eye", section = "head" }',
            ', section = "head" }',
        ),
    ]

    found = {
        logic_fingerprint(load(edited(tmp_path / str(number), edit)))
        for number, edit in enumerate(edits)
    }

    assert len(found | {logic_fingerprint(ruleset)}) == 1 + len(edits)
