"""The fixed texts of the privacy page: what each audience of a visit learns, and
when."""

from dataclasses import dataclass
from typing import ClassVar

from finder.core.rules.words import Words


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """The privacy page."""

    to_helpers: ClassVar[bool] = False
    heading: Words
    lines: tuple[Words, ...]
    told_heading: Words
    told_intro: Words
    all_facts: Words
    everything: Words
    everything_else: Words


@dataclass(frozen=True, slots=True)
class AudienceWords:
    """Each audience of a visit, in the words of the person."""

    to_helpers: ClassVar[bool] = False
    person: Words
    helper: Words
    paper: Words
    caller: Words
    clinic: Words
    export: Words
    api: Words
    counts: Words
    audit: Words
    log: Words


@dataclass(frozen=True, slots=True)
class FactWords:
    """Each fact that an audience can learn about a visit."""

    to_helpers: ClassVar[bool] = False
    answers: Words
    private_answers: Words
    own_words: Words
    fit: Words
    red_flags: Words
    acknowledged: Words
    taken_back: Words
    private_taken_back: Words
    crisis: Words
    crisis_sign: Words
    crisis_taken_back: Words
    reference: Words
    call_back: Words
    picked: Words


@dataclass(frozen=True, slots=True)
class MayWords:
    """When an audience learns a fact."""

    to_helpers: ClassVar[bool] = False
    always: Words
    if_wished: Words
    if_clinic_agreed: Words
    as_number: Words
    never: Words
