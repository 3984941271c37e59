"""The parts of a ruleset: rows, texts, backgrounds, treatments, sources and scoring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from finder.core.rules.advice import Advice, Level
from finder.core.rules.conditions import ALWAYS, Condition
from finder.core.rules.decision_table import Table
from finder.core.rules.derived import set_derived
from finder.core.rules.glossary import Glossary
from finder.core.rules.next_steps import AfterResult
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sheet import Sheet
from finder.core.rules.voice import Voice
from finder.core.rules.words import Words, number_of_values


class Strength(StrEnum):
    """How sure a suggestion is, from unsure to sure."""

    LOW = "low"
    PAIR = "pair"
    CLOSE = "close"
    LIKELY = "likely"
    CLEAR = "clear"


class Effect(StrEnum):
    """What a row of the treatments table does to its cards.

    The last four are cautions: about a card, about something that the person takes or
    has, for every doctor to know, and to ask about on the same day.
    """

    HIDE = "hide"
    LAST = "last"
    FIRST = "first"
    ONLY = "only"
    NOTE = "note"
    CAUTION = "caution"
    CAREFUL = "careful"
    TELL = "tell"
    ASK_TODAY = "ask_today"

    @property
    def is_caution(self) -> bool:
        """Whether the effect is a caution, shown on its cards and on the result."""
        return self in CAUTIONS

    @property
    def has_sentence(self) -> bool:
        """Whether a row with this effect has a sentence."""
        return self is Effect.NOTE or self.is_caution


CAUTIONS = frozenset({Effect.CAUTION, Effect.CAREFUL, Effect.TELL, Effect.ASK_TODAY})


@dataclass(frozen=True, slots=True)
class RedFlagRow:
    """A row of the red flags. The level of a crisis is None."""

    id: str
    flag: str
    when: Condition
    level: Level | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the suggestions.

    `points` are in the catalogue's order, and in one int as `packed_points`
    (`points.py`).
    """

    id: str
    group: str
    when: Condition
    points: tuple[int, ...]
    packed_points: int
    treatments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """What happens to cards if the condition holds and its exception does not. A row
    without cards is a note."""

    id: str
    when: Condition
    unless: Condition | None
    effect: Effect
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlsoSee:
    """A kind of doctor outside the five backgrounds."""

    id: str
    when: Condition
    unless: Condition | None


@dataclass(frozen=True, slots=True)
class Reason:
    """The sentence under a row or a flag, and its sources.

    `about` says what a red flag may mean, for clinicians. `own` has a sentence for each
    background, if the row gives points to several.
    """

    id: str
    source: tuple[str, ...]
    words: Words = ""
    own: Mapping[str, Words] = field(default_factory=dict)
    strength: str = ""
    about: Words = ""
    extra: Words = ""
    calm_only: bool = False

    def sentence_for(self, background: str) -> str:
        """Return the sentence for a background, or "" if there is none. Older rules
        have one for all backgrounds."""
        if self.own:
            return self.own.get(background, "")
        return self.words


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a claim. `mark` says how well it was checked. Patients read `plain`
    in place of a long title."""

    to_helpers: ClassVar[bool] = False
    id: str
    title: str
    mark: str
    note: str = ""
    plain: Words = ""

    @property
    def plain_title(self) -> str:
        """The title as a patient reads it."""
        return self.plain or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The primary specialty in which a pain physician trained.

    Each sentence that argues for the background has one of the words `known_by`, so
    that a reader can tell which doctor is meant.
    """

    id: str
    name: Words
    short: Words
    plain: Words
    trained: Words
    focus: Words
    does: Words
    good_fit: Words
    limit: Words
    fewer: Words = ""
    residency: Words
    fellowship: Words
    board: Words
    certificate: Words
    offers: tuple[str, ...]
    known_by: tuple[Words, ...] = ()
    taxonomy_pain: tuple[str, ...]
    taxonomy_base: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A card: one kind of treatment or service, and its step, from 1 (often first) to 3
    (specialist options)."""

    id: str
    kind: str
    step: int
    by: tuple[str, ...]
    name: Words
    what: Words
    helps: Words
    evidence: Words
    risks: Words
    label: Words = ""
    ask: tuple[Words, ...] = field(metadata=number_of_values(1))
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegularDoctor:
    """A reason to start with the regular doctor, unless one of its exceptions holds."""

    when: Condition = ALWAYS
    unless: Condition | None = None
    strengths: frozenset[Strength] = frozenset(Strength)
    unless_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scoring:
    """The numbers of the method.

    Shares are percentages of the top score, and cards are counted for each step. A
    background that never leads alone is named first if it has at least
    `never_alone_first_from` points more than the best other one; 0 means never.
    """

    caps: Mapping[str, int]
    lead_within: int
    also_within: int
    also_share: int
    also_least: int
    low_under: int
    clear_gap: int
    never_alone: frozenset[str]
    never_alone_first_from: int
    regular_doctor: tuple[RegularDoctor, ...]
    early: Condition
    team_when: Condition
    team_any: tuple[Condition, ...]
    spread_backgrounds: int
    spread_share: int
    spread_top: int
    rank_first: tuple[str, ...]
    cards_shown: tuple[int, ...]
    reasons_shown: tuple[int, ...]
    changeable: tuple[str, ...]
    changes_shown: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that only a clinician can decide, and the view of the author of the
    rules."""

    to_helpers: ClassVar[bool] = False
    id: str
    words: Words
    view: Words


@dataclass(frozen=True, slots=True)
class Review:
    """A clinician's sign-off. Without a name there is none yet.

    `sooner` are rows to review before all others, and `open` are questions to decide.
    No patient may read the words in `for_reviewers`.
    """

    reviewed_by: str = ""
    reviewed_on: date | None = None
    version: str = ""
    review_by: date | None = None
    sooner: Mapping[str, date] = field(default_factory=dict)
    open: tuple[OpenQuestion, ...] = ()
    for_reviewers: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything in `rules/`, read in one language for one voice. Rulesets of the same
    version decide the same."""

    version: str
    language: str
    voice: Voice
    questionnaire: Questionnaire
    red_flags: Table[RedFlagRow]
    suggestions: Table[Rule]
    treatment_rows: Table[TreatmentRow]
    also_see: Table[AlsoSee]
    scoring: Scoring
    reasons: Mapping[str, Reason]
    backgrounds: tuple[Background, ...]
    treatments: Mapping[str, Treatment]
    taxonomy: Mapping[str, str]
    sources: Mapping[str, Source]
    advice: Advice
    sheet: Sheet
    after_result: AfterResult
    glossary: Glossary
    review: Review
    rules: Mapping[str, Rule] = field(init=False, repr=False)
    """The rows of `suggestions` by id."""
    places: Mapping[str, int] = field(init=False, repr=False)
    """The position of each background in the catalogue."""

    def __post_init__(self) -> None:
        rules = {rule.id: rule for rule in self.suggestions.rows}
        places = {
            background.id: place for place, background in enumerate(self.backgrounds)
        }
        set_derived(self, rules=rules, places=places)

    @property
    def is_signed(self) -> bool:
        """Whether a clinician has signed exactly these rules."""
        return bool(self.review.reviewed_by) and self.review.version == self.version

    def background(self, background_id: str) -> Background:
        """Return the background with this id. Raises KeyError if there is none."""
        return self.backgrounds[self.places[background_id]]
