"""Whether any answers can make a condition hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.rules.conditions import Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Finding, Findings, Scale, Sum
from finder.core.rules.questionnaire import Kind, Page, Question, Questionnaire

Picked = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Possibility:
    """The questionnaire's own conditions, and what each question allows."""

    findings: Findings
    questions: Mapping[str, tuple[Page, Question]]

    def holds(self, condition: Condition) -> bool:
        return self._reach(condition.terms, {})

    def _reach(self, goals: tuple[Term, ...], picked: Picked) -> bool:
        if not goals:
            return True
        first, rest = goals[0], goals[1:]
        if isinstance(first, Chosen):
            return any(self._pick(first.question, option, rest, picked) for option in sorted(first.options))
        finding = self.findings.by_name[first.name]
        if isinstance(finding, AnyOf):
            return first.least <= 1 and any(self._reach(each.terms + rest, picked) for each in finding.conditions)
        return first.least <= self._highest(finding) and self._reach(rest, picked)

    def _pick(self, question_id: str, option_id: str, goals: tuple[Term, ...], picked: Picked) -> bool:
        """Choose one more option, and then whatever must be so for it to be asked."""
        chosen = picked.get(question_id, frozenset())
        if option_id in chosen:
            return self._reach(goals, picked)
        page, question = self.questions[question_id]
        if not fit(question, chosen | {option_id}):
            return False
        option = question.option(option_id)
        asked = page.ask_if.terms + question.ask_if.terms + (option.ask_if.terms if option else ())
        return self._reach(asked + goals, {**picked, question_id: chosen | {option_id}})

    def _highest(self, finding: Finding) -> int:
        match finding:
            case Scale():
                return 10
            case Count(question, name_of):
                most = self.questions[question][1].most
                return min(len(set(name_of.values())), most or len(name_of))
            case Sum(names):
                return sum(self._highest(self.findings.by_name[name]) for name in names)
            case _:
                return 1


def fit(question: Question, chosen: frozenset[str]) -> bool:
    """Whether these options may stand together."""
    if len(chosen) == 1:
        return True
    alone = any(option.alone and option.id in chosen for option in question.options)
    return question.kind is Kind.MANY and not alone and not (question.most and len(chosen) > question.most)


def possibility(questionnaire: Questionnaire) -> Possibility:
    questions = {question.id: (page, question) for page in questionnaire.pages for question in page.questions}
    return Possibility(questionnaire.findings, questions)
