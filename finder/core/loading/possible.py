"""Find out whether any answers can make a condition hold.

Counts are judged only by their size, and a search that takes too long is given up. So an impossible condition may still
pass.
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
    """The number of steps that one search took. A search must not block a running app."""

    steps: int = 0

    def is_over(self, depth: int) -> bool:
        """Count a step, and return whether the search takes too long."""
        self.steps += 1
        return self.steps > MOST_STEPS or depth > DEEPEST


@dataclass(frozen=True, slots=True)
class Possibility:
    """The findings, and the page and the question of each question id."""

    findings: Findings
    questions: Mapping[str, tuple[Page, Question]]

    def holds(self, condition: Condition) -> bool:
        """Return whether any answers can make the condition hold."""
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
        """Return whether the goals can hold with one more option, which must itself be asked."""
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
        """Return the largest value of a finding."""
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
    """Return whether these options can be chosen together."""
    if len(chosen) == 1:
        return True
    if question.kind is not Kind.MANY or chosen & question.alone_options:
        return False
    most = question.most or len(chosen)
    return len(chosen) <= most


def possibility(questionnaire: Questionnaire) -> Possibility:
    """Return what the questionnaire allows."""
    questions: dict[str, tuple[Page, Question]] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            questions[question.id] = (page, question)
    return Possibility(questionnaire.findings, questions)
