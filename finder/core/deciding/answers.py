"""Answers as a file holds them: read, checked and written."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from finder.core.deciding.mistakes import known_ids, mistake_in
from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import NO_IDS, Answers, Ids, listed
from finder.core.rules.page import SCALE, Kind, Option, Page, Question, questions_of
from finder.core.rules.questionnaire import Questionnaire

ID_OF_NUMBER: Mapping[object, str] = {int(number): number for number in SCALE}
"""Number -> option of a scale. 7.0 finds the same as 7."""
LONGEST_SHOWN = 60
"""How many characters of an answer an error repeats."""


class BadAnswers(Exception):
    """Answers that cannot be assessed. The text lists every mistake, one on each
    line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        text = "\n".join(mistakes)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class PatientAnswers:
    """The answers and the own words of one person."""

    answers: dict[str, Ids]
    own_words: str


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """One value of a file: the options or the words, the number of characters typed,
    and the mistakes."""

    chosen: Ids = NO_IDS
    words: str = ""
    typed: int = 0
    mistakes: tuple[str, ...] = ()


def answers_from(data: object, questionnaire: Questionnaire) -> PatientAnswers:
    """Return the answers that the data of a file holds. Raises BadAnswers with every
    mistake.

    A value is the id of an option, a list of ids, a whole number or its digits for a
    scale, or a text for own words. An empty list means skipped. A question that is left
    out was skipped, or has the answer that the questionnaire assumes. `answers_schema`
    says the same as JSON Schema.
    """
    if not isinstance(data, Mapping):
        raise BadAnswers(
            [
                "the answers must be one object: question id -> option id, or a list of them"
            ]
        )
    answers: dict[str, Ids] = {}
    mistakes: list[str] = []
    own_words = ""
    for page, question in questionnaire.in_turn(answers):
        options = questionnaire.shown(question, answers)
        value = data.get(question.id, question.assumed or [])
        read = read_value(question, value)
        mistakes += read.mistakes
        mistakes += mistakes_in(page, question, options, read)
        known = known_ids(question, options)
        answers[question.id] = read.chosen.intersection(known)
        own_words = read.words or own_words
    mistakes += unasked(data, answers)
    if mistakes:
        raise BadAnswers(mistakes)
    return PatientAnswers(answers, own_words)


def mistakes_in(
    page: Page, question: Question, options: Sequence[Option], read: ParsedValue
) -> Iterator[str]:
    """Yield what is wrong with the answer to a question."""
    known = listed(known_ids(question, options))
    found = listed(map(shown, sorted(read.chosen)))
    mistake = mistake_in(question, options, read.chosen, read.typed)
    is_missing = page.required and not read.chosen
    if is_missing:
        yield f"{question.id}: an answer is needed; it has {known}"
    elif mistake:
        yield f"{question.id}: {mistake} Given: {found}; it has {known}"


def unasked(data: Mapping[str, object], answers: Answers) -> Iterator[str]:
    """Yield a mistake for each answer to a question that is not asked."""
    asked = listed(answers)
    for name in data:
        if name not in answers:
            yield f"{shown(name)}: there is no such question; use one of {asked}"


def read_value(question: Question, value: object) -> ParsedValue:
    """Return what the value for a question says."""
    if question.kind is Kind.TEXT:
        return read_text(question, value)
    ids = ids_in(question, value)
    chosen = frozenset(ids)
    mistakes = repeated(question, ids)
    return ParsedValue(chosen, mistakes=tuple(mistakes))


def repeated(question: Question, ids: Sequence[str]) -> Iterator[str]:
    """Yield a mistake for each id that stands more than once."""
    counted = Counter(ids)
    for each, times in counted.items():
        if times > 1:
            yield f"{question.id}: {shown(each)} is given twice; give each answer once"


def read_text(question: Question, value: object) -> ParsedValue:
    """Return the own words that a value holds. An empty list means skipped."""
    if isinstance(value, str):
        words = clean(value)
        return ParsedValue(words=words, typed=len(value))
    if value == []:
        return ParsedValue()
    found = shown(as_json(value))
    mistake = f"{question.id}: Write it as a text, in quotes. Given: {found}"
    return ParsedValue(mistakes=(mistake,))


def ids_in(question: Question, value: object) -> list[str]:
    """Return the ids that a value names. A value that cannot be an id becomes a text
    that no option has."""
    items = value if isinstance(value, list) else [value]
    return [id_of(question, item) for item in items]


def id_of(question: Question, item: object) -> str:
    """Return the id that one item of a value names."""
    if isinstance(item, str):
        return item
    text = as_json(item)
    if question.kind is not Kind.SCALE:
        return f"{text} (no text)"
    is_number = type(item) in {int, float}
    return ID_OF_NUMBER.get(item, text) if is_number else text


def as_json(item: object) -> str:
    """Return a value as its file writes it, or only its kind if it is a list or an
    object."""
    if isinstance(item, list):
        return "a list"
    if isinstance(item, str | int | float | None):
        return json.dumps(item)
    return "an object"


def shown(text: str) -> str:
    """Return a text as an error repeats it."""
    if len(text) <= LONGEST_SHOWN:
        return text
    beginning = text[:LONGEST_SHOWN]
    return f"{beginning}..."


def as_file(answers: Answers, questionnaire: Questionnaire) -> dict[str, object]:
    """Return the answers as a file holds them, without those that were skipped or are
    assumed."""
    found: dict[str, object] = {}
    for question in questions_of(questionnaire.pages):
        chosen = answers.get(question.id, NO_IDS)
        if chosen - {question.assumed}:
            found[question.id] = file_value(question, chosen)
    return found


def file_value(question: Question, chosen: Ids) -> object:
    """Return the value of one answer in a file."""
    if question.kind is Kind.MANY:
        return [option.id for option in question.options if option.id in chosen]
    (only,) = chosen
    is_number = question.kind is Kind.SCALE
    return int(only) if is_number else only
