"""Each danger is proved: a change that leaves one undetected is found, with a patient
as an example."""

from pathlib import Path

import pytest

from finder.core.loading.load import load
from finder.core.loading.promises import load_promises
from finder.core.reviewing.dangers import Danger, load_dangers
from finder.core.reviewing.proofs import Claim
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.dangers import dangers_lost, every_danger_is_caught, unseen
from finder.workbench.solve import Bench, World
from tests.edits import Edit, edited

BLEED = ",call_911,rf_worst,rf_worst,rf_worst,everyone,SNNOOP seen; AHRQ22 seen,"


def proved(folder: Path) -> Claim:
    ruleset = load(folder)
    return every_danger_is_caught(
        Bench(ruleset, folder, load_promises(folder, ruleset))
    )


def test_all_shipped_dangers_are_detected_or_listed_as_undetectable() -> None:
    claim = proved(RULES)

    assert claim.holds, claim.failures
    assert claim.cases.startswith("202 dangers")
    assert "Hurt or choked at home" in claim.notes[0]


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (("red_flags.csv", "safety_now:rf_worst,call_911", "safety_now:rf_worst,soon"),
         "HD01 (Bleed around the brain (burst artery bulge)) does not get the level call_911 for everyone"),
        (("red_flags.csv", "safety_now:rf_worst,", "safety_now:rf_worst & age:a80,"), "who ticks rf_worst"),
        (("dangers.csv", "rf_stopped,,,\"everyone, raised\",ITB", "rf_stopped,rf_stopped,,\"everyone, raised\",ITB"),
         "DV01 (Pump empty or failed: baclofen) does not get the level emergency_room for everyone who ticks"),
        (("dangers.csv", "tell_clinic,rf_nsaid_preg,,", "tell_clinic,rf_nsaid_preg,rf_nsaid_preg,"),
         "has no line that a person can tick: rf_nsaid_preg"),
        (("dangers.csv", "tell_clinic,rf_nsaid_preg,,", "call_911,rf_nsaid_preg,,"),
         "never gets the level call_911, whatever the answers"),
    ],
)  # fmt: skip
def test_a_change_that_loses_a_danger_is_found(
    tmp_path: Path, edit: Edit, text: str
) -> None:
    failures = proved(edited(tmp_path / "rules", edit)).failures

    assert any(text in failure.text and failure.line > 1 for failure in failures)


@pytest.mark.parametrize(
    ("edit", "line", "text"),
    [
        (('id = "rf_ill", ', 'id = "rf_ill", ask_if = "safety_now:rf_gas", '), "rf_ill",
         "rf_ill is not shown to everyone; it is asked only if"),
        (('id       = "safety_new"\n', 'id       = "safety_new"\nask_if = "safety_now:rf_gas"\n'), "rf_ill",
         "rf_ill is on a page that not everyone is asked"),
        (('id = "rf_ill", ', 'id = "rf_ill", '), "rf_nowhere", "has no line that a person can tick: rf_nowhere"),
    ],
)  # fmt: skip
def test_a_line_that_not_everyone_sees_is_found(
    tmp_path: Path, edit: tuple[str, str], line: str, text: str
) -> None:
    ruleset = load(edited(tmp_path / "rules", ("questionnaire.toml", *edit)))

    assert any(text in found for found in unseen(World(ruleset, lingering=True), line))


def test_a_line_that_asks_for_an_age_alone_is_shown_to_everybody_of_that_age() -> None:
    assert list(unseen(World(load(RULES), lingering=True), "rf_preg")) == []


def test_a_question_that_only_some_are_asked_hides_a_line_only_from_those_who_said_no(
    tmp_path: Path,
) -> None:
    skippable = edited(
        tmp_path / "rules",
        ("questionnaire.toml", 'ask_if   = "age:under65"\nrequired = true\n', ""),
    )
    [sentence] = unseen(World(load(skippable), lingering=True), "rf_preg")

    assert sentence.startswith(
        "rf_preg is not shown to everyone; it is asked only if pregnancy, birth or"
    )


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ((("dangers.csv", "HD01,", "HD99,"), ("dangers.toml", "[danger.HD01]", "[danger.HD99]")),
         "(burst artery bulge)) is no longer looked for"),
        ((("dangers.csv", BLEED, BLEED.replace("call_911", "soon")),), "no longer needs call_911, only soon"),
        ((("dangers.csv", BLEED, BLEED.replace("rf_worst,everyone", ",place")),), "no longer has a line"),
        ((("red_flags.csv", "safety_now:rf_worst,call_911", "safety_now:rf_worst,emergency_room"),),
         "does not get the level call_911 for everyone who ticks rf_worst"),
        ((), ""),
    ],
)  # fmt: skip
def test_a_comparison_names_a_danger_that_an_edit_loses(
    tmp_path: Path, edits: tuple[Edit, ...], text: str
) -> None:
    new = edited(tmp_path / "rules", *edits)

    found = list(dangers_lost(with_dangers(RULES), with_dangers(new)))

    assert any(text in each for each in found) if text else not found


def with_dangers(folder: Path) -> tuple[Ruleset, tuple[Danger, ...]]:
    ruleset = load(folder)
    return ruleset, load_dangers(folder, ruleset)
