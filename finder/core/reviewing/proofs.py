"""The results of the proofs about the rules, stored in `proofs.json`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from finder.core.loading.characters import FORBIDDEN, texts_in
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.reading import Reading
from finder.core.reviewing.logic_fingerprint import logic_fingerprint
from finder.core.reviewing.typed_values import typed_value
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence

FILE = "proofs.json"
QuestionAndAnswer = tuple[str, str]
"""A question and its answer, in words."""


class Undecided(Exception):
    """A proof that came to no result, so that nothing may be claimed. The text is for
    people."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A made-up patient who shows something: the answers as a file holds them, and in
    words."""

    answers: Mapping[str, object]
    lines: tuple[QuestionAndAnswer, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case in which a claim does not hold. `accepted` is a clinician's reason to
    leave it so."""

    what: str
    file: str
    line: int
    text: str
    witness: Witness | None = None
    accepted: str = ""


Failures = Iterator[Failure]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about everyone, in how many cases it was proved, and where it
    fails."""

    words: Sentence
    cases: Sentence
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    id: str = ""
    section: str = ""

    @property
    def holds(self) -> bool:
        """Whether every failure is accepted."""
        return all(failure.accepted for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Range:
    """The points that a background can get, and someone for whom it leads."""

    background: str
    name: str
    lowest: int
    highest: int
    leads_for: Witness | None


@dataclass(frozen=True, slots=True)
class Proofs:
    """Everything that was proved, over every possible set of answers. `possible` says
    how many sets these are."""

    logic: str
    possible: Sentence
    claims: tuple[Claim, ...]
    ranges: tuple[Range, ...]

    @property
    def hold(self) -> bool:
        """Whether every claim holds."""
        return all(claim.holds for claim in self.claims)


def as_json(proofs: Proofs) -> str:
    """Return the content of `proofs.json`."""
    text = json.dumps(stored(proofs), indent=1, ensure_ascii=False)
    return f"{text}\n"


def stored(value: Any) -> Any:
    """Return a value as data for JSON. A sentence becomes its message and its
    values."""
    if isinstance(value, Sentence):
        return {"words": value.words, "values": value.values}
    if is_dataclass(value):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return {name: stored(part) for name, part in parts.items()}
    if isinstance(value, tuple):
        return [stored(each) for each in value]
    return value


def read_proofs(folder: Path, ruleset: Ruleset) -> Proofs | None:
    """Return the proofs stored with the rules, or None if there are none or they are
    about other rules.

    Raises BrokenRules if the file is not as `rules prove --keep` writes it.
    """
    if not (folder / FILE).exists():
        return None
    reading = Reading(folder, ruleset.language)
    text = reading.text(FILE)
    try:
        proofs = proofs_from(json.loads(text))
    except json.JSONDecodeError as error:
        fault = f"this is not valid JSON: {error.msg}"
        raise broken_file(reading, fault, error.lineno) from error
    except RecursionError as error:
        raise broken_file(reading, "lists are nested too deep") from error
    except ValueError as error:
        raise broken_file(reading, str(error)) from error
    reading.finish()
    return proofs if proofs.logic == logic_fingerprint(ruleset) else None


def broken_file(reading: Reading, fault: str, line: int = 0) -> BrokenRules:
    """Return an error with this fault, and with all that were found before."""
    fix = "create the file again with `finder rules prove --keep`"
    reading.unreadable(FILE, line, f"{fault}; {fix}")
    return BrokenRules(reading.unread)


def proofs_from(data: object) -> Proofs:
    """Return proofs from data of JSON. Raises ValueError if the data has another
    shape."""
    if any(map(FORBIDDEN.search, texts_in(data))):
        raise ValueError("the file has a character that cannot be stored or printed")
    found: Proofs = typed_value(Proofs, data, "the file")
    return found
