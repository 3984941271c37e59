"""The fixed texts around a suggestion: levels of advice, the crisis page, and the
result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar

from finder.core.rules.advice_clinic import (
    DeskWords,
    PhoneWords,
    RosterWords,
    ShareWords,
)
from finder.core.rules.advice_how import (
    ConditionWords,
    EffectWords,
    EvidenceWords,
    HowWords,
)
from finder.core.rules.advice_pains import PainWords
from finder.core.rules.advice_privacy import (
    AudienceWords,
    FactWords,
    MayWords,
    PrivacyWords,
)
from finder.core.rules.words import (
    Words,
    as_long_as,
    number_of_values,
    with_placeholders,
)

LEADS = with_placeholders("background", "count")
CHANGE = with_placeholders("added", "removed", "fits")
FITS = with_placeholders("backgrounds")


class Level(IntEnum):
    """How soon, and where, a red flag must be seen. A crisis has no level."""

    NONE = 0
    TELL_CLINIC = 1
    SOON = 2
    TODAY = 3
    EMERGENCY_ROOM = 4
    CALL_911 = 5

    @property
    def id(self) -> str:
        """The name of the level in the rules, in stored data and in addresses."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class LevelWords:
    """The advice of one level."""

    heading: Words
    text: Words


@dataclass(frozen=True, slots=True)
class CrisisWords:
    """The crisis page. `start` is the word to text to the crisis line, "" if it needs
    none. `start_line` names the number that needs it."""

    heading: Words
    first: Words
    ways: tuple[Words, ...] = field(metadata=number_of_values(1))
    danger: Words
    watching: Words
    desk: Words
    acknowledge: Words
    told_safe: Words
    always: Words
    source: tuple[str, ...]
    start: Words = ""
    start_line: str = ""


@dataclass(frozen=True, slots=True)
class UrgentWords:
    """The texts of urgent advice. `{sign}` is a warning sign as it was ticked, and
    `{advice}` its advice."""

    told: Words
    checked: Words
    acknowledge: Words
    mistake: Words
    mistake_do: Words
    taken_back: Words = field(metadata=with_placeholders("sign", "advice"))
    go: Words
    going: Words
    unsaved: Words
    nothing: Words
    gone_heading: Words
    gone: Words
    footer: Words
    together: Words = field(default="", metadata=with_placeholders("line", "reasons"))


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A help line that anyone may call. `text` is a number to text, and `start` the
    word to send to it."""

    to_helpers: ClassVar[bool] = False
    id: str
    words: Words
    call: Words
    text: Words = ""
    start: str = ""


@dataclass(frozen=True, slots=True)
class OtherHelpWords:
    """The page about help with more than pain. It asks nothing and stores nothing."""

    to_helpers: ClassVar[bool] = False
    heading: Words = ""
    intro: Words = ""
    leave: Words = ""
    source: tuple[str, ...] = ()
    line: tuple[HelpLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StopWords:
    """The page at which the answers of a person under 18 stop."""

    heading: Words
    text: Words


@dataclass(frozen=True, slots=True)
class HeadlineWords:
    """The headline of a result.

    `{background}` is the specialty in which a lead trained, and `{count}` the number of
    leads. `next_one` and `next_many` are used if the regular doctor comes first.
    """

    regular_doctor: Words
    clear: Words = field(metadata=LEADS)
    likely: Words = field(metadata=LEADS)
    close: Words = field(metadata=LEADS)
    pair: Words = field(metadata=LEADS)
    low: Words = field(metadata=LEADS)
    counts: tuple[Words, ...]
    next_one: Words = field(metadata=LEADS)
    next_many: Words = field(metadata=LEADS)


@dataclass(frozen=True, slots=True)
class SureWords:
    """How sure a result is, in a sentence.

    `close_two` and `pair_two` are for exactly two leads, `close` and `pair` for more.
    """

    clear: Words
    likely: Words
    close_two: Words
    close: Words
    pair_two: Words
    pair: Words
    low: Words


@dataclass(frozen=True, slots=True)
class StrengthWords:
    """How well a background fits, in a word."""

    clear: Words
    likely: Words
    close: Words
    pair: Words
    low: Words
    lead: Words
    also: Words
    other: Words


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The texts of the result that have no part of their own."""

    not_a_diagnosis: Words
    foot: Words
    nothing_proved: Words
    after_check: Words
    regular_new: Words
    regular_new_calm: Words
    regular_longer: Words
    team: Words
    team_source: tuple[str, ...]
    more_counts: Words
    ask_if_fits: Words
    steps: tuple[Words, ...] = field(metadata=number_of_values(3, 3))
    be_careful: Words
    tell_doctors: Words
    later: Words
    often: Words = field(metadata=with_placeholders("backgrounds"))
    often_all: Words
    not_reviewed: Words
    reviewed: Words = field(metadata=with_placeholders("name", "date"))
    honest: Words
    skipped: Words


