"""One side of the sheet in two languages: what stands on it, under numbers that are the same on both sides."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from finder.core.rules.voice import Voice
from finder.core.telling.referral import Referral, ReferralFact
from finder.core.telling.summary import AdviceBlock, BackgroundLine, CardStep, Summary
from finder.paper.calls import Calls
from finder.paper.cautions import cautions
from finder.paper.labels import SHEET, SIDES, Say, labels

REASONS = 3
"""How many reasons stand under a lead."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or a label with what was told. `strong`: it says what to do now. `written` is the language of own
    words, where it is another one than that of the side or not known."""

    text: str
    label: str = ""
    strong: bool = False
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one number. `alarm`: it cannot wait. `spare`: it is left out where that saves a sheet of
    paper."""

    heading: str
    lines: tuple[Line, ...]
    alarm: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class SideWords:
    """Labels of the sheet that a side needs, in its language."""

    told: str
    because: str
    pain: str
    second: str
    own_words: str
    treatments: str
    for_pain: str
    ask: str
    also_see: str
    written: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What a reader of one language needs: the summary, labels, and what its language calls a language."""

    summary: Summary
    say: Say
    name_of: Callable[[str], str]
    calls: Calls | None = None


def sections(side: Side, *, codes: bool) -> tuple[Section, ...]:
    """Return all sections of a side in their order. They depend on what was told and found alone, not on the language.
    `codes`: the facts stand in a clinician's words, with their codes."""
    summary, words = side.summary, side_words(side)
    found = [*urgent(summary, words), fit(summary, words), *second_fit(summary, words)]
    found += facts(summary, words, codes=codes)
    if summary.own_words:
        found.append(Section(words.own_words, (own_words(summary, words),)))
    found += to_do(summary, words, side.calls)
    return tuple(each for each in found if each.lines)


def side_words(side: Side) -> SideWords:
    """Return the labels of a side in its language, as they speak to its reader."""
    known, summary = labels(SHEET, side.say), side.summary
    helps = summary.voice is Voice.HELPER
    written = labels(SIDES, side.say)["written"]
    return SideWords(
        told=summary.words.urgent.told.rstrip(":"),
        because=known["because"],
        pain=known["pain_of_person" if helps else "pain"],
        second=known["second"],
        own_words=known["words_of_helper" if helps else "own_words"],
        treatments=known["treatments"],
        for_pain=known["for_pain_of_person" if helps else "for_pain"],
        ask=known["ask"],
        also_see=known["also_see_of_person" if helps else "also_see"],
        written=written.replace("{language}", side.name_of(summary.own_words_language)),
    )


def urgent(summary: Summary, words: SideWords) -> Iterator[Section]:
    """Yield the advice, the most urgent first; help in a crisis comes after an emergency and before all else."""
    blocks = summary.advice
    emergencies = [block for block in blocks if block.level >= block.level.EMERGENCY_ROOM]
    yield from (advice(block, summary, words) for block in emergencies)
    if summary.crisis:
        yield crisis(summary)
    yield from (advice(block, summary, words) for block in blocks if block not in emergencies)


def advice(block: AdviceBlock, summary: Summary, words: SideWords) -> Section:
    checked = (Line(summary.words.urgent.checked),) if block.checked else ()
    ticked = (Line("; ".join(block.ticked), words.told),) if block.ticked else ()
    sentences = map(Line, block.sentences)
    lines = (*checked, Line(block.text, strong=True), *sentences, *ticked)
    return Section(block.heading, lines, alarm=block.level > block.level.SOON)


def crisis(summary: Summary) -> Section:
    words = summary.words.crisis
    safe = (Line(words.told_safe),) if summary.crisis_safe else ()
    lines = (*safe, Line(words.first, strong=True), Line(" ".join(words.ways)), Line(words.danger))
    return Section(words.heading, lines, alarm=True)


