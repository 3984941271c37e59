"""What was proved about the rules, as data, kept in `proofs.json`."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from finder.core.rules.findings import Findings
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import Option, Page, Question, Questionnaire

FILE = "proofs.json"
Answered = tuple[str, str]
"""A question and what was chosen, in words."""


class Undecided(Exception):
    """A question that was not answered, so that nothing may be claimed. Its text is for people."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A made-up patient who shows something: the answers as a file holds them, and in words."""

    answers: Mapping[str, object]
    lines: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a claim does not hold. `accepted` is a clinician's reason to leave it so."""

    what: str
    file: str
    line: int
    text: str
    witness: Witness | None = None
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about everyone, in how many cases it was proved, and where it fails."""

    words: str
    cases: str
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    id: str = ""
    section: str = ""

    @property
    def holds(self) -> bool:
        return all(failure.accepted for failure in self.failures)


@dataclass(frozen=True, slots=True)
class Range:
    """What a background can score, and someone it leads for."""

    background: str
    name: str
    lowest: int
    highest: int
    leads_for: Witness | None


@dataclass(frozen=True, slots=True)
class Proofs:
    """Everything that was tried, over every possible set of answers. `possible` says how many sets those are."""

    logic: str
    possible: str
    claims: tuple[Claim, ...]
    ranges: tuple[Range, ...]

    @property
    def hold(self) -> bool:
        return all(claim.holds for claim in self.claims)


def as_json(proofs: Proofs) -> str:
    return json.dumps(asdict(proofs), indent=1, ensure_ascii=False) + "\n"


def read_proofs(folder: Path, ruleset: Ruleset) -> Proofs | None:
    """The proofs kept beside the rules; None where there are none, or they are about other rules."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return proofs_from(data) if data["logic"] == logic(ruleset) else None


def proofs_from(data: Mapping[str, Any]) -> Proofs:
    claims = tuple(
        Claim(**{**each, "failures": tuple(map(failure_from, each["failures"])), "notes": tuple(each["notes"])})
        for each in data["claims"]
    )
    ranges = tuple(Range(**{**each, "leads_for": witness_from(each["leads_for"])}) for each in data["ranges"])
    return Proofs(**{**data, "claims": claims, "ranges": ranges})


def failure_from(data: Mapping[str, Any]) -> Failure:
    return Failure(**{**data, "witness": witness_from(data["witness"])})


def witness_from(data: Mapping[str, Any] | None) -> Witness | None:
    return Witness(data["answers"], tuple((question, chosen) for question, chosen in data["lines"])) if data else None


def logic(ruleset: Ruleset) -> str:
    """A fingerprint of all that decides, whatever the words are."""
    parts = (
        ruleset.questionnaire,
        [table.rows for table in (ruleset.red_flags, ruleset.suggestions, ruleset.treatment_rows, ruleset.also_see)],
        ruleset.scoring,
        [background.id for background in ruleset.backgrounds],
        [(card.id, card.step) for card in ruleset.treatments.values()],
        sorted(reason.id for reason in ruleset.reasons.values() if reason.calm_only),
    )
    return hashlib.sha256(repr(plain(parts)).encode()).hexdigest()[:12]


DECIDING: Mapping[type, tuple[str, ...]] = {
    Questionnaire: ("pages", "findings"),
    Page: ("id", "questions", "required", "ask_if"),
    Question: ("id", "kind", "options", "ask_if", "most", "ask_again", "stop_if", "private"),
    Option: ("id", "ask_if", "alone", "private"),
    Findings: ("by_name",),
}
"""The parts that decide, of what also holds words; of everything else all parts do."""


def plain(value: Any) -> Any:
    """Whatever it is as lists, texts and numbers in a fixed order, without words for people."""
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        names = DECIDING.get(type(value)) or [part.name for part in fields(value)]
        return [type(value).__name__, *(plain(getattr(value, name)) for name in names)]
    if isinstance(value, Mapping):
        return sorted([repr(plain(key)), plain(each)] for key, each in value.items())
    if isinstance(value, frozenset | set):
        return sorted(map(repr, map(plain, value)))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value
