"""A worked patient with a different result is reported in words."""

from finder.core.reviewing.outcomes import in_words
from finder.core.rules.knowledge import Ruleset


def test_lists_report_new_removed_and_moved_items(ruleset: Ruleset) -> None:
    assert in_words(ruleset, "leads", ["neurology"], ["pm_r"]) == (
        "Who fits best: now also Neurology; no longer Physical medicine and rehabilitation (PM&R)"
    )
    assert in_words(
        ruleset, "treatments", [["tens"], ["rfa"]], [["rfa"], ["tens"]]
    ).startswith("Treatments: in another order: ")
    assert in_words(ruleset, "cautions", ["allergy"], []) == (
        f"Cautions: now also “{ruleset.reasons['allergy'].words}” (allergy)"
    )


def test_other_values_report_what_was_expected(ruleset: Ruleset) -> None:
    assert in_words(ruleset, "team", True, False) == "A team: yes, expected no"
    assert (
        in_words(ruleset, "level", "today", "none")
        == "How soon to be seen: Be seen today, expected no warning sign"
    )
    words = ruleset.advice.word
    assert (
        in_words(ruleset, "strength", "clear", "low")
        == f"How sure it is: {words.clear}, expected {words.low}"
    )
    assert in_words(
        ruleset, "scores", {"neurology": 9}, {"neurology": 7, "pm_r": 1}
    ) == (
        "Points: Neurology is 9, expected 7; Physical medicine and rehabilitation (PM&R) is nothing, expected 1"
    )
    assert in_words(ruleset, "notes", {"tens": ["tried-heat"]}, {"tens": []}).endswith(
        "(tried-heat), expected none"
    )
