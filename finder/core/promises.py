"""`promises.toml`: what a clinician wants to hold for everyone, in the grammar of the rules, for the proofs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finder.core.advice import Level
from finder.core.conditions import Condition, Vocabulary
from finder.core.files import Entry, Reading
from finder.core.knowledge import Ruleset
from finder.core.load import CRISIS
from finder.core.load_questionnaire import condition, load_questionnaire
from finder.core.words import Words

FILE = "promises.toml"
LEVELS: dict[str, Level | None] = {level.name.lower(): level for level in Level if level} | {CRISIS: None}
KINDS = ("level", "line", "hidden", "later")


@dataclass(frozen=True, slots=True)
class Promise:
    """For whoever answers `when`, one of: the level is at least this (no level is a crisis); the cards, where offered,
    carry the line of this row; they are not offered at all; they are not offered now. `at` is the line in the file."""

    words: str
    when: Condition
    kind: str
    level: Level | None
    line: str
    cards: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """Something that a proof finds and a clinician accepts, with the reason."""

    claim: str
    what: str
    words: Words


@dataclass(frozen=True, slots=True)
class Promises:
    """All of the file. `asked_only` are the options that no row need read, by question."""

    promises: tuple[Promise, ...]
    asked_only: Mapping[str, tuple[str, ...]]
    accepted: tuple[Accepted, ...]


def load_promises(folder: Path, ruleset: Ruleset) -> Promises:
    """Raises BrokenRules where a promise cannot be read."""
    reading = Reading(folder, ruleset.language, {})
    _, vocabulary = load_questionnaire(reading)
    entry = reading.toml(FILE)
    entry.only({"promise", "asked_only", "accepted"})
    promises = tuple(load_promise(each, vocabulary, ruleset) for each in entry.array("promise", "promise"))
    asked_only = load_asked_only(entry.table("asked_only"), ruleset)
    accepted = tuple(each.fill(Accepted) for each in entry.array("accepted", "accepted"))
    reading.finish()
    return Promises(promises, asked_only, accepted)


def load_promise(entry: Entry, vocabulary: Vocabulary, ruleset: Ruleset) -> Promise:
    entry.only({"words", "when", "cards", *KINDS})
    given = [kind for kind in KINDS if kind in entry.data]
    if len(given) != 1:
        entry.wrong(f"a promise needs exactly one of {', '.join(KINDS)}")
    kind = given[0] if given else "level"
    cards: tuple[str, ...] = ()
    if kind != "level":
        cards = entry.texts("cards" if kind == "line" else kind)
    for card in cards:
        known(entry, "card", card, ruleset.treatments)
    line = entry.take("line", str) if kind == "line" else ""
    if kind == "line":
        known(entry, "row of treatments.csv", line, {row.id: row for row in ruleset.treatment_rows.rows})
    level = entry.take("level", str) if kind == "level" else CRISIS
    known(entry, "level", level, LEVELS)
    when = condition(entry, "when", vocabulary)
    return Promise(entry.words("words"), when, kind, LEVELS.get(level), line, cards, entry.line)


def known(entry: Entry, what: str, name: str, names: Mapping[str, object]) -> None:
    if name not in names:
        entry.wrong(f"there is no {what} {name}; there are {', '.join(names)}")


def load_asked_only(entry: Entry, ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    questions = {question.id: question for page in ruleset.questionnaire.pages for question in page.questions}
    found = {}
    for name in entry.data:
        known(entry, "question", name, questions)
        found[name] = entry.texts(name)
        for option in found[name] if name in questions else ():
            known(entry, f"option of {name}", option, {each.id: each for each in questions[name].options})
    return found
