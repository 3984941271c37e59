"""What may leave a visit. Private answers, and all that depends on them, leave it only
if the person wants that."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import assess
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.intake_content import (
    IntakeContent,
    content_for_clinic,
    content_from_json,
    content_to_json,
    known_content,
    reassessed,
)
from finder.core.sharing.stored_assessment import known_part
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.workbench.random_patients import Answers, random_patients
from tests.core.test_summarize import answers_of

NOW = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
CHEST = Acknowledgement("rf_chest", "call_911", How.CHECKED, NOW)
ACKNOWLEDGED = frozenset(
    {CHEST, Acknowledgement("rf_harm_now", "crisis", How.SAFE, NOW)}
)
DARK = {
    "safety_now": ["rf_harm_now"],
    "safety_mood": "now",
    "health": ["substance", "diabetes"],
}


def test_shared_content_is_read_back_unchanged(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 100):
        for private in (True, False):
            content = content_for_clinic(
                ruleset,
                answers,
                "words",
                ACKNOWLEDGED,
                include_private=private,
                share_crisis=private,
            )
            assert content_from_json(content_to_json(content)) == content
            changed = replace(content, changed=NOW)
            assert content_from_json(content_to_json(changed)) == changed


@pytest.fixture
def content(ruleset: Ruleset) -> IntakeContent:
    """Return the intake of a person whose pain changes with movement."""
    return content_for_clinic(
        ruleset,
        answers_of(ruleset, changes=["ache_move"]),
        "words",
        (),
        include_private=True,
        share_crisis=False,
    )


def test_later_rules_keep_what_they_know_of_both_pains(
    ruleset: Ruleset, content: IntakeContent
) -> None:
    of_two = replace(content, second=content.assessment)
    fewer = replace(ruleset, version="another", treatments={})

    for whole in (content, of_two):
        part = known_content(fewer, whole)

        assert part.answers == whole.answers
        assert part.assessment == known_part(fewer, whole.assessment)
        assert part.assessment != whole.assessment
        assert part.second == (part.assessment if whole.second else None)


def test_assessing_again_with_the_same_rules_changes_nothing(
    ruleset: Ruleset, content: IntakeContent
) -> None:
    assert reassessed(ruleset, content) == content


def test_private_answers_and_all_their_effects_are_left_out(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, **DARK)

    content = content_for_clinic(
        ruleset, answers, "", ACKNOWLEDGED, include_private=False, share_crisis=False
    )

    for planted in (b"rf_harm_now", b"substance", b"safety_mood", b'crisis"]', b"dark"):
        assert planted not in content_to_json(content)
    assert b"diabetes" in content_to_json(content)
    assert not content.crisis
    assert content.assessment.scores == assess(ruleset, answers).scores, (
        "who fits comes from all answers"
    )
    assert content.assessment.more_counts
    context = Context(acknowledged=content.acknowledged)
    said = repr(summarize(ruleset, content.answers, content.assessment, context).advice)
    assert "suicide" not in said


def test_a_person_may_share_the_private_answers_too(ruleset: Ruleset) -> None:
    content = content_for_clinic(
        ruleset,
        answers_of(ruleset, **DARK),
        "",
        ACKNOWLEDGED,
        include_private=True,
        share_crisis=False,
    )

    assert "substance" in content.answers["health"]
    assert not content.crisis
    assert not content.assessment.crisis, (
        "a level for the clinic only where it has agreed how to respond"
    )


def test_a_crisis_is_shared_only_if_the_clinic_has_agreed_how_to_respond(
    ruleset: Ruleset,
) -> None:
    def crisis(answers: Answers, *, agreed: bool) -> bool:
        return content_for_clinic(
            ruleset, answers, "", (), include_private=False, share_crisis=agreed
        ).crisis

    assert crisis(answers_of(ruleset, **DARK), agreed=True)
    assert not crisis(answers_of(ruleset, **DARK), agreed=False)
    assert not crisis(answers_of(ruleset), agreed=True)


def test_a_flag_called_checked_stays_checked(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset, safety_now=["rf_chest"])

    content = content_for_clinic(
        ruleset, answers, "", ACKNOWLEDGED, include_private=False, share_crisis=False
    )

    assert content.acknowledged == {CHEST}


def test_an_intake_that_an_earlier_version_kept_still_opens(ruleset: Ruleset) -> None:
    content = content_for_clinic(
        ruleset,
        answers_of(ruleset, safety_now=["rf_chest"]),
        "",
        (),
        include_private=False,
        share_crisis=False,
    )
    parts = json.loads(content_to_json(content))
    parts["acknowledged"] = [["rf_chest", "call_911"]]
    del parts["taken_back"]

    found = content_from_json(json.dumps(parts).encode())

    assert found.acknowledged == {
        Acknowledgement("rf_chest", "call_911", How.NOT_ASKED)
    }
    assert found.taken_back == ()


def test_harm_by_others_is_left_out_and_lowers_no_other_sign(ruleset: Ruleset) -> None:
    answers = answers_of(
        ruleset, where=["neck"], safety_area=["rf_choked"], safety_new=["rf_rash"]
    )

    without = content_for_clinic(
        ruleset, answers, "", (), include_private=False, share_crisis=False
    )
    whole = content_for_clinic(
        ruleset, answers, "", (), include_private=True, share_crisis=False
    )

    assert b"choked" not in content_to_json(without)
    assert without.assessment.level is Level.TODAY
    assert whole.assessment.level is Level.EMERGENCY_ROOM


def test_own_words_carry_their_language_where_it_is_known(ruleset: Ruleset) -> None:
    answers = answers_of(ruleset)
    known, unknown, none = (
        content_for_clinic(
            ruleset,
            answers,
            text,
            (),
            include_private=False,
            share_crisis=False,
            own_words_language=language,
        )
        for text, language in (("Duele.", "es"), ("Duele.", ""), ("", "es"))
    )

    assert content_from_json(content_to_json(known)).own_words_language == "es"
    assert b"language" not in content_to_json(unknown), (
        "what was shared before says the same as now"
    )
    assert none.own_words_language == ""
