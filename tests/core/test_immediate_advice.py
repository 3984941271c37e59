"""Advice that appears when an option is ticked, before its page is sent."""

from finder.core.deciding.triage import triage
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.immediate_advice import at_once


def test_a_line_that_is_an_emergency_by_itself_says_what_to_do(
    ruleset: Ruleset,
) -> None:
    found = at_once(ruleset)

    assert found["safety_now", "rf_chest"].words == "Call 911 now"
    assert found["safety_new", "rf_cauda"].level is Level.EMERGENCY_ROOM
    assert found["safety_now", "rf_harm_now"].words == "Call or text 988, day or night."
    assert ("safety_new", "rf_fever") not in found
    assert ("safety_now", "none") not in found


def test_it_is_as_urgent_as_the_next_page(ruleset: Ruleset) -> None:
    """Check that every option, ticked alone, is as urgent as the advice at its tick."""
    found = at_once(ruleset)
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            for option in question.options:
                raised = triage(ruleset, {question.id: frozenset({option.id})})
                advice = found.get((question.id, option.id))
                urgent = raised.crisis or raised.level >= Level.EMERGENCY_ROOM
                assert urgent is bool(advice), (question.id, option.id)
                assert advice is None or raised.crisis or advice.level == raised.level
