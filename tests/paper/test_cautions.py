"""The cautions of every pain are printed."""

from finder.core.deciding.assess import assess, assess_second
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.summarize import summarize
from finder.paper.cautions import cautions
from tests.core.two_pains import random_visits


def test_what_a_second_pain_asks_to_tell_the_clinic_is_printed(
    ruleset: Ruleset,
) -> None:
    compared = 0
    for _, answers in random_visits(ruleset, 200, seed=3):
        summary = summarize(
            ruleset,
            answers,
            assess(ruleset, answers),
            second=assess_second(ruleset, answers),
        )
        assert summary.second
        printed = {
            sentence for _, sentences in cautions(summary) for sentence in sentences
        }
        wanted = set(summary.second.tell_clinic) & set(summary.be_careful)
        assert wanted <= printed
        compared += len(wanted)
    assert compared
