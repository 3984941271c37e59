"""Check answers: one answer at a time, or all of them from a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import Answers, listed
from finder.core.rules.page import SCALE, SCALE_OPTIONS, Kind, Option, Question
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sentence import Sentence

SCALE_NUMBERS = [int(number) for number in SCALE]
LONGEST_SHOWN = 60
"""How many characters of an answer a mistake repeats."""


class BadAnswers(Exception):
    """Answers that cannot be assessed. Its text lists every mistake, one a line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class PatientAnswers:
    """Everything one person answered."""

    answers: dict[str, frozenset[str]]
    own_words: str


def mistake_in(question: Question, options: Sequence[Option], chosen: frozenset[str], typed: int) -> Sentence:
    """Return what is wrong with an answer, empty where nothing is. `typed` is a number of characters."""
    known = SCALE if question.kind is Kind.SCALE else [option.id for option in options]
    if not chosen.issubset(known):
        return Sentence("Choose from the list.")
    if question.kind in {Kind.ONE, Kind.SCALE} and len(chosen) > 1:
        return Sentence("Choose one answer.")
    alone = next((option.words for option in options if option.alone and option.id in chosen), "")
    if alone and len(chosen) > 1:
        return Sentence("“%(alone)s” stands alone. Untick it, or untick the others.", {"alone": alone})
    if question.kind is Kind.MANY and question.most and len(chosen) > question.most:
        return Sentence(
            "Tick no more than %(most)s. You ticked %(ticked)s.", {"most": question.most, "ticked": len(chosen)}
        )
    if question.kind is Kind.TEXT and typed > question.most:
        return Sentence("Use %(most)s characters or fewer. You used %(used)s.", {"most": question.most, "used": typed})
    return Sentence()


def answers_from(data: object, questionnaire: Questionnaire) -> PatientAnswers:
    """Read answers as a file holds them: the id of an option, or a list of ids; a scale as a whole number or its
    digits; words as a text. An empty list was skipped; what is left out was skipped, or is what the questionnaire
    assumes. `answers_schema` says the same as JSON Schema. Raises BadAnswers."""
    if not isinstance(data, Mapping):
        raise BadAnswers(["the answers must be one object: question id -> option id, or a list of them"])
    answers: dict[str, frozenset[str]] = {}
    mistakes: list[str] = []
    own_words = ""
    for page in questionnaire.path(answers):
        for question in questionnaire.asked(page, answers):
            options = questionnaire.shown(question, answers)
            value = data.get(question.id, question.assumed or [])
            chosen: frozenset[str] = frozenset()
            typed = 0
            if question.kind is not Kind.TEXT:
                ids = ids_in(question, value)
                chosen = frozenset(ids)
                mistakes += [
                    f"{question.id}: {shown(each)} is given twice; give each answer once" for each in twice(ids)
                ]
            elif isinstance(value, str):
                own_words, typed = clean(value), len(value)
            elif value != []:
                mistakes.append(f"{question.id}: Write it as a text, in quotes. Given: {shown(as_json(value))}")
            mistakes += mistakes_in(question, options, chosen, typed, required=page.required)
            answers[question.id] = chosen & known_in(question, options)
    unasked = [name for name in data if name not in answers]
    mistakes += [f"{shown(name)}: this is not asked here; asked are {listed(answers)}" for name in unasked]
    if mistakes:
        raise BadAnswers(mistakes)
    return PatientAnswers(answers, own_words)


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


def known_in(question: Question, options: Sequence[Option]) -> frozenset[str]:
    """Return what may be chosen."""
    return SCALE_OPTIONS if question.kind is Kind.SCALE else frozenset(option.id for option in options)


def ids_in(question: Question, value: object) -> list[str]:
    """Return the ids of the options that a value names; what cannot be an id stays something that no option has."""
    items = value if isinstance(value, list) else [value]
    return [id_of(question, item) for item in items]


def id_of(question: Question, item: object) -> str:
    if isinstance(item, str):
        return item
    if question.kind is not Kind.SCALE:
        return f"{as_json(item)} (no text)"
    is_number = isinstance(item, int | float) and not isinstance(item, bool)
    return str(SCALE_NUMBERS.index(item)) if is_number and item in SCALE_NUMBERS else as_json(item)


def as_json(item: object) -> str:
    """Return a value as its file holds it; of lists and objects, only that they are such."""
    if isinstance(item, list):
        return "a list"
    return json.dumps(item) if isinstance(item, str | int | float | None) else "an object"


def twice(ids: Sequence[str]) -> list[str]:
    return [each for each in dict.fromkeys(ids) if ids.count(each) > 1]


def shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def mistakes_in(
    question: Question, options: Sequence[Option], chosen: frozenset[str], typed: int, *, required: bool
) -> Iterator[str]:
    if required and not chosen:
        yield f"{question.id}: an answer is needed; it has {listed(option.id for option in options)}"
    elif mistake := mistake_in(question, options, chosen, typed):
        known = SCALE if question.kind is Kind.SCALE else [option.id for option in options]
        yield f"{question.id}: {mistake} Given: {listed(map(shown, sorted(chosen)))}; it has {listed(known)}"
