"""The parts of a summary: an assessment in words for one reader."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from finder.core.deciding.assess import Outcome
from finder.core.rules.advice import Advice, Level
from finder.core.rules.knowledge import Background, Source, Treatment
from finder.core.rules.voice import Voice
from finder.core.summarizing.next_steps import NextSteps
from finder.core.summarizing.referral import Referral, ReferralFact

REASONS_SHOWN = ((3,), (2, 1), (1, 1, 1))
"""How many reasons each lead has under the headline, for one lead, for two, and for
three or more."""
REASONS_IN_SHORT = ((1,), (1, 1), (1, 0, 0))
"""The same numbers if urgent advice comes first, or if two pains share the page."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the summary: a question, and the options or own words that answer
    it."""

    page: str
    question: str
    chosen: tuple[str, ...]
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class AdviceBlock:
    """One level of advice: what to do, the lines that were ticked, and the sentences of
    the flags."""

    level: Level
    heading: str
    text: str
    ticked: tuple[str, ...]
    sentences: tuple[str, ...]
    checked: bool


@dataclass(frozen=True, slots=True)
class BackgroundLine:
    """One background, and how well it fits: in a word, and in tenths of the highest
    score for a bar.

    `reasons` are sentences that the answers support. `anyway` are sentences for
    everyone, if there are no reasons.
    """

    background: Background
    place: str
    word: str
    tenths: int
    reasons: tuple[str, ...]
    anyway: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A treatment to ask about. `under` is the heading above it."""

    treatment: Treatment
    under: str
    notes: tuple[str, ...]
    cautions: tuple[str, ...]
    often: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class CardStep:
    """A step of treatments. `more` opens on request."""

    heading: str
    cards: tuple[Card, ...]
    more: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A question for the visit. `about` names its treatment, if it is about one."""

    question: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """A rule that fired: the points it gave to each background, its reason and its
    sources."""

    rule: str
    reason: str
    points: tuple[tuple[str, int], ...]
    strength: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Warnings:
    """Signs that need help at once, whatever the answers are."""

    heading: str
    call: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What follows from an assessment alone, in words."""

    leads: tuple[BackgroundLine, ...]
    also: tuple[BackgroundLine, ...]
    others: tuple[BackgroundLine, ...]
    other_reasons: tuple[str, ...]
    steps: tuple[CardStep, ...]
    later: tuple[Card, ...]
    tell_clinic: tuple[str, ...]
    ask_today: tuple[str, ...]
    be_careful: tuple[str, ...]
    tell_doctors: tuple[str, ...]
    also_see: tuple[str, ...]
    ask: tuple[ToAsk, ...]
    workings: tuple[Working, ...]


@dataclass(frozen=True, slots=True)
class Summary(Suggestion):
    """An assessment in words for one reader. Empty texts and lists are not shown.

    `regions` are the ids of the body regions to highlight. `pain` is the name of the
    pain that the summary is about, if the person has more than one. `second` is the
    summary of another pain; both then have `shares_page` set. `own_words_language` is
    "" if unknown.
    """

    language: str
    voice: Voice
    rules_version: str
    reviewed: str
    outcome: Outcome
    headline: str
    pain: str
    text: str
    sure: str
    advice: tuple[AdviceBlock, ...]
    taken_back: tuple[str, ...]
    crisis: bool
    crisis_safe: bool
    after_check: str
    regular_doctor: str
    more_counts: str
    team: str
    mood: str
    impact: str
    ask_more: tuple[str, ...]
    goals: tuple[str, ...]
    answers: tuple[Answered, ...]
    own_words: str
    own_words_language: str
    regions: tuple[str, ...]
    facts: tuple[ReferralFact, ...]
    warnings: Warnings
    referral: Referral
    next_steps: NextSteps
    words: Advice
    second: "Summary | None" = None
    shares_page: bool = False

    @property
    def why(self) -> tuple[BackgroundLine, ...]:
        """The leads with their few strongest reasons. The other reasons are in
        `leads`."""
        in_short = self.advice or self.crisis or self.ask_today or self.shares_page
        counts = REASONS_IN_SHORT if in_short else REASONS_SHOWN
        leads = len(self.leads)
        shown = counts[min(leads, len(counts)) - 1]
        none_for_others = [0] * leads
        most = [*shown, *none_for_others]
        found = []
        for line, count in zip(self.leads, most, strict=False):
            reasons = line.reasons[:count]
            found.append(replace(line, reasons=reasons))
        return tuple(found)

    @property
    def standings(self) -> tuple[tuple[BackgroundLine, tuple[str, ...]], ...]:
        """All backgrounds, the best first, each with the reasons that are not under the
        headline."""
        said: set[str] = set()
        for shown in self.why:
            said.update(shown.reasons)
        return tuple((line, unsaid(line.reasons, said)) for line in self.backgrounds)

    @property
    def backgrounds(self) -> tuple[BackgroundLine, ...]:
        """All backgrounds, the best first."""
        return self.leads + self.also + self.others


def unsaid(texts: Iterable[str], said: Set[str]) -> tuple[str, ...]:
    """Return the texts that were not said before."""
    return tuple(text for text in texts if text not in said)
