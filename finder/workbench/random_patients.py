"""Made-up patients: random answers that the questionnaire allows."""

from collections.abc import Iterator, Sequence
from random import Random

from finder.core.rules.conditions import Answers as WorkedAnswers
from finder.core.rules.questionnaire import (
    SCALE,
    SCALE_OPTIONS,
    Kind,
    Option,
    Question,
    Questionnaire,
)

Answers = dict[str, frozenset[str]]

MOST_CHANGED = 4
MOST_AT_ONCE = 6
SKIPS, ALONE = 0.1, 0.3
"""How often a page is skipped, and how often an option that stands alone is taken."""


def random_patient(questionnaire: Questionnaire, random: Random, *, sure: bool = False) -> Answers:
    """Answers page by page, as a person would give them. `sure` keeps to people whose pages go on to the end."""
    answers: Answers = {}
    for page in questionnaire.path(answers):
        for question in questionnaire.asked(page, answers):
            options = questionnaire.shown(question, answers)
            skipped = not page.required and random.random() < SKIPS
            answers[question.id] = frozenset() if skipped else chosen(question, options, random)
            while sure and questionnaire.stops(answers):
                answers[question.id] = chosen(question, options, random)
    return answers


def chosen(question: Question, options: tuple[Option, ...], random: Random) -> frozenset[str]:
    if question.kind is Kind.TEXT:
        return frozenset()
    if question.kind is Kind.SCALE:
        return frozenset({random.choice(SCALE)})
    if question.kind is Kind.ONE:
        return frozenset({random.choice(options).id})
    together = [option.id for option in options if not option.alone]
    alone = [option.id for option in options if option.alone]
    if alone and (not together or random.random() < ALONE):
        return frozenset({random.choice(alone)})
    most = min(question.most or MOST_AT_ONCE, len(together))
    return frozenset(random.sample(together, random.randint(1, most)))


def realistic_patient(questionnaire: Questionnaire, worked: Sequence[WorkedAnswers], random: Random) -> Answers:
    """A worked patient who answers one to four questions otherwise; what that makes needed is answered too."""
    answers = dict(random.choice(worked))
    otherwise = set(random.sample(sorted(answers), min(random.randint(1, MOST_CHANGED), len(answers))))
    found: Answers = {}
    for page in questionnaire.path(found):
        for question in questionnaire.asked(page, found):
            options = questionnaire.shown(question, found)
            shown = {option.id for option in options} if options else SCALE_OPTIONS
            kept = answers.get(question.id, frozenset()) & shown
            again = question.id in otherwise or (page.required and not kept)
            found[question.id] = chosen(question, options, random) if again else kept
    return found


def random_patients(questionnaire: Questionnaire, number: int, seed: int = 1) -> Iterator[Answers]:
    random = Random(seed)
    for _ in range(number):
        yield random_patient(questionnaire, random)
