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
"""Finds 7.0 as well: it equals 7."""
LONGEST_SHOWN = 60
"""How many characters of an answer a mistake repeats."""


class BadAnswers(Exception):
    """Answers that cannot be assessed. Its text lists every mistake, one a line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        text = "\n".join(mistakes)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class PatientAnswers:
    """Everything one person answered."""

    answers: dict[str, Ids]
    own_words: str


@dataclass(frozen=True, slots=True)
class Read:
    """What one value of a file holds: options or words, how many characters were typed, and what is wrong with it."""

    chosen: Ids = NO_IDS
    words: str = ""
    typed: int = 0
    mistakes: tuple[str, ...] = ()


def answers_from(data: object, questionnaire: Questionnaire) -> PatientAnswers:
    """Read answers as a file holds them: the id of an option, or a list of ids; a scale as a whole number or its
    digits; words as a text. An empty list was skipped; what is left out was skipped, or is what the questionnaire
    assumes. `answers_schema` says the same as JSON Schema. Raises BadAnswers."""
    if not isinstance(data, Mapping):
        raise BadAnswers(["the answers must be one object: question id -> option id, or a list of them"])
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


def mistakes_in(page: Page, question: Question, options: Sequence[Option], read: Read) -> Iterator[str]:
    """Yield what is wrong with what was read for a question."""
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
            yield f"{shown(name)}: this is not asked here; asked are {asked}"


def read_value(question: Question, value: object) -> Read:
    """Read the value that a file has for a question."""
    if question.kind is Kind.TEXT:
        return read_text(question, value)
    ids = ids_in(question, value)
    chosen = frozenset(ids)
    mistakes = repeated(question, ids)
    return Read(chosen, mistakes=tuple(mistakes))


def repeated(question: Question, ids: Sequence[str]) -> Iterator[str]:
    """Yield a mistake for each id that stands more than once."""
    counted = Counter(ids)
    for each, times in counted.items():
        if times > 1:
            yield f"{question.id}: {shown(each)} is given twice; give each answer once"


def read_text(question: Question, value: object) -> Read:
    """Read own words; an empty list was skipped."""
    if isinstance(value, str):
        words = clean(value)
        return Read(words=words, typed=len(value))
    if value == []:
        return Read()
    found = shown(as_json(value))
    mistake = f"{question.id}: Write it as a text, in quotes. Given: {found}"
    return Read(mistakes=(mistake,))


def ids_in(question: Question, value: object) -> list[str]:
    """Return the ids of the options that a value names; what cannot be an id stays something that no option has."""
    items = value if isinstance(value, list) else [value]
    return [id_of(question, item) for item in items]


def id_of(question: Question, item: object) -> str:
    if isinstance(item, str):
        return item
    text = as_json(item)
    if question.kind is not Kind.SCALE:
        return f"{text} (no text)"
    is_number = type(item) in {int, float}
    return ID_OF_NUMBER.get(item, text) if is_number else text


def as_json(item: object) -> str:
    """Return a value as its file holds it; of lists and objects, only that they are such."""
    if isinstance(item, list):
        return "a list"
    if isinstance(item, str | int | float | None):
        return json.dumps(item)
    return "an object"


def shown(text: str) -> str:
    """Return a text as a mistake repeats it."""
    if len(text) <= LONGEST_SHOWN:
        return text
    beginning = text[:LONGEST_SHOWN]
    return f"{beginning}..."


def as_file(answers: Answers, questionnaire: Questionnaire) -> dict[str, object]:
    """Return answers as a file holds them; what was skipped, or is assumed, is left out."""
    found: dict[str, object] = {}
    for question in questions_of(questionnaire.pages):
        chosen = answers.get(question.id, NO_IDS)
        if chosen - {question.assumed}:
            found[question.id] = file_value(question, chosen)
    return found


def file_value(question: Question, chosen: Ids) -> object:
    if question.kind is Kind.MANY:
        return [option.id for option in question.options if option.id in chosen]
    (only,) = chosen
    is_number = question.kind is Kind.SCALE
    return int(only) if is_number else only
