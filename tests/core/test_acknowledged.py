"""A person's reaction to urgent advice: to which flag, at which level, and in which
words."""

import json

import pytest

from finder.core.deciding.acknowledged import (
    Acknowledgement,
    How,
    as_parts,
    from_parts,
    still_raised,
    unacknowledged,
    was_answered_with,
)
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.knowledge import Ruleset
from tests.core.test_intake_content import NOW
from tests.core.test_summarize import answers_of

CHEST = Acknowledgement("rf_chest", "call_911", How.CHECKED, NOW)
HARM = Acknowledgement("rf_harm_now", "crisis", How.SAFE, NOW)


def flags(ruleset: Ruleset, **answers: object) -> tuple[RedFlag, ...]:
    return triage(ruleset, answers_of(ruleset, **answers)).flags


def test_an_acknowledgement_is_of_a_flag_at_its_level(ruleset: Ruleset) -> None:
    today = flags(ruleset, safety_area=["rf_weak_new"])
    urgent = flags(ruleset, safety_area=["rf_weak_new"], health=["cancer_past"])

    def left(level: str) -> tuple[RedFlag, ...]:
        return unacknowledged(
            urgent, {Acknowledgement("rf_weak_new", level, How.CHECKED)}
        )

    assert unacknowledged(today, ()) == ()
    assert left("today") == urgent
    assert left("emergency_room") == ()
    assert left("call_911") == ()


def test_a_crisis_is_acknowledged_as_a_crisis(ruleset: Ruleset) -> None:
    found = flags(ruleset, safety_now=["rf_harm_now"])

    assert unacknowledged(
        found, {Acknowledgement("rf_harm_now", "call_911", How.CHECKED)}
    )
    assert not unacknowledged(found, {HARM})


def test_a_flag_called_a_mistake_counts_while_it_is_ticked(ruleset: Ruleset) -> None:
    found = flags(ruleset, safety_now=["rf_chest"])
    mistake = Acknowledgement("rf_chest", "call_911", How.MISTAKE, NOW)

    assert unacknowledged(found, {mistake}) == found
    assert was_answered_with(How.MISTAKE, found[0], {mistake})
    assert not was_answered_with(How.CHECKED, found[0], {mistake})
    assert not still_raised({mistake}, found)


def test_only_what_is_still_raised_stays_acknowledged(ruleset: Ruleset) -> None:
    found = flags(ruleset, safety_now=["rf_chest", "rf_harm_now"])
    others = {
        Acknowledgement("rf_harm_now", "today", How.CHECKED),
        Acknowledgement("rf_tear", "call_911", How.CHECKED),
    }

    assert still_raised({CHEST, HARM} | others, found) == {CHEST, HARM}
    assert not still_raised({CHEST, HARM}, ())


@pytest.mark.parametrize("how", How)
def test_it_is_read_back_unchanged(how: How) -> None:
    said = {
        Acknowledgement("rf_chest", "call_911", how, NOW),
        Acknowledgement("rf_tear", "call_911", how),
    }

    assert from_parts(json.loads(json.dumps(as_parts(said)))) == said


def test_data_of_an_earlier_version_is_read_without_added_claims() -> None:
    assert from_parts([["rf_chest", "call_911"], ["rf_harm_now", "crisis"]]) == {
        Acknowledgement("rf_chest", "call_911", How.NOT_ASKED),
        Acknowledgement("rf_harm_now", "crisis", How.SAFE),
    }
