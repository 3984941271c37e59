"""Load `promises.toml`: what must hold for everyone, in the grammar of the rules."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from finder.core.deciding.triage import LEVELS
from finder.core.loading.entry import Entry
from finder.core.loading.questionnaire import load_questionnaire
from finder.core.loading.reading import Reading
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Chosen, Condition, Vocabulary, parse_condition
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Choice, Question, questions_of
from finder.core.rules.words import Words

FILE = "promises.toml"
KINDS = ("level", "line", "hidden", "later", "never_alone")
PromiseFields = dict[str, Any]
"""The fields of a promise that one key gives."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What must be true for everyone for whom any of `when` holds. `at` is the line in
    the file.

    It is one of these: the level is at least `level`, None for a crisis; the `cards`,
    if suggested, have the `line` of this row; the cards are not suggested at all, or
    not now; the `background` does not lead alone.
    """

    words: str
    when: tuple[Condition, ...]
    kind: str
    at: int
    level: Level | None = None
    line: str = ""
    cards: tuple[str, ...] = ()
    background: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Something that a proof finds and a clinician accepts, and the reason."""

    claim: str
    what: str
    words: Words


@dataclass(frozen=True, slots=True)
class SupportedWords:
    """Words that say something about a person, and the answers that support them.

    `answers` are questions, or options as in a condition. `options` are pairs of
    question and option. Without any, nobody is asked, and the words may not be used.
    """

    words: tuple[str, ...]
    answers: tuple[str, ...]
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """All of `promises.toml`. `asked_only` are the options that no row needs to read,
    by question."""

    promises: tuple[Promise, ...]
    asked_only: Mapping[str, tuple[str, ...]]
    accepted: tuple[Accepted, ...]
    supported_words: tuple[SupportedWords, ...] = ()


def load_promises(folder: Path, ruleset: Ruleset) -> Promises:
    """Return the promises of a folder. Raises BrokenRules if one cannot be read."""
    reading = Reading(folder, ruleset.language)
    _, vocabulary = load_questionnaire(reading)
    entry = reading.toml(FILE)
    promises = []
    for each in entry.array("promise", "promise"):
        promise = load_promise(each, vocabulary, ruleset)
        promises.append(promise)
    asked_only = load_asked_only(entry.table("asked_only"), ruleset)
    accepted = [each.fill(Accepted) for each in entry.array("accepted", "accepted")]
    supported = []
    for each in entry.array("said", "said"):
        words = load_supported_words(each, vocabulary, ruleset)
        supported.append(words)
    reading.finish()
    return Promises(
        promises=tuple(promises),
        asked_only=asked_only,
        accepted=tuple(accepted),
        supported_words=tuple(supported),
    )


def load_supported_words(
    entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset
) -> SupportedWords:
    """Return an entry of `[[said]]`."""
    answers = entry.texts("answers")
    options: list[Choice] = []
    for each in answers:
        options += options_of(each, entry, vocabulary, ruleset)
    words = entry.texts(f"words_{ruleset.language}")
    return SupportedWords(words, answers, tuple(options))


def options_of(
    name: str, entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset
) -> Iterator[Choice]:
    """Yield the options of a condition such as `tried:nothing`, or of a whole question
    without its `alone` options."""
    if ":" in name:
        condition = parse_condition(name, vocabulary, entry.wrong)
        yield from options_in(condition)
        return
    questions = questions_by_id(ruleset)
    check_known(entry, "question", name, questions)
    if name in questions:
        for option in questions[name].options:
            if not option.alone:
                yield name, option.id


def options_in(condition: Condition) -> Iterator[Choice]:
    """Yield the options that a condition names."""
    chosen = [term for term in condition.terms if isinstance(term, Chosen)]
    for term in chosen:
        for option in sorted(term.options):
            yield term.question, option


def questions_by_id(ruleset: Ruleset) -> dict[str, Question]:
    questions = questions_of(ruleset.questionnaire.pages)
    return {question.id: question for question in questions}


def load_promise(entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset) -> Promise:
    """Return an entry of `[[promise]]`. Report one that promises nothing, or more than
    one thing."""
    kinds = [kind for kind in KINDS if entry.has(kind)]
    if len(kinds) != 1:
        entry.wrong(f"a promise needs exactly one of {', '.join(KINDS)}")
    kind = kinds[0] if kinds else "level"
    when = []
    for text in conditions_of(entry):
        condition = parse_condition(text, vocabulary, entry.wrong)
        when.append(condition)
    words = entry.words("words")
    part_of = PARTS[kind]
    part = part_of(entry, ruleset)
    return Promise(words, tuple(when), kind, entry.line, **part)


def conditions_of(entry: Entry) -> tuple[str, ...]:
    """Return the texts of the conditions of a promise: of a list, or of one text."""
    if isinstance(entry.data.get("when"), list):
        return entry.texts("when")
    return (entry.take("when", str),)


def level_part(entry: Entry, ruleset: Ruleset) -> PromiseFields:
    level = entry.take("level", str)
    check_known(entry, "level", level, LEVELS)
    return {"level": LEVELS.get(level)}


def line_part(entry: Entry, ruleset: Ruleset) -> PromiseFields:
    line = entry.take("line", str)
    rows = [row.id for row in ruleset.treatment_rows.rows]
    check_known(entry, "row of treatments.csv", line, rows)
    cards = cards_part(entry, ruleset, "cards")
    return {"line": line, **cards}


def cards_part(entry: Entry, ruleset: Ruleset, key: str) -> PromiseFields:
    cards = entry.texts(key)
    for card in cards:
        check_known(entry, "card", card, ruleset.treatments)
    return {"cards": cards}


def background_part(entry: Entry, ruleset: Ruleset) -> PromiseFields:
    background = entry.take("never_alone", str)
    backgrounds = [each.id for each in ruleset.backgrounds]
    check_known(entry, "background", background, backgrounds)
    return {"background": background}


PARTS: Mapping[str, Callable[[Entry, Ruleset], PromiseFields]] = {
    "level": level_part,
    "line": line_part,
    "hidden": partial(cards_part, key="hidden"),
    "later": partial(cards_part, key="later"),
    "never_alone": background_part,
}


def check_known(entry: Entry, what: str, name: str, names: Collection[str]) -> None:
    """Report a name that is not known."""
    if name not in names:
        listed = ", ".join(names)
        entry.wrong(f"there is no {what} {name}; use one of {listed}")


def load_asked_only(entry: Entry, ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    """Return the options that no row needs to read, by question."""
    questions = questions_by_id(ruleset)
    found = {}
    for name in entry.names():
        check_known(entry, "question", name, questions)
        options = entry.texts(name)
        found[name] = options
        if name in questions:
            check_options(entry, questions[name], options)
    return found


def check_options(entry: Entry, question: Question, named: Iterable[str]) -> None:
    """Report names that are not options of the question."""
    what = f"option of {question.id}"
    options = [option.id for option in question.options]
    for name in named:
        check_known(entry, what, name, options)
