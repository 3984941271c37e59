"""Made-up patients: random answers that the questionnaire allows."""

from collections.abc import Iterator, Sequence
from random import Random

from finder.core.deciding.mistakes import known_ids
from finder.core.rules.conditions import NO_IDS, Ids
from finder.core.rules.conditions import Answers as WorkedAnswers
from finder.core.rules.page import Kind, Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire

Answers = dict[str, Ids]

MOST_CHANGED = 4
MOST_AT_ONCE = 6
SKIPS, ALONE = 0.1, 0.3
"""How often a page is skipped, and how often an option that stands alone is chosen."""


def random_patient(
    questionnaire: Questionnaire, random: Random, *, sure: bool = False
) -> Answers:
    """Return random answers, given page by page as a person would give them.

    With `sure`, the answers never stop the questionnaire.
    """
    answers: Answers = {}
    for page, question in questionnaire.in_turn(answers):
        options = questionnaire.shown(question, answers)
        if skips(page, random):
            answers[question.id] = NO_IDS
        else:
            answers[question.id] = chosen(question, options, random)
        while sure and questionnaire.stops(answers):
            answers[question.id] = chosen(question, options, random)
    return answers


def skips(page: Page, random: Random) -> bool:
    """Return whether a person skips a question of this page."""
    if page.required:
        return False
    return random.random() < SKIPS


def chosen(question: Question, options: Sequence[Option], random: Random) -> Ids:
    """Return a random answer that the question allows."""
    if question.kind is Kind.TEXT:
        return NO_IDS
    if question.kind is Kind.MANY:
        return several(question, options, random)
    known = known_ids(question, options)
    only = random.choice(known)
    return frozenset({only})


def several(question: Question, options: Sequence[Option], random: Random) -> Ids:
    """Return random options that can be ticked together, or sometimes one that stands
    alone."""
    alone = [option.id for option in options if option.alone]
    together = [option.id for option in options if not option.alone]
    if alone and (not together or random.random() < ALONE):
        only = random.choice(alone)
        return frozenset({only})
    limit = question.most or MOST_AT_ONCE
    most = min(limit, len(together))
    number = random.randint(1, most)
    ticked = random.sample(together, number)
    return frozenset(ticked)


def realistic_patient(
    questionnaire: Questionnaire, worked: Sequence[WorkedAnswers], random: Random
) -> Answers:
    """Return a worked patient with random answers to one to four questions.

    Required questions that these answers open are answered, too.
    """
    answers = dict(random.choice(worked))
    changes = random.randint(1, MOST_CHANGED)
    most = min(changes, len(answers))
    changed = random.sample(sorted(answers), most)
    found: Answers = {}
    for page, question in questionnaire.in_turn(found):
        options = questionnaire.shown(question, found)
        known = known_ids(question, options)
        before = answers.get(question.id, NO_IDS)
        answer = before.intersection(known)
        is_missing = page.required and not answer
        if is_missing or question.id in changed:
            answer = chosen(question, options, random)
        found[question.id] = answer
    return found


def random_patients(
    questionnaire: Questionnaire, number: int, seed: int = 1
) -> Iterator[Answers]:
    random = Random(seed)
    for _ in range(number):
        yield random_patient(questionnaire, random)
