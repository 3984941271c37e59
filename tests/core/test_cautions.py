"""Cautions apply to the person, are under a heading that describes them, and appear
once."""

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess
from finder.core.loading.load import load
from finder.core.reviewing.check import Vignette, load_vignettes
from finder.core.rules.knowledge import Effect, Ruleset
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.paths import RULES

KNEE = {"age": "a50_64", "where": ["knee_l"], "how_long": "gt12"}
VIGNETTES = load_vignettes(RULES, load(RULES))


def summary(ruleset: Ruleset, **answers: object) -> Summary:
    answered = answers_from({**KNEE, **answers}, ruleset.questionnaire).answers
    return summarize(ruleset, answered, assess(ruleset, answered))


@pytest.mark.parametrize(
    ("row", "answers"),
    [
        (
            "ibuprofen-with-blood-thinner",
            {"medicines": ["nsaid_regular", "blood_thinner"]},
        ),
        (
            "ibuprofen-with-kidneys",
            {"medicines": ["nsaid_regular"], "health": ["kidney_liver"]},
        ),
        (
            "ibuprofen-with-heart",
            {"medicines": ["nsaid_regular"], "health": ["heart_stroke"]},
        ),
        ("ibuprofen-with-heart", {"medicines": ["nsaid_regular"], "told": ["stroke"]}),
    ],
)
def test_a_person_on_a_risky_pill_reads_what_to_ask_today(
    ruleset: Ruleset, row: str, answers: dict[str, object]
) -> None:
    found = summary(ruleset, **answers)

    assert found.ask_today == (ruleset.reasons[row].words,)
    assert "You take" in found.ask_today[0]
    assert ruleset.reasons["takes-ibuprofen-type"].words not in found.be_careful


def test_a_person_without_that_risk_reads_to_be_careful(ruleset: Ruleset) -> None:
    found = summary(ruleset, medicines=["nsaid_regular"])

    assert not found.ask_today
    assert ruleset.reasons["takes-ibuprofen-type"].words in found.be_careful


def test_a_caution_about_an_unsuggested_medicine_is_left_out(ruleset: Ruleset) -> None:
    knee = summary(ruleset, health=["heart_stroke"])
    head = summary(
        ruleset, health=["heart_stroke"], where=["head"], feel=["throb_sick"]
    )

    assert ruleset.reasons["heart-and-migraine-pills"].words not in knee.be_careful
    assert ruleset.reasons["heart-and-migraine-pills"].words in head.be_careful


def test_what_every_doctor_should_know_is_always_listed(ruleset: Ruleset) -> None:
    found = summary(
        ruleset, medicines=["blood_thinner", "allergy"], health=["weak_bones"]
    )

    for row in ("blood-thinner", "allergy", "weak-bones"):
        assert ruleset.reasons[row].words in found.tell_doctors


@pytest.mark.parametrize(
    "vignette", VIGNETTES, ids=[vignette.story for vignette in VIGNETTES]
)
def test_no_caution_is_repeated_or_without_its_card(
    ruleset: Ruleset, vignette: Vignette
) -> None:
    found = summarize(ruleset, vignette.answers, assess(ruleset, vignette.answers))
    cards = [card for step in found.steps for card in (*step.cards, *step.more)] + list(
        found.later
    )

    said = [*found.ask_today, *found.be_careful, *found.tell_doctors]
    said += [sentence for block in found.advice for sentence in block.sentences]
    assert len(said) == len(set(said))
    on_cards = {caution for card in cards for caution in card.cautions}
    about_cards = {
        ruleset.reasons[row.id].words
        for row in ruleset.treatment_rows.rows
        if row.effect is Effect.CAUTION and row.cards
    }
    assert about_cards & set(said) <= on_cards
    assert on_cards <= set(said)