@dataclass(frozen=True, slots=True)
class AskTodayWords:
    """The texts above and below the cautions that must be asked about on the same
    day."""

    heading: Words
    text: Words


@dataclass(frozen=True, slots=True)
class MoodWords:
    """`part` is said if the finding `when` holds, and `not_asked` if the `questions`
    were skipped."""

    when: str
    questions: tuple[str, ...]
    part: Words
    not_asked: Words


@dataclass(frozen=True, slots=True)
class ImpactWords:
    """The mean of the scales in words: `words[i]` applies from `lowest[i]` on."""

    questions: tuple[str, ...]
    lowest: tuple[int, ...] = field(metadata=number_of_values(1))
    words: tuple[Words, ...] = field(metadata=as_long_as("lowest"))
    sentence: Words = field(metadata=with_placeholders("words", "mean"))
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """What would change the lead.

    `{fits}` is one of `one`, `close` and `together`. `{backgrounds}` are the
    specialties in which the leads trained. `either` joins leads that fit equally well,
    and `both` joins leads that work together.
    """

    heading: Words
    added: Words = field(metadata=CHANGE)
    removed: Words = field(metadata=CHANGE)
    swapped: Words = field(metadata=CHANGE)
    one: Words = field(metadata=FITS)
    close: Words = field(metadata=FITS)
    together: Words = field(metadata=FITS)
    either: Words
    both: Words


@dataclass(frozen=True, slots=True)
class CertificationWords:
    """What board certificates in pain medicine mean, and how to ask for them."""

    heading: Words
    pain_medicine: Words
    ask_for: Words
    points: tuple[Words, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitsWords:
    """Two kinds of visit, next to each other. Lines with the same number belong
    together."""

    heading: Words
    hospital: Words
    clinic: Words
    hospital_lines: tuple[Words, ...]
    clinic_lines: tuple[Words, ...] = field(metadata=as_long_as("hospital_lines"))
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstVisitWords:
    """What to expect of the first visit, what to bring, and what to ask."""

    likely: tuple[Words, ...]
    bring: tuple[Words, ...]
    ask: tuple[Words, ...] = field(metadata=number_of_values(3))
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """All of `advice.toml`. Advices are compared by identity, so that results can be
    cached."""

    level: Mapping[Level, LevelWords]
    crisis: CrisisWords
    urgent: UrgentWords
    other_help: OtherHelpWords
    stop: StopWords
    headline: HeadlineWords
    pain: PainWords
    sure: SureWords
    word: StrengthWords
    result: ResultWords
    ask_today: AskTodayWords
    mood: MoodWords
    impact: ImpactWords
    changes: ChangeWords
    certification: CertificationWords
    visits: VisitsWords
    first_visit: FirstVisitWords
    phone: PhoneWords
    roster: RosterWords
    share: ShareWords
    desk: DeskWords
    privacy: PrivacyWords
    audience: AudienceWords
    fact: FactWords
    may: MayWords
    condition: ConditionWords
    evidence: EvidenceWords
    effect: EffectWords
    how: HowWords
