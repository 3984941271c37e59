"""Load `promises.toml`: what must hold for everyone, in the grammar of the rules."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from finder.core.deciding.triage import CRISIS
from finder.core.loading.entry import Entry
from finder.core.loading.questionnaire import load_questionnaire
from finder.core.loading.reading import Reading
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Chosen, Condition, Vocabulary, parse_condition
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Question, questions_of
from finder.core.rules.words import Words

FILE = "promises.toml"
LEVELS: dict[str, Level | None] = {
    level.name.lower(): level for level in Level if level
} | {CRISIS: None}
KINDS = ("level", "line", "hidden", "later", "never_alone")


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
class Said:
    """Words that say something about a person, and the answers that support them.

    `answers` are questions, or options as in a condition. `options` are pairs of
    question and option. Without any, nobody is asked, and the words may not be used.
    """

    words: tuple[str, ...]
    answers: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """All of `promises.toml`. `asked_only` are the options that no row needs to read,
    by question."""

    promises: tuple[Promise, ...]
    asked_only: Mapping[str, tuple[str, ...]]
    accepted: tuple[Accepted, ...]
    said: tuple[Said, ...] = ()


def load_promises(folder: Path, ruleset: Ruleset) -> Promises:
    """Return the promises of a folder. Raises BrokenRules if one cannot be read."""
    reading = Reading(folder, ruleset.language)
    _, vocabulary = load_questionnaire(reading)
    entry = reading.toml(FILE)
    promises = [
        load_promise(each, vocabulary, ruleset)
        for each in entry.array("promise", "promise")
    ]
    asked_only = load_asked_only(entry.table("asked_only"), ruleset)
    accepted = [each.fill(Accepted) for each in entry.array("accepted", "accepted")]
    said = [
        load_said(each, vocabulary, ruleset) for each in entry.array("said", "said")
    ]
    reading.finish()
    return Promises(tuple(promises), asked_only, tuple(accepted), tuple(said))


def load_said(entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset) -> Said:
    """Return an entry of `[[said]]`."""
    answers = entry.texts("answers")
    options: list[tuple[str, str]] = []
    for each in answers:
        options += options_of(each, entry, vocabulary, ruleset)
    words = entry.texts(f"words_{ruleset.language}")
    return Said(words, answers, tuple(options))


def options_of(
    name: str, entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset
) -> Iterator[tuple[str, str]]:
    """Yield the options of a condition such as `tried:nothing`, or of a whole question
    without its `alone` options."""
    if ":" in name:
        condition = parse_condition(name, vocabulary, entry.wrong)
        yield from options_in(condition)
        return
    questions = questions_by_id(ruleset)
    known(entry, "question", name, questions)
    if name in questions:
        options = [option for option in questions[name].options if not option.alone]
        yield from ((name, option.id) for option in options)


def options_in(condition: Condition) -> Iterator[tuple[str, str]]:
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
    named = [kind for kind in KINDS if entry.has(kind)]
    if len(named) != 1:
        entry.wrong(f"a promise needs exactly one of {', '.join(KINDS)}")
    several = entry.has("when") and isinstance(entry.data["when"], list)
    texts = entry.texts("when") if several else (entry.take("when", str),)
    when = [parse_condition(text, vocabulary, entry.wrong) for text in texts]
    kind = named[0] if named else "level"
    promise = Promise(entry.words("words"), tuple(when), kind, entry.line)
    part_of = PARTS[kind]
    return replace(promise, **part_of(entry, ruleset))


def level_part(entry: Entry, ruleset: Ruleset) -> dict[str, Any]:
    level = entry.take("level", str)
    known(entry, "level", level, LEVELS)
    return {"level": LEVELS.get(level)}


def line_part(entry: Entry, ruleset: Ruleset) -> dict[str, Any]:
    line = entry.take("line", str)
    rows = [row.id for row in ruleset.treatment_rows.rows]
    known(entry, "row of treatments.csv", line, rows)
    return {"line": line, **cards_part(entry, ruleset, "cards")}


def cards_part(entry: Entry, ruleset: Ruleset, key: str) -> dict[str, Any]:
    cards = entry.texts(key)
    for card in cards:
        known(entry, "card", card, ruleset.treatments)
    return {"cards": cards}


def background_part(entry: Entry, ruleset: Ruleset) -> dict[str, Any]:
    background = entry.take("never_alone", str)
    backgrounds = [each.id for each in ruleset.backgrounds]
    known(entry, "background", background, backgrounds)
    return {"background": background}


PARTS: Mapping[str, Callable[[Entry, Ruleset], dict[str, Any]]] = {
    "level": level_part,
    "line": line_part,
    "hidden": partial(cards_part, key="hidden"),
    "later": partial(cards_part, key="later"),
    "never_alone": background_part,
}


def known(entry: Entry, what: str, name: str, names: Collection[str]) -> None:
    """Report a name that is not known."""
    if name not in names:
        entry.wrong(f"there is no {what} {name}; use one of {', '.join(names)}")


def load_asked_only(entry: Entry, ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    """Return the options that no row needs to read, by question."""
    questions = questions_by_id(ruleset)
    found = {}
    for name in entry.names():
        known(entry, "question", name, questions)
        found[name] = entry.texts(name)
        if name in questions:
            for option in found[name]:
                known(entry, f"option of {name}", option, option_ids(questions[name]))
    return found


def option_ids(question: Question) -> list[str]:
    return [option.id for option in question.options]