def fit(summary: Summary, words: SideWords) -> Section:
    """Return which kind of doctor fits, and why."""
    first = (summary.after_check, summary.text, summary.regular_doctor, summary.sure, *summary.taken_back)
    last = (summary.more_counts, summary.team, summary.mood, summary.impact)
    return Section(summary.headline, tuple(fit_lines(summary, words, first, last)))


def second_fit(summary: Summary, words: SideWords) -> Iterator[Section]:
    if other := summary.second:
        first, last = (other.regular_doctor, other.sure), (other.more_counts, other.impact)
        yield Section(other.headline, tuple(fit_lines(other, words, first, last)))


def fit_lines(summary: Summary, words: SideWords, first: Sequence[str], last: Sequence[str]) -> Iterator[Line]:
    yield from (Line(text) for text in first if text)
    yield from (lead(line, words) for line in summary.leads)
    if summary.also:
        yield Line(". ".join(f"{line.background.name}: {line.word}" for line in summary.also) + ".")
    yield from (Line(text) for text in last if text)


def lead(line: BackgroundLine, words: SideWords) -> Line:
    reasons = " ".join(line.reasons[:REASONS])
    because = f"{words.because} {reasons}" if reasons else " ".join(line.anyway)
    return Line(f"{line.background.plain}. {because}".strip(), line.background.name)


def facts(summary: Summary, words: SideWords, *, codes: bool) -> Iterator[Section]:
    """Yield the facts of each pain, one line for each that the plain lines tell."""
    yield Section(words.pain, tuple(fact_lines(summary.facts, summary.referral, codes=codes)))
    if other := summary.second:
        heading = words.second.replace("{pain}", other.pain)
        yield Section(heading, tuple(fact_lines(other.facts, other.referral, codes=codes)))


def fact_lines(plain: Sequence[ReferralFact], referral: Referral, *, codes: bool) -> Iterator[Line]:
    clinical = {fact.id: fact for fact in referral.facts}
    for fact in plain:
        shown = clinical.get(fact.id, fact) if codes else fact
        coded = f" ({', '.join(shown.codes)})" if codes and shown.codes else ""
        yield Line("; ".join(shown.answers) + coded, shown.label)


def own_words(summary: Summary, words: SideWords) -> Line:
    """Return the own words as they were written."""
    written = summary.own_words_language
    label = words.written if written and written != summary.language else ""
    return Line(summary.own_words, label, written=written)


def to_do(summary: Summary, words: SideWords, calls: Calls | None) -> Iterator[Section]:
    """Yield what to ask about, what to be careful with, and whom to call."""
    steps = [*step_lines(summary.steps)]
    second = [*step_lines(summary.second.steps)] if summary.second else []
    yield Section(words.treatments, tuple(steps))
    if second and summary.second:
        yield Section(words.for_pain.replace("{pain}", summary.second.pain), tuple(second))
    yield from (Section(heading, tuple(map(Line, sentences))) for heading, sentences in cautions(summary))
    if summary.leads:
        asked = (Line(each.question, each.about) for each in summary.ask)
        yield Section(words.ask, tuple(asked))
        call = summary.next_steps.calls[0]
        yield Section(summary.next_steps.call_words.heading, (Line(" ".join(call.say), call.heading),), spare=True)
    if calls:
        yield Section(calls.heading, tuple(Line(each.contact, each.name) for each in calls.doctors))
    access = (Line(line.words) for line in summary.next_steps.access)
    yield Section(summary.next_steps.access_heading, tuple(access))
    second_also = summary.second.also_see if summary.second else ()
    yield Section(words.also_see, tuple(map(Line, (*summary.also_see, *second_also))))
    warned = summary.warnings
    always = () if summary.crisis else (Line(summary.words.crisis.always),)
    signs = (Line(warned.call, strong=True), *map(Line, warned.signs), *always)
    yield Section(warned.heading, signs, alarm=True)


def step_lines(steps: Sequence[CardStep]) -> Iterator[Line]:
    for step in steps:
        cards = "; ".join(
            each.treatment.name + (f" ({each.treatment.label.lower()})" if each.treatment.label else "")
            for each in step.cards
        )
        yield Line(cards, step.heading)
