"""A person's answers in words, and the advice that they call for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from finder.core.deciding.acknowledged import Acknowledgements, How, is_said
from finder.core.deciding.triage import RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import Kind, Option, Question
from finder.core.telling.context import NOTHING
from finder.core.telling.summary import AdviceBlock, Answered
from finder.core.telling.together import with_reasons


def advice_blocks(
    ruleset: Ruleset, answers: Answers, flags: Sequence[RedFlag], acknowledged: Acknowledgements = NOTHING
) -> Iterator[AdviceBlock]:
    """One block for each level, the most urgent first. A crisis has a block of its own and is not here."""
    for level in sorted({flag.level for flag in flags if flag.level is not None}, reverse=True):
        yield advice_block(ruleset, answers, [flag for flag in flags if flag.level == level], acknowledged)


def advice_block(
    ruleset: Ruleset, answers: Answers, flags: Sequence[RedFlag], acknowledged: Acknowledgements = NOTHING
) -> AdviceBlock:
    """What the highest of these flags asks for, with all that was ticked; at least one of them is no crisis."""
    level = max(flag.level for flag in flags if flag.level is not None)
    lines = {option.id: option.words for option in ticked(ruleset, answers)}
    reasons = [ruleset.reasons[flag.flag] for flag in flags if flag.level is not None]
    return AdviceBlock(
        level=level,
        heading=ruleset.advice.level[level].heading,
        text=ruleset.advice.level[level].text,
        ticked=tuple(with_reasons(ruleset, answers, flag, lines[flag.flag]) for flag in flags if flag.flag in lines),
        sentences=tuple(text for reason in reasons for text in (reason.words, reason.extra) if text),
        checked=any(flag.interrupts for flag in flags)
        and all(is_said(How.CHECKED, each, acknowledged) for each in flags),
    )


def without_private(ruleset: Ruleset, answers: Answers, flags: Sequence[RedFlag], block: AdviceBlock) -> AdviceBlock:
    """Return the advice as it may be printed: the same level, and nothing of lines that are private."""
    private = {option.id for option in ticked(ruleset, answers) if option.private}
    public = [flag for flag in flags if flag.flag not in private and flag.level is not None]
    shown = advice_block(ruleset, answers, public) if public else advice_of_level(ruleset, block.level)
    return replace(block, ticked=shown.ticked, sentences=shown.sentences)


def advice_of_level(ruleset: Ruleset, level: Level) -> AdviceBlock:
    """What a level asks for, where nothing of the answers may be said."""
    words = ruleset.advice.level[level]
    return AdviceBlock(level, words.heading, words.text, (), (), checked=False)


def ticked(ruleset: Ruleset, answers: Answers) -> Iterator[Option]:
    """The chosen options, in the questionnaire's order."""
    for page in ruleset.questionnaire.all_pages:
        for question in page.questions:
            chosen = answers.get(question.id, frozenset())
            yield from (option for option in question.options if option.id in chosen)


def answered(ruleset: Ruleset, answers: Answers, own_words: str) -> Iterator[Answered]:
    """Every question that was asked, with what was chosen in words."""
    for page in ruleset.questionnaire.all_pages:
        for question in page.questions:
            if question.id in answers:
                chosen = chosen_words(question, answers[question.id], own_words)
                yield Answered(page.id, question.words, chosen or (ruleset.advice.result.skipped,))


def chosen_words(question: Question, chosen: frozenset[str], own_words: str) -> tuple[str, ...]:
    if question.kind is Kind.TEXT:
        return (own_words,) if own_words else ()
    if question.kind is Kind.SCALE:
        return tuple(f"{number} (0 = {question.low}, 10 = {question.high})" for number in chosen)
    return tuple(option.words for option in question.options if option.id in chosen)
