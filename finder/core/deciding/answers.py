"""Check answers: one answer at a time, or all of them from a file."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import Answers, listed
from finder.core.rules.page import SCALE, Kind, Option, Question
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sentence import Sentence

SCALE_NUMBERS = [int(number) for number in SCALE]
LONGEST_SHOWN = 60
"""How many characters of an answer an error repeats."""


class BadAnswers(Exception):
    """Answers that cannot be assessed. The text lists every mistake, one on each line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class PatientAnswers:
    """The answers and the own words of one person."""

    answers: dict[str, frozenset[str]]
    own_words: str


def mistake_in(question: Question, options: Sequence[Option], chosen: frozenset[str], typed: int) -> Sentence:
    """Return what is wrong with an answer, or an empty sentence. `typed` is the number of characters."""
    if not chosen.issubset(known_ids(question, options)):
        return Sentence("Choose from the list.")
    ticked = len(chosen)
    most = question.most
    is_single = question.kind in {Kind.ONE, Kind.SCALE}
    if is_single and ticked > 1:
        return Sentence("Choose one answer.")
    alone = words_of_alone(options, chosen)
    if alone and ticked > 1:
        return Sentence("“%(alone)s” does not go with the others. Untick it, or untick the others.", {"alone": alone})
    is_capped = question.kind is Kind.MANY and most > 0
    if is_capped and ticked > most:
        return Sentence("Tick no more than %(most)s. You ticked %(ticked)s.", {"most": most, "ticked": ticked})
    if question.kind is Kind.TEXT and typed > most:
        return Sentence("Use %(most)s characters or fewer. You used %(used)s.", {"most": most, "used": typed})
    return Sentence()


def words_of_alone(options: Iterable[Option], chosen: frozenset[str]) -> str:
    """Return the words of a chosen option that excludes all others, or "" if there is none."""
    for option in options:
        if option.alone and option.id in chosen:
            return option.words
    return ""


def answers_from(data: object, questionnaire: Questionnaire) -> PatientAnswers:
    """Return the answers that the data of a file holds. Raises BadAnswers with every mistake.

    A value is the id of an option, a list of ids, a whole number or its digits for a scale, or a text for own words. An
    empty list means skipped. A question that is left out was skipped, or has the answer that the questionnaire assumes.
    `answers_schema` says the same as JSON Schema.
    """
    if not isinstance(data, Mapping):
        raise BadAnswers(["the answers must be one object: question id -> option id, or a list of them"])
    answers: dict[str, frozenset[str]] = {}
    mistakes: list[str] = []
    own_words = ""
    for page in questionnaire.path(answers):
        for question in questionnaire.asked(page, answers):
            options = questionnaire.shown(question, answers)
            value = data.get(question.id, question.assumed or [])
            read = read_value(question, value)
            mistakes += read.mistakes
            mistakes += mistakes_in(question, options, read.chosen, read.typed, required=page.required)
            answers[question.id] = read.chosen.intersection(known_ids(question, options))
            own_words = read.words or own_words
    mistakes += unasked(data, answers)
    if mistakes:
        raise BadAnswers(mistakes)
    return PatientAnswers(answers, own_words)


def unasked(data: Mapping[str, object], answers: Answers) -> Iterator[str]:
    """Yield a mistake for each answer to a question that is not asked."""
    for name in data:
        if name not in answers:
            yield f"{shown(name)}: there is no such question; use one of {listed(answers)}"


@dataclass(frozen=True, slots=True)
class Read:
    """One value of a file: the options or the words, the number of characters typed, and the mistakes."""

    chosen: frozenset[str] = frozenset()
    words: str = ""
    typed: int = 0
    mistakes: tuple[str, ...] = ()


def read_value(question: Question, value: object) -> Read:
    """Return what the value for a question says."""
    if question.kind is Kind.TEXT:
        return read_text(question, value)
    ids = ids_in(question, value)
    mistakes = [f"{question.id}: {shown(each)} is given twice; give each answer once" for each in twice(ids)]
    return Read(chosen=frozenset(ids), mistakes=tuple(mistakes))


def read_text(question: Question, value: object) -> Read:
    """Return the own words that a value holds. An empty list means skipped."""
    if isinstance(value, str):
        return Read(words=clean(value), typed=len(value))
    if value == []:
        return Read()
    found = shown(as_json(value))
    return Read(mistakes=(f"{question.id}: Write it as a text, in quotes. Given: {found}",))


def as_file(answers: Answers, questionnaire: Questionnaire) -> dict[str, object]:
    """Return the answers as a file holds them, without those that were skipped or are assumed."""
    found: dict[str, object] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            chosen = answers.get(question.id, frozenset())
            if chosen and chosen != {question.assumed}:
                found[question.id] = file_value(question, chosen)
    return found


def file_value(question: Question, chosen: frozenset[str]) -> object:
    """Return the value of one answer in a file."""
    if question.kind is Kind.MANY:
        return [option.id for option in question.options if option.id in chosen]
    (only,) = chosen
    is_number = question.kind is Kind.SCALE
    return int(only) if is_number else only


def known_ids(question: Question, options: Sequence[Option]) -> Sequence[str]:
    """Return the ids that may be chosen."""
    if question.kind is Kind.SCALE:
        return SCALE
    return [option.id for option in options]


def ids_in(question: Question, value: object) -> list[str]:
    """Return the ids that a value names. A value that cannot be an id becomes a text that no option has."""
    items = value if isinstance(value, list) else [value]
    return [id_of(question, item) for item in items]


def id_of(question: Question, item: object) -> str:
    """Return the id that one item of a value names."""
    if isinstance(item, str):
        return item
    if question.kind is not Kind.SCALE:
        return f"{as_json(item)} (no text)"
    is_number = isinstance(item, int | float) and not isinstance(item, bool)
    if is_number and item in SCALE_NUMBERS:
        number = SCALE_NUMBERS.index(item)  # 7.0 means 7
        return str(number)
    return as_json(item)


def as_json(item: object) -> str:
    """Return a value as its file writes it, or only its kind if it is a list or an object."""
    if isinstance(item, list):
        return "a list"
    if isinstance(item, str | int | float | None):
        return json.dumps(item)
    return "an object"


def twice(ids: Sequence[str]) -> list[str]:
    """Return the ids that occur more than once, each once."""
    counted = Counter(ids)
    return [each for each, times in counted.items() if times > 1]


def shown(text: str) -> str:
    """Return a text as an error repeats it."""
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[:LONGEST_SHOWN]}..."


def mistakes_in(
    question: Question, options: Sequence[Option], chosen: frozenset[str], typed: int, *, required: bool
) -> Iterator[str]:
    """Yield what is wrong with the answer to a question."""
    known = listed(known_ids(question, options))
    mistake = mistake_in(question, options, chosen, typed)
    found = listed(map(shown, sorted(chosen)))
    if required and not chosen:
        yield f"{question.id}: an answer is needed; it has {known}"
    elif mistake:
        yield f"{question.id}: {mistake} Given: {found}; it has {known}"
