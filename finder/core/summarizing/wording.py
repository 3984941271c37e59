"""Conditions in words, so that people can read a rule without knowing its ids."""

from collections.abc import Iterator, Sequence

from finder.core.rules.advice_how import ConditionWords
from finder.core.rules.conditions import AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import SCALE, Kind, Question


def in_words(ruleset: Ruleset, condition: Condition) -> tuple[str, ...]:
    """Return each term of a condition as a phrase. All of them must hold."""
    texts = ruleset.advice.condition
    phrases = [phrase(ruleset, term, texts) for term in condition.terms]
    return tuple(phrases) or (texts.always,)


def sentence(ruleset: Ruleset, condition: Condition) -> str:
    """Return the whole condition as one sentence."""
    both = ruleset.advice.condition.both
    phrases = in_words(ruleset, condition)
    return f", {both} ".join(phrases)


def phrase(
    ruleset: Ruleset,
    term: Term,
    texts: ConditionWords,
) -> str:
    """Return a term as a phrase."""
    if isinstance(term, AtLeast):
        return number_words(ruleset, term, texts)
    question = ruleset.questionnaire.question(term.question)
    words = list(option_words(ruleset, question, term))
    answer = joined(words, texts.either)
    said = question.said or f"{question.words} {{answer}}"
    return said.replace("{answer}", answer)


def number_words(
    ruleset: Ruleset,
    term: AtLeast,
    texts: ConditionWords,
) -> str:
    """Return a finding that holds, or the number that it must reach, in words."""
    questionnaire, name = ruleset.questionnaire, term.name
    findings = questionnaire.findings
    if name not in findings.words:
        scale = questionnaire.question(name)
        what = f"“{scale.words}”"
        return texts.of_ten.format(what=what, number=term.least)
    what = findings.words[name]
    if isinstance(findings.by_name[name], AnyOf):
        return what
    return texts.at_least.format(what=what, number=term.least)


def option_words(
    ruleset: Ruleset,
    question: Question,
    term: Chosen,
) -> Iterator[str]:
    """Yield the largest groups that the term includes completely, then its other
    options."""
    rest = set(term.options)
    findings = ruleset.questionnaire.findings
    called = findings.called.get(question.id, {})
    largest_first = sorted(called, key=len, reverse=True)
    for options in largest_first:
        if options <= rest:
            rest -= options
            yield called[options]
    if question.kind is Kind.SCALE:
        yield from (number for number in SCALE if number in rest)
    for option in question.options:
        if option.id in rest:
            yield f"“{option.words}”"


def joined(parts: Sequence[str], last: str) -> str:
    """Return the parts as "a, b or c". `last` is the word before the last part."""
    *first, final = parts
    return f"{', '.join(first)} {last} {final}" if first else final


def as_written(condition: Condition) -> str:
    """Return the condition in the grammar of the tables, with options as ids."""
    terms = map(term_as_written, condition.terms)
    return " & ".join(terms) or "always"


def term_as_written(term: Term) -> str:
    if isinstance(term, Chosen):
        options = "|".join(sorted(term.options))
        return f"{term.question}:{options}"
    if term.least == 1:
        return term.name
    return f"{term.name}>={term.least}"
