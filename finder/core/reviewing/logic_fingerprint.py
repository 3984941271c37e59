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
    parts = (
        ruleset.questionnaire,
        tables,
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
    if is_dataclass(value):
        return plain_dataclass(value)
    if isinstance(value, Mapping):
        pairs = [[repr(plain(key)), plain(each)] for key, each in value.items()]
        return sorted(pairs)
    if isinstance(value, frozenset | set):
        texts = [repr(plain(each)) for each in value]
        return sorted(texts)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


def plain_dataclass(value: Any) -> list[Any]:
    """Return the name of a dataclass, and those of its fields that decide."""
    kind = type(value)
    all_names = [part.name for part in fields(kind)]
    names = DECIDING.get(kind, all_names)
    parts = [getattr(value, name) for name in names]
    return [kind.__name__, *map(plain, parts)]
