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
        """Return whether all goals can hold together with what is picked."""
        if not goals or search.is_over(depth):
            return True
        first, rest = goals[0], goals[1:]
        deeper = depth + 1
        if isinstance(first, Chosen):
            choices = [(first.question, option) for option in sorted(first.options)]
            return any(self._pick(choice, rest, picked, search, deeper) for choice in choices)
        finding = self.findings.by_name[first.name]
        if first.least > self._highest(finding):
            return False
        if isinstance(finding, AnyOf):
            ways = (each.terms + rest for each in finding.conditions)
            return any(self._reach(way, picked, search, deeper) for way in ways)
        return self._reach(rest, picked, search, deeper)

    def _pick(
        self, choice: tuple[str, str], goals: tuple[Term, ...], picked: Picked, search: Search, depth: int
    ) -> bool:
        """Choose one more option, and then whatever must be so for it to be asked."""
        question_id, option_id = choice
        before = picked.get(question_id, frozenset())
        if option_id in before:
            return self._reach(goals, picked, search, depth)
        page, question = self.questions[question_id]
        chosen = before | {option_id}
        if not fit(question, chosen):
            return False
        asked = page.ask_if.terms + question.ask_if.terms
        option = question.option(option_id)
        if option is not None:
            asked += option.ask_if.terms
        return self._reach(asked + goals, {**picked, question_id: chosen}, search, depth)

    def _highest(self, finding: Finding) -> int:
        """Return the largest number that a finding can be."""
        match finding:
            case Scale():
                return 10
            case Count(question_id, name_of):
                _, question = self.questions[question_id]
                names = set(name_of.values())
                most = question.most or len(name_of)
                return min(len(names), most)
            case Sum(names):
                parts = [self.findings.by_name[name] for name in names]
                return sum(map(self._highest, parts))
            case _:
                return 1


def fit(question: Question, chosen: frozenset[str]) -> bool:
    """Whether these options may stand together."""
    if len(chosen) == 1:
        return True
    if question.kind is not Kind.MANY or chosen & question.alone_options:
        return False
    most = question.most or len(chosen)
    return len(chosen) <= most


def possibility(questionnaire: Questionnaire) -> Possibility:
    questions: dict[str, tuple[Page, Question]] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            questions[question.id] = (page, question)
    return Possibility(questionnaire.findings, questions)
