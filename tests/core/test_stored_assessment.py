"""An assessment as JSON: it is read back complete, even under other rules."""

import json
from dataclasses import replace

from finder.core.deciding.assess import assess, assess_shareable
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.stored_assessment import (
    assessment_from_json,
    assessment_to_json,
    known_part,
    without_crisis,
)
from finder.core.summarizing.summarize import summarize
from finder.workbench.random_patients import random_patients


def test_a_stored_assessment_is_read_back_unchanged(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 300):
        for assessment in (
            assess(ruleset, answers),
            assess_shareable(ruleset, answers),
        ):
            assert (
                assessment_from_json(
                    json.loads(json.dumps(assessment_to_json(assessment)))
                )
                == assessment
            )
            assert known_part(ruleset, assessment) is assessment


def test_a_crisis_can_be_left_out(ruleset: Ruleset) -> None:
    answers = {
        "safety_now": frozenset({"rf_harm_now", "rf_chest"}),
        "age": frozenset({"a35_49"}),
    }
    assessment = assess(ruleset, answers)
    assert assessment.crisis

    without = without_crisis(assessment)

    assert not without.crisis
    assert [flag.flag for flag in without.flags] == ["rf_chest"]
    assert without.level is assessment.level


def test_an_assessment_is_read_even_if_the_rules_lack_some_of_its_ids(
    ruleset: Ruleset,
) -> None:
    fewer = replace(
        ruleset,
        version="another",
        treatments=dict(list(ruleset.treatments.items())[::2]),
        reasons=dict(list(ruleset.reasons.items())[::2]),
    )
    for answers in random_patients(ruleset.questionnaire, 100):
        whole = assess(ruleset, answers)

        part = known_part(fewer, whole)

        assert set(part.fired) <= set(fewer.reasons)
        assert part.level is whole.level
        assert summarize(fewer, answers, part).headline


def test_a_lead_is_left_out_if_the_rules_lack_its_background(ruleset: Ruleset) -> None:
    fewer = replace(
        ruleset,
        version="another",
        backgrounds=ruleset.backgrounds[:2],
    )
    left = {background.id for background in fewer.backgrounds}
    for answers in random_patients(ruleset.questionnaire, 100):
        whole = assess(ruleset, answers)

        part = known_part(fewer, whole)

        known = [lead for lead in whole.leads if lead.background in left]
        assert list(part.leads) == known
