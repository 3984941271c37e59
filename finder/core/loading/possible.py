"""Find out whether any answers can make a condition hold.

Counts are judged by their size alone, and a search that grows too long is given up, so an impossible condition may
still pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.rules.conditions import Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Finding, Findings, Scale, Sum
from finder.core.rules.page import Kind, Page, Question
from finder.core.rules.questionnaire import Questionnaire

Picked = Mapping[str, frozenset[str]]
MOST_STEPS, DEEPEST = 20_000, 100


@dataclass(slots=True)
class Search:
    """How many steps one search took; it may not keep a running app from serving."""

    steps: int = 0

    def is_over(self, depth: int) -> bool:
        self.steps += 1
        return self.steps > MOST_STEPS or depth > DEEPEST


@dataclass(frozen=True, slots=True)
class Possibility:
    """The questionnaire's own conditions, and what each question allows."""

    findings: Findings
    questions: Mapping[str, tuple[Page, Question]]

    def holds(self, condition: Condition) -> bool:
        return self._reach(condition.terms, {}, Search(), 0)

    def _reach(self, goals: tuple[Term, ...], picked: Picked, search: Search, depth: int) -> bool:
        if not goals or search.is_over(depth):
            return True
        first, rest = goals[0], goals[1:]
        if isinstance(first, Chosen):
            options = sorted(first.options)
            return any(self._pick((first.question, option), rest, picked, search, depth + 1) for option in options)
        finding = self.findings.by_name[first.name]
        if isinstance(finding, AnyOf):
            ways = (each.terms + rest for each in finding.conditions)
            return first.least <= 1 and any(self._reach(way, picked, search, depth + 1) for way in ways)
        return first.least <= self._highest(finding) and self._reach(rest, picked, search, depth + 1)

    def _pick(
        self, choice: tuple[str, str], goals: tuple[Term, ...], picked: Picked, search: Search, depth: int
    ) -> bool:
        """Choose one more option, and then whatever must be so for it to be asked."""
        question_id, option_id = choice
        chosen = picked.get(question_id, frozenset())
        if option_id in chosen:
            return self._reach(goals, picked, search, depth)
        page, question = self.questions[question_id]
        if not fit(question, chosen | {option_id}):
            return False
        option = question.option(option_id)
        asked = page.ask_if.terms + question.ask_if.terms + (option.ask_if.terms if option else ())
        return self._reach(asked + goals, {**picked, question_id: chosen | {option_id}}, search, depth)

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
