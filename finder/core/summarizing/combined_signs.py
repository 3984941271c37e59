"""Why a warning line is urgent for this person: the other answers that raise its level,
in words."""

from collections.abc import Iterator

from finder.core.deciding.triage import RedFlag
from finder.core.rules.conditions import Answers, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf
from finder.core.rules.knowledge import RedFlagRow, Ruleset
from finder.core.summarizing.wording import joined, phrase

NO_OPTIONS: frozenset[str] = frozenset()


def with_reasons(
    ruleset: Ruleset,
    answers: Answers,
    flag: RedFlag,
    line: str,
) -> str:
    """Return the ticked line with the answers that raise its level, or the line alone
    if none does."""
    words = ruleset.advice.urgent.together
    phrases = raised_by(ruleset, answers, flag)
    if not words or not phrases:
        return line
    both = ruleset.advice.condition.both
    reasons = joined(phrases, both)
    return words.format(line=line, reasons=reasons)


def raised_by(
    ruleset: Ruleset,
    answers: Answers,
    flag: RedFlag,
) -> list[str]:
    """Return the other answers that raise a ticked line to its level, as phrases.
    Private ones are left out."""
    found: dict[Chosen, None] = {}
    for pain in ruleset.questionnaire.pains(answers):
        for row in rows_raising(ruleset, pain, flag):
            if len(row.when.terms) == 1:
                return []
            terms = chosen_in(ruleset, pain, row.when)
            found |= dict.fromkeys(terms)
    texts = ruleset.advice.condition
    others = [term for term in found if term.options != {flag.flag}]
    return [phrase(ruleset, term, texts) for term in others]


def rows_raising(
    ruleset: Ruleset,
    answers: Answers,
    flag: RedFlag,
) -> Iterator[RedFlagRow]:
    """Yield the rows that give a flag its level."""
    for row in ruleset.red_flags.match(answers):
        is_same_flag = row.flag == flag.flag
        if is_same_flag and row.level == flag.level:
            yield row


def chosen_in(
    ruleset: Ruleset,
    answers: Answers,
    condition: Condition,
) -> Iterator[Chosen]:
    """Yield the choices of this person that make a condition hold."""
    for term in condition.terms:
        yield from chosen_of(ruleset, answers, term)


def chosen_of(
    ruleset: Ruleset,
    answers: Answers,
    term: Term,
) -> Iterator[Chosen]:
    """Yield the choices of this person that make a term hold."""
    if isinstance(term, Chosen):
        public = public_options(ruleset, answers, term)
        if public:
            yield Chosen(term.question, public)
        return
    findings = ruleset.questionnaire.findings
    finding = findings.by_name[term.name]
    if not isinstance(finding, AnyOf):
        return
    for condition in finding.conditions:
        if condition.holds(answers, findings):
            yield from chosen_in(ruleset, answers, condition)


def public_options(
    ruleset: Ruleset,
    answers: Answers,
    term: Chosen,
) -> frozenset[str]:
    """Return the options of a term that this person chose and that are not private."""
    question = ruleset.questionnaire.question(term.question)
    chosen = NO_OPTIONS if question.private else answers.get(question.id, NO_OPTIONS)
    return (term.options & chosen) - question.private_options
