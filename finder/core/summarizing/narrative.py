"""A person's answers in words, and the advice for them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from finder.core.deciding.acknowledged import Acknowledgements, How, was_answered_with
from finder.core.deciding.triage import RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Option, Question
from finder.core.summarizing.combined_signs import NO_OPTIONS, with_reasons
from finder.core.summarizing.context import NOTHING
from finder.core.summarizing.summary import AdviceBlock, Answered


def advice_blocks(
    ruleset: Ruleset,
    answers: Answers,
    flags: Sequence[RedFlag],
    acknowledged: Acknowledgements = NOTHING,
) -> Iterator[AdviceBlock]:
    """Yield one block for each level, the most urgent first. A crisis has no block
    here."""
    of_level: dict[Level, list[RedFlag]] = {}
    for flag in flags:
        if flag.level is not None:
            of_level.setdefault(flag.level, []).append(flag)
    for level in sorted(of_level, reverse=True):
        yield advice_block(ruleset, answers, of_level[level], acknowledged)


def advice_block(
    ruleset: Ruleset,
    answers: Answers,
    flags: Sequence[RedFlag],
    acknowledged: Acknowledgements = NOTHING,
) -> AdviceBlock:
    """Return the advice for the highest of these flags, with all that was ticked.

    At least one of the flags must not be a crisis.
    """
    level = max(flag.level for flag in flags if flag.level is not None)
    words = ruleset.advice.level[level]
    return AdviceBlock(
        level=level,
        heading=words.heading,
        text=words.text,
        ticked=tuple(ticked_lines(ruleset, answers, flags)),
        sentences=tuple(sentences(ruleset, flags)),
        checked=is_checked(flags, acknowledged),
    )


def ticked_lines(
    ruleset: Ruleset,
    answers: Answers,
    flags: Sequence[RedFlag],
) -> Iterator[str]:
    """Yield the line of each flag that was ticked, with the answers that make it this
    urgent."""
    lines = {option.id: option.words for option in ticked(ruleset, answers)}
    for flag in flags:
        if flag.flag in lines:
            line = lines[flag.flag]
            yield with_reasons(ruleset, answers, flag, line)


def sentences(ruleset: Ruleset, flags: Sequence[RedFlag]) -> Iterator[str]:
    """Yield the sentences under the flags that are not a crisis."""
    reasons = [ruleset.reasons[flag.flag] for flag in flags if flag.level is not None]
    for reason in reasons:
        yield from filter(None, (reason.words, reason.extra))


def is_checked(
    flags: Sequence[RedFlag],
    acknowledged: Acknowledgements,
) -> bool:
    """Return whether a doctor has checked all of these flags. The app asks only about
    flags that interrupt."""
    if not any(flag.interrupts for flag in flags):
        return False
    return all(was_answered_with(How.CHECKED, flag, acknowledged) for flag in flags)


def without_private(
    ruleset: Ruleset,
    answers: Answers,
    flags: Sequence[RedFlag],
    block: AdviceBlock,
) -> AdviceBlock:
    """Return the advice as it may be printed: the same level, and no private line."""
    options = ticked(ruleset, answers)
    private = {option.id for option in options if option.private}
    advised = (flag for flag in flags if flag.level is not None)
    public = [flag for flag in advised if flag.flag not in private]
    if not public:
        return replace(block, ticked=(), sentences=())
    shown = advice_block(ruleset, answers, public)
    return replace(
        block,
        ticked=shown.ticked,
        sentences=shown.sentences,
    )


def advice_of_level(ruleset: Ruleset, level: Level) -> AdviceBlock:
    """Return the advice for a level, without any answer."""
    words = ruleset.advice.level[level]
    return AdviceBlock(
        level=level,
        heading=words.heading,
        text=words.text,
        ticked=(),
        sentences=(),
        checked=False,
    )


def ticked(ruleset: Ruleset, answers: Answers) -> Iterator[Option]:
    """Yield the chosen options, in the questionnaire's order."""
    for page in ruleset.questionnaire.all_pages:
        for question in page.questions:
            chosen = answers.get(question.id, NO_OPTIONS)
            yield from options_in(question, chosen)


def options_in(question: Question, chosen: frozenset[str]) -> Iterator[Option]:
    for option in question.options:
        if option.id in chosen:
            yield option


def answered(
    ruleset: Ruleset,
    answers: Answers,
    own_words: str,
) -> Iterator[Answered]:
    """Yield every question that was asked, with the answer in words."""
    skipped = (ruleset.advice.result.skipped,)
    for page in ruleset.questionnaire.all_pages:
        for question in page.questions:
            if question.id not in answers:
                continue
            chosen = answers[question.id]
            words = chosen_words(question, chosen, own_words)
            is_own = question.kind is Kind.TEXT and bool(words)
            yield Answered(page.id, question.words, words or skipped, is_own)


def chosen_words(
    question: Question,
    chosen: frozenset[str],
    own_words: str,
) -> tuple[str, ...]:
    """Return the answer to a question in words."""
    if question.kind is Kind.TEXT:
        return tuple(filter(None, [own_words]))
    if question.kind is Kind.SCALE:
        return tuple(number_of_ten(question, number) for number in chosen)
    options = options_in(question, chosen)
    return tuple(option.words for option in options)


def number_of_ten(question: Question, number: str) -> str:
    """Return a number of a scale with the meaning of both ends."""
    low, high = question.low, question.high
    return f"{number} (0 = {low}, 10 = {high})"
