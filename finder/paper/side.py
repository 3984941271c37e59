"""One side of the sheet in two languages. Both sides use the same numbers for the same
sections."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Treatment
from finder.core.rules.voice import Voice
from finder.core.summarizing.referral import ReferralFact
from finder.core.summarizing.summary import AdviceBlock, BackgroundLine, Summary
from finder.paper.calls import Calls
from finder.paper.cautions import cautions
from finder.paper.labels import SHEET, SIDES, Say, labels

REASONS = 3
"""The number of reasons under a lead."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or a label with its answer. `strong` marks what to do now. `written`
    is the language of own words if it differs from the side's language, or if it is not
    known."""

    text: str
    label: str = ""
    strong: bool = False
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The lines under one number. `alarm` marks a section that cannot wait. A `spare`
    section is left out if that saves a sheet of paper."""

    heading: str
    lines: tuple[Line, ...]
    alarm: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class SideWords:
    """The labels that a side needs, in its language."""

    ticked: str
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
    """The data for a reader of one language. `name_of` returns the name of a language
    in that language."""

    summary: Summary
    say: Say
    name_of: Callable[[str], str]
    calls: Calls | None = None


def sections(side: Side, *, codes: bool) -> tuple[Section, ...]:
    """Return all sections of a side in order.

    The sections depend on the answers and the assessment, not on the language. With
    `codes`, the facts use a clinician's words and their codes.
    """
    summary = side.summary
    words = side_words(side)
    found = [
        *urgent(summary, words),
        fit(summary, words),
        *second_fit(summary, words),
        *facts(summary, words, codes=codes),
        *own_words(summary, words),
        *to_do(summary, words, side.calls),
    ]
    return tuple(section for section in found if section.lines)


def side_words(side: Side) -> SideWords:
    """Return the labels of a side in its language, addressed to its reader."""
    summary = side.summary
    known = labels(SHEET, side.say)
    helps = summary.voice is Voice.HELPER
    written = labels(SIDES, side.say)["written"]
    ticked = summary.words.urgent.told
    written_in = summary.own_words_language
    language = side.name_of(written_in) if written_in else ""
    return SideWords(
        ticked=ticked.rstrip(":"),
        because=known["because"],
        pain=known["pain_of_person" if helps else "pain"],
        second=known["second"],
        own_words=known["words_of_helper" if helps else "own_words"],
        treatments=known["treatments"],
        for_pain=known["for_pain_of_person" if helps else "for_pain"],
        ask=known["ask"],
        also_see=known["also_see_of_person" if helps else "also_see"],
        written=written.replace("{language}", language),
    )


def urgent(summary: Summary, words: SideWords) -> Iterator[Section]:
    """Yield the advice, most urgent first. Help in a crisis comes after emergencies and
    before all other advice."""
    least = Level.EMERGENCY_ROOM
    emergencies = [block for block in summary.advice if block.level >= least]
    others = [block for block in summary.advice if block.level < least]
    for block in emergencies:
        yield advice(block, summary, words)
    if summary.crisis:
        yield crisis(summary)
    for block in others:
        yield advice(block, summary, words)


def advice(block: AdviceBlock, summary: Summary, words: SideWords) -> Section:
    lines = []
    if block.checked:
        lines.append(Line(summary.words.urgent.checked))
    lines.append(Line(block.text, strong=True))
    lines += map(Line, block.sentences)
    if block.ticked:
        ticked = "; ".join(block.ticked)
        lines.append(Line(ticked, words.ticked))
    is_urgent = block.level > Level.SOON
    return Section(block.heading, tuple(lines), alarm=is_urgent)


def crisis(summary: Summary) -> Section:
    words = summary.words.crisis
    lines = [
        Line(words.first, strong=True),
        Line(" ".join(words.ways)),
        Line(words.danger),
    ]
    if summary.crisis_safe:
        lines.insert(0, Line(words.told_safe))
    return Section(words.heading, tuple(lines), alarm=True)


def fit(summary: Summary, words: SideWords) -> Section:
    """Return the section that says which kind of doctor fits, and why."""
    first = (
        summary.after_check,
        summary.text,
        summary.regular_doctor,
        summary.sure,
        *summary.taken_back,
    )
    last = (
        summary.more_counts,
        summary.team,
        summary.mood,
        summary.impact,
    )
    lines = fit_lines(summary, words, first, last)
    return Section(summary.headline, tuple(lines))


def second_fit(summary: Summary, words: SideWords) -> Iterator[Section]:
    second = summary.second
    if second is not None:
        first = (second.regular_doctor, second.sure)
        last = (second.more_counts, second.impact)
        lines = fit_lines(second, words, first, last)
        yield Section(second.headline, tuple(lines))


