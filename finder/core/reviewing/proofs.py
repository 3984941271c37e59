"""The results of the proofs about the rules, stored in `proofs.json`."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from finder.core.loading.characters import FORBIDDEN, texts_in
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.reading import Reading
from finder.core.rules.findings import Findings
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire
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
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: stored(getattr(value, part.name)) for part in fields(value)}
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
    text, line = reading.text(FILE), 0
    try:
        proofs = proofs_from(json.loads(text))
    except json.JSONDecodeError as error:
        line, fault = error.lineno, f"this is not valid JSON: {error.msg}"
    except RecursionError:
        fault = "lists are nested too deep"
    except ValueError as error:
        fault = str(error)
    else:
        reading.finish()
        return proofs if proofs.logic == logic(ruleset) else None
    reading.unreadable(
        FILE, line, f"{fault}; create the file again with `finder rules prove --keep`"
    )
    raise BrokenRules(reading.unread)


def proofs_from(data: object) -> Proofs:
    """Return proofs from data of JSON. Raises ValueError if the data has another
    shape."""
    if any(map(FORBIDDEN.search, texts_in(data))):
        raise ValueError("the file has a character that cannot be stored or printed")
    found: Proofs = built(Proofs, data, "the file")
    return found


def built(kind: Any, value: Any, where: str) -> Any:
    """Return a value of this type from data of JSON. Raises ValueError if the data has
    another shape."""
    if kind is Sentence:
        return sentence(of_kind(dict, value, where), where)
    if is_dataclass(kind) and isinstance(kind, type):
        return dataclass_from(kind, value, where)
    origin = get_origin(kind)
    if origin is None:
        return of_kind(kind, value, where)
    if origin is tuple:
        return tuple_from(get_args(kind), value, where)
    if origin is UnionType:
        inner = get_args(kind)[0]
        return None if value is None else built(inner, value, where)
    return of_kind(dict, value, where)


def dataclass_from(kind: type, value: Any, where: str) -> Any:
    data = of_kind(dict, value, where)
    hints = get_type_hints(kind)
    if data.keys() != hints.keys():
        raise ValueError(f"{where} must have exactly the keys {', '.join(hints)}")
    parts = {name: built(hint, data[name], name) for name, hint in hints.items()}
    return kind(**parts)


def tuple_from(kinds: Sequence[Any], value: Any, where: str) -> tuple[Any, ...]:
    """Return a tuple from data of JSON. It may have any length if its type ends in an
    ellipsis."""
    values = of_kind(list, value, where)
    if kinds[-1] is ...:
        kinds = [kinds[0]] * len(values)
    if len(kinds) != len(values):
        raise ValueError(f"{where} must have {len(kinds)} entries each")
    parts = [built(kind, part, where) for kind, part in zip(kinds, values, strict=True)]
    return tuple(parts)


def sentence(data: Mapping[str, Any], where: str) -> Sentence:
    """Return a sentence from data of JSON. Raises ValueError if its words and values do
    not fit."""
    if data.keys() != {"words", "values"}:
        raise ValueError(f"{where} must have exactly the keys words, values")
    words = of_kind(str, data["words"], where)
    values = of_kind(dict, data["values"], where)
    try:
        return Sentence(words, values)
    except (KeyError, ValueError, TypeError):
        raise ValueError(f"{where} has values that its words do not name") from None


def of_kind(kind: type, value: Any, where: str) -> Any:
    """Return the value. Raises ValueError if it is not exactly of this kind."""
    if type(value) is not kind:
        raise ValueError(f"{where} must be of the kind {kind.__name__}")
    return value


def logic(ruleset: Ruleset) -> str:
    """Return a fingerprint of everything that decides, whatever the words are."""
    after = ruleset.after_result
    tables = (
        ruleset.red_flags,
        ruleset.suggestions,
        ruleset.treatment_rows,
        ruleset.also_see,
    )
    parts = (
        ruleset.questionnaire,
        [table.rows for table in tables],
        ruleset.scoring,
        [background.id for background in ruleset.backgrounds],
        [(card.id, card.step) for card in ruleset.treatments.values()],
        sorted(reason.id for reason in ruleset.reasons.values() if reason.calm_only),
        [(each.id, each.of, each.when, each.unless) for each in after.ask],
        [(each.id, each.when) for each in after.access],
    )
    text = repr(plain(parts))
    digest = hashlib.sha256(text.encode())
    return digest.hexdigest()[:12]


DECIDING: Mapping[type, tuple[str, ...]] = {
    Questionnaire: ("pages", "findings"),
    Page: ("id", "questions", "required", "ask_if"),
    Question: (
        "id",
        "kind",
        "options",
        "ask_if",
        "most",
        "ask_again",
        "stop_if",
        "private",
    ),
    Option: ("id", "ask_if", "alone", "private"),
    Findings: ("by_name",),
}
"""The fields that decide, of types that also hold words. Of all other types, every
field decides."""


def plain(value: Any) -> Any:
    """Return any value as lists, texts and numbers in a fixed order, without words for
    people."""
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        names = DECIDING.get(kind) or [part.name for part in fields(value)]
        parts = [plain(getattr(value, name)) for name in names]
        return [kind.__name__, *parts]
    if isinstance(value, Mapping):
        pairs = [[repr(plain(key)), plain(each)] for key, each in value.items()]
        return sorted(pairs)
    if isinstance(value, frozenset | set):
        return sorted(map(repr, map(plain, value)))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value
