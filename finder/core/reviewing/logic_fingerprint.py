"""A fingerprint of everything in the rules that decides, so that proofs can be matched
with their rules."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from finder.core.rules.findings import Findings
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire


def logic_fingerprint(ruleset: Ruleset) -> str:
    """Return a fingerprint of everything that decides, whatever the words are."""
    after = ruleset.after_result
    tables = (
        ruleset.red_flags.rows,
        ruleset.suggestions.rows,
        ruleset.treatment_rows.rows,
        ruleset.also_see.rows,
    )
    backgrounds = [background.id for background in ruleset.backgrounds]
    treatments = [(card.id, card.step) for card in ruleset.treatments.values()]
    calm_only = {reason.id for reason in ruleset.reasons.values() if reason.calm_only}
    questions = [(each.id, each.of, each.when, each.unless) for each in after.ask]
    access = [(each.id, each.when) for each in after.access]
    parts = (
        ruleset.questionnaire,
        tables,
        ruleset.scoring,
        backgrounds,
        treatments,
        sorted(calm_only),
        questions,
        access,
    )
    text = plain_text(parts)
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
    if is_dataclass(value):
        return plain_dataclass(value)
    if isinstance(value, Mapping):
        pairs = [[plain_text(key), plain(each)] for key, each in value.items()]
        return sorted(pairs)
    if isinstance(value, frozenset | set):
        return sorted(map(plain_text, value))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return list(map(plain, value))
    return value


def plain_text(value: Any) -> str:
    """Return any value as one text, without words for people."""
    return repr(plain(value))


def plain_dataclass(value: Any) -> list[Any]:
    """Return the name of a dataclass, and those of its fields that decide."""
    kind = type(value)
    all_names = [part.name for part in fields(kind)]
    names = DECIDING.get(kind, all_names)
    parts = [getattr(value, name) for name in names]
    return [kind.__name__, *map(plain, parts)]
