"""Conditions in words, so that people can read a rule without knowing its ids."""

from collections.abc import Iterator, Sequence

from finder.core.rules.advice_how import ConditionWords
from finder.core.rules.conditions import AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import SCALE, Kind, Question


def in_words(ruleset: Ruleset, condition: Condition) -> tuple[str, ...]:
    """Each term as a phrase, all of which must hold."""
    texts = ruleset.advice.condition
    return tuple(phrase(ruleset, term, texts) for term in condition.terms) or (texts.always,)


def sentence(ruleset: Ruleset, condition: Condition) -> str:
    """The whole condition in one breath."""
    return f", {ruleset.advice.condition.both} ".join(in_words(ruleset, condition))


def phrase(ruleset: Ruleset, term: Term, texts: ConditionWords) -> str:
    if isinstance(term, AtLeast):
        return number_words(ruleset, term, texts)
    question = ruleset.questionnaire.question(term.question)
    told = joined(list(option_words(ruleset, question, term)), texts.either)
    return (question.said or f"{question.words} {{answer}}").replace("{answer}", told)


def number_words(ruleset: Ruleset, term: AtLeast, texts: ConditionWords) -> str:
    """A finding that holds, or a number that is reached."""
    findings = ruleset.questionnaire.findings
    if term.name not in findings.words:
        scale = ruleset.questionnaire.question(term.name)
        return texts.of_ten.format(what=f"“{scale.words}”", number=term.least)
    if isinstance(findings.by_name[term.name], AnyOf):
        return findings.words[term.name]
    return texts.at_least.format(what=findings.words[term.name], number=term.least)


def option_words(ruleset: Ruleset, question: Question, term: Chosen) -> Iterator[str]:
    """The largest groups that the term takes in whole, then its other options."""
    rest = set(term.options)
    called = ruleset.questionnaire.findings.called.get(question.id, {})
    for options, words in sorted(called.items(), key=lambda group: -len(group[0])):
        if options <= rest:
            rest -= options
            yield words
    if question.kind is Kind.SCALE:
        yield from (number for number in SCALE if number in rest)
    yield from (f"“{option.words}”" for option in question.options if option.id in rest)


def joined(parts: Sequence[str], last: str) -> str:
    """ "a, b or c" in the reader's language."""
    *first, final = parts
    return f"{', '.join(first)} {last} {final}" if first else final


def as_written(condition: Condition) -> str:
    """The condition in the grammar of the tables, with every option by its id."""
    return " & ".join(map(term_as_written, condition.terms)) or "always"


def term_as_written(term: Term) -> str:
    if isinstance(term, Chosen):
        return f"{term.question}:{'|'.join(sorted(term.options))}"
    return term.name if term.least == 1 else f"{term.name}>={term.least}"