def fit_lines(
    summary: Summary, words: SideWords, first: Sequence[str], last: Sequence[str]
) -> Iterator[Line]:
    yield from map(Line, filter(None, first))
    for line in summary.leads:
        yield lead(line, words)
    if summary.also:
        also = [f"{line.background.name}: {line.word}" for line in summary.also]
        yield Line(". ".join(also) + ".")
    yield from map(Line, filter(None, last))


def lead(line: BackgroundLine, words: SideWords) -> Line:
    reasons = line.reasons[:REASONS]
    sentences = [words.because, *reasons] if reasons else line.anyway
    because = " ".join(sentences)
    background = line.background
    text = f"{background.plain}. {because}"
    return Line(text.strip(), background.name)


def facts(summary: Summary, words: SideWords, *, codes: bool) -> Iterator[Section]:
    """Yield the facts of each pain. Each fact of the plain lines is one line."""
    lines = fact_lines(summary, codes=codes)
    yield Section(words.pain, tuple(lines))
    second = summary.second
    if second is not None:
        heading = words.second.replace("{pain}", second.pain)
        lines = fact_lines(second, codes=codes)
        yield Section(heading, tuple(lines))


def fact_lines(summary: Summary, *, codes: bool) -> Iterator[Line]:
    clinical = {fact.id: fact for fact in summary.referral.facts}
    for fact in summary.facts:
        if codes:
            in_clinical_words = clinical.get(fact.id, fact)
            yield coded_line(in_clinical_words)
        else:
            text = "; ".join(fact.answers)
            yield Line(text, fact.label)


def coded_line(fact: ReferralFact) -> Line:
    """Return a fact in a clinician's words, with its codes."""
    text = "; ".join(fact.answers)
    codes = ", ".join(fact.codes)
    if codes:
        text = f"{text} ({codes})"
    return Line(text, fact.label)


def own_words(summary: Summary, words: SideWords) -> Iterator[Section]:
    """Yield the own words as the person wrote them."""
    if not summary.own_words:
        return
    written = summary.own_words_language
    is_other = bool(written) and written != summary.language
    label = words.written if is_other else ""
    line = Line(summary.own_words, label, written=written)
    yield Section(words.own_words, (line,))


def to_do(summary: Summary, words: SideWords, calls: Calls | None) -> Iterator[Section]:
    """Yield the sections about treatments to ask about, cautions, and doctors to
    call."""
    second = summary.second
    next_steps = summary.next_steps
    also_see = list(summary.also_see)
    yield treatments(words.treatments, summary)
    if second is not None:
        heading = words.for_pain.replace("{pain}", second.pain)
        yield treatments(heading, second)
        also_see += second.also_see
    for heading, sentences in cautions(summary):
        yield section_of(heading, sentences)
    if summary.leads:
        yield from questions(summary, words)
    if calls:
        doctors = [Line(each.contact, each.name) for each in calls.doctors]
        yield Section(calls.heading, tuple(doctors))
    access = [line.words for line in next_steps.access]
    yield section_of(next_steps.access_heading, access)
    yield section_of(words.also_see, also_see)
    yield warnings(summary)


def treatments(heading: str, summary: Summary) -> Section:
    lines = step_lines(summary)
    return Section(heading, tuple(lines))


def section_of(heading: str, sentences: Iterable[str]) -> Section:
    lines = map(Line, sentences)
    return Section(heading, tuple(lines))


def questions(summary: Summary, words: SideWords) -> Iterator[Section]:
    """Yield the questions for the visit, and what to say on the phone."""
    lines = [Line(each.question, each.about) for each in summary.ask]
    yield Section(words.ask, tuple(lines))
    next_steps = summary.next_steps
    call = next_steps.calls[0]
    to_say = " ".join(call.say)
    line = Line(to_say, call.heading)
    yield Section(next_steps.call_words.heading, (line,), spare=True)


def warnings(summary: Summary) -> Section:
    """Return the signs that need help at once. Add help in a crisis unless the side has
    it already."""
    warned = summary.warnings
    lines = [Line(warned.call, strong=True)]
    lines += map(Line, warned.signs)
    if not summary.crisis:
        always = summary.words.crisis.always
        lines.append(Line(always))
    return Section(warned.heading, tuple(lines), alarm=True)


def step_lines(summary: Summary) -> Iterator[Line]:
    """Yield each step with the treatments to ask about."""
    for step in summary.steps:
        cards = [card_name(card.treatment) for card in step.cards]
        yield Line("; ".join(cards), step.heading)


def card_name(treatment: Treatment) -> str:
    if not treatment.label:
        return treatment.name
    return f"{treatment.name} ({treatment.label.lower()})"
