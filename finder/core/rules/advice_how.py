"""The fixed texts of the page that shows how the rules work."""

from dataclasses import dataclass, field
from typing import ClassVar

from finder.core.rules.words import Words, as_long_as, with_placeholders


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """The words that join the parts of a rule's condition."""

    to_helpers: ClassVar[bool] = False
    always: Words
    both: Words
    either: Words
    unless: Words
    at_least: Words = field(metadata=with_placeholders("what", "number"))
    of_ten: Words = field(metadata=with_placeholders("what", "number"))


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """The strengths of the evidence, as tags. `meaning` explains them."""

    to_helpers: ClassVar[bool] = False
    strong: Words
    moderate: Words
    low: Words
    disputed: Words
    scope: Words
    expert: Words
    meaning: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class EffectWords:
    """What a row of the treatments table does."""

    to_helpers: ClassVar[bool] = False
    hide: Words
    last: Words
    first: Words
    only: Words
    note: Words
    caution: Words
    careful: Words
    tell: Words
    ask_today: Words


@dataclass(frozen=True, slots=True)
class HowWords:
    """How a suggestion is made. `steps[i]` explains `heads[i]`, and `limits` says to
    patients what it is not."""

    to_helpers: ClassVar[bool] = False
    heading: Words
    lead: Words
    heads: tuple[Words, ...]
    steps: tuple[Words, ...] = field(metadata=as_long_as("heads"))
    read: Words
    one_way: Words
    group: Words = field(metadata=with_placeholders("cap"))
    group_free: Words
    limits: Words = ""
    open_heading: Words = ""
    open_lead: Words = ""
    open_view: Words = field(default="", metadata=with_placeholders("view"))
