"""Made-up patients with two pains."""

from collections.abc import Iterator
from random import Random

from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.second_pain import SecondPain
from finder.workbench.random_patients import chosen, random_patient


def second_of(questionnaire: Questionnaire) -> SecondPain:
    assert questionnaire.second
    return questionnaire.second


def with_second(
    questionnaire: Questionnaire, answers: Answers, pain: str, random: Random
) -> dict[str, frozenset[str]]:
    """Return these answers with random ones about a second pain of this name."""
    both = {**answers, second_of(questionnaire).choice: frozenset({pain})}
    for page in questionnaire.path(both):
        for question in questionnaire.asked(page, both):
            if question.id not in both:
                both[question.id] = chosen(
                    question, questionnaire.shown(question, both), random
                )
    return both


def random_visits(
    ruleset: Ruleset, number: int, seed: int = 1
) -> Iterator[tuple[Answers, Answers]]:
    """Yield pairs of answers: only with the first pain, and with a second one too."""
    random, questionnaire = Random(seed), ruleset.questionnaire
    while number:
        alone = random_patient(questionnaire, random, sure=True)
        if others := sorted(second_of(questionnaire).others(alone)):
            yield (
                alone,
                with_second(questionnaire, alone, random.choice(others), random),
            )
            number -= 1
