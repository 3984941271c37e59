"""Check answers: one answer at a time, or all of them from a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from finder.core.rules.conditions import Answers, listed
from finder.core.rules.questionnaire import SCALE, Kind, Option, Question, Questionnaire
from finder.core.rules.typed import clean


class BadAnswers(Exception):
    """Answers that cannot be assessed. Its text lists every mistake, one a line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class Told:
    """Everything one person answered."""

    answers: dict[str, frozenset[str]]
    own_words: str


def mistake_in(question: Question, options: Sequence[Option], chosen: frozenset[str], typed: int) -> str:
    """What is wrong with an answer, in a sentence; empty where nothing is. `typed` is a number of characters."""
    known = SCALE if question.kind is Kind.SCALE else [option.id for option in options]
    if not chosen.issubset(known):
        return "Choose from the list."
    if question.kind in {Kind.ONE, Kind.SCALE} and len(chosen) > 1:
        return "Choose one answer."
    alone = next((option.words for option in options if option.alone and option.id in chosen), "")
    if alone and len(chosen) > 1:
        return f"“{alone}” stands alone. Untick it, or untick the others."
    if question.kind is Kind.MANY and question.most and len(chosen) > question.most:
        return f"Tick no more than {question.most}. You ticked {len(chosen)}."
    if question.kind is Kind.TEXT and typed > question.most:
        return f"Use {question.most} characters or fewer. You used {typed}."
    return ""


def answers_from(data: object, questionnaire: Questionnaire) -> Told:
    """Read answers as a file holds them: one choice a text, several a list, a scale a whole number. What is left out
    was skipped, or is what the questionnaire assumes. Raises BadAnswers."""
    if not isinstance(data, Mapping):
        raise BadAnswers(["the answers must be one object: question id -> option id, or a list of them"])
    answers: dict[str, frozenset[str]] = {}
    mistakes: list[str] = []
    own_words = ""
    for page in questionnaire.path(answers):
        for question in questionnaire.asked(page, answers):
            options = questionnaire.shown(question, answers)
            value = data.get(question.id, question.assumed or [])
            typed = clean(value) if question.kind is Kind.TEXT and isinstance(value, str) else ""
            chosen = frozenset() if question.kind is Kind.TEXT else frozenset(map(str, in_list(value)))
            mistakes += mistakes_in(question, options, chosen, typed, required=page.required)
            answers[question.id] = chosen
            own_words = typed or own_words
    unasked = [name for name in data if name not in answers]
    mistakes += [f"{name}: this is not asked here; asked are {listed(answers)}" for name in unasked]
    if mistakes:
        raise BadAnswers(mistakes)
    return Told(answers, own_words)


def as_file(answers: Answers, questionnaire: Questionnaire) -> dict[str, object]:
    """Answers as a file holds them; what was skipped, or is assumed, is left out."""
    found: dict[str, object] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            chosen = answers.get(question.id, frozenset())
            if chosen and chosen != {question.assumed}:
                found[question.id] = file_value(question, chosen)
    return found


def file_value(question: Question, chosen: frozenset[str]) -> object:
    if question.kind is Kind.MANY:
        return [option.id for option in question.options if option.id in chosen]
    (only,) = chosen
    return int(only) if question.kind is Kind.SCALE else only


def in_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def mistakes_in(
    question: Question, options: Sequence[Option], chosen: frozenset[str], typed: str, *, required: bool
) -> Iterator[str]:
    if required and not chosen:
        yield f"{question.id}: an answer is needed; it has {listed(option.id for option in options)}"
    elif mistake := mistake_in(question, options, chosen, len(typed)):
        known = SCALE if question.kind is Kind.SCALE else [option.id for option in options]
        yield f"{question.id}: {mistake} Given: {listed(sorted(chosen))}; it has {listed(known)}"
