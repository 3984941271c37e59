"""Made-up patients: random answers that the questionnaire allows."""

from collections.abc import Iterator, Sequence
from random import Random

from finder.core.rules.conditions import Answers as WorkedAnswers
from finder.core.rules.page import SCALE, SCALE_OPTIONS, Kind, Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire

Answers = dict[str, frozenset[str]]

NOTHING: frozenset[str] = frozenset()
MOST_CHANGED = 4
MOST_AT_ONCE = 6
SKIPS, ALONE = 0.1, 0.3
"""How often a page is skipped, and how often an option that stands alone is chosen."""


def random_patient(questionnaire: Questionnaire, random: Random, *, sure: bool = False) -> Answers:
    """Return random answers, given page by page as a person would give them.

    With `sure`, the answers never stop the questionnaire.
    """
    answers: Answers = {}
    for page, question in in_turn(questionnaire, answers):
        options = questionnaire.shown(question, answers)
        may_skip = not page.required
        is_skipped = may_skip and random.random() < SKIPS
        answer = NOTHING if is_skipped else chosen(question, options, random)
        answers[question.id] = answer
        while sure and questionnaire.stops(answers):
            answers[question.id] = chosen(question, options, random)
    return answers


def in_turn(questionnaire: Questionnaire, answers: Answers) -> Iterator[tuple[Page, Question]]:
    """Yield each question that is asked, given the answers added so far."""
    for page in questionnaire.path(answers):
        for question in questionnaire.asked(page, answers):
            yield page, question


def chosen(question: Question, options: tuple[Option, ...], random: Random) -> frozenset[str]:
    """Return a random answer that the question allows."""
    match question.kind:
        case Kind.TEXT:
            return NOTHING
        case Kind.SCALE:
            number = random.choice(SCALE)
            return frozenset({number})
        case Kind.ONE:
            option = random.choice(options)
            return frozenset({option.id})
        case Kind.MANY:
            return several(question, options, random)


def several(question: Question, options: tuple[Option, ...], random: Random) -> frozenset[str]:
    """Return random options that can be ticked together, or sometimes one that stands alone."""
    together = [option.id for option in options if not option.alone]
    alone = [option.id for option in options if option.alone]
    if alone and (not together or random.random() < ALONE):
        only = random.choice(alone)
        return frozenset({only})
    most = min(question.most or MOST_AT_ONCE, len(together))
    number = random.randint(1, most)
    ticked = random.sample(together, number)
    return frozenset(ticked)


def realistic_patient(questionnaire: Questionnaire, worked: Sequence[WorkedAnswers], random: Random) -> Answers:
    """Return a worked patient with random answers to one to four questions.

    Required questions that these answers open are answered, too.
    """
    answers = dict(random.choice(worked))
    changes = random.randint(1, MOST_CHANGED)
    most = min(changes, len(answers))
    otherwise = set(random.sample(sorted(answers), most))
    found: Answers = {}
    for page, question in in_turn(questionnaire, found):
        options = questionnaire.shown(question, found)
        shown = {option.id for option in options} or SCALE_OPTIONS
        before = answers.get(question.id, NOTHING)
        answer = before & shown
        is_missing = page.required and not answer
        if is_missing or question.id in otherwise:
            answer = chosen(question, options, random)
        found[question.id] = answer
    return found


def random_patients(questionnaire: Questionnaire, number: int, seed: int = 1) -> Iterator[Answers]:
    random = Random(seed)
    for _ in range(number):
        yield random_patient(questionnaire, random)
