"""Why a warning line is urgent for this person: the other answers that raise its level, in words."""

from collections.abc import Iterator

from finder.core.deciding.triage import RedFlag
from finder.core.rules.conditions import Answers, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf
from finder.core.rules.knowledge import Ruleset
from finder.core.telling.wording import joined, phrase


def with_reasons(ruleset: Ruleset, answers: Answers, flag: RedFlag, line: str) -> str:
    """Return the ticked line with the answers that give it this level; the line itself where it has it anyway."""
    words, told = ruleset.advice.urgent.together, raised_by(ruleset, answers, flag)
    return words.format(line=line, reasons=joined(told, ruleset.advice.condition.both)) if words and told else line


def raised_by(ruleset: Ruleset, answers: Answers, flag: RedFlag) -> list[str]:
    """Return the other answers that give a ticked line its level, as phrases; private ones are never named."""
    rows = [
        (row, told)
        for told in ruleset.questionnaire.pains(answers)
        for row in ruleset.red_flags.match(told)
        if (row.flag, row.level) == (flag.flag, flag.level)
    ]
    if any(len(row.when.terms) == 1 for row, _ in rows):
        return []
    terms = dict.fromkeys(each for row, told in rows for each in chosen_in(ruleset, told, row.when))
    others = [term for term in terms if term.options != {flag.flag}]
    return [phrase(ruleset, term, ruleset.advice.condition) for term in others]


def chosen_in(ruleset: Ruleset, answers: Answers, condition: Condition) -> Iterator[Chosen]:
    """What this person chose of all that makes a condition hold."""
    for term in condition.terms:
        yield from chosen_of(ruleset, answers, term)


def chosen_of(ruleset: Ruleset, answers: Answers, term: Term) -> Iterator[Chosen]:
    findings = ruleset.questionnaire.findings
    if isinstance(term, Chosen):
        question = ruleset.questionnaire.question(term.question)
        told = [
            option for option in question.options if option.id in term.options & answers.get(question.id, frozenset())
        ]
        named = frozenset(option.id for option in told if not option.private and not question.private)
        yield from (Chosen(question.id, named),) if named else ()
    elif isinstance(finding := findings.by_name[term.name], AnyOf):
        for condition in finding.conditions:
            if condition.holds(answers, findings):
                yield from chosen_in(ruleset, answers, condition)
