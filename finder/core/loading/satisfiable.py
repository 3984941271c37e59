"""Find out whether any answers can make a condition hold.

Counts are judged only by their size, and a search that takes too long is given up. So
an impossible condition may still pass.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finder.core.rules.conditions import NO_IDS, AtLeast, Chosen, Condition, Ids, Term
from finder.core.rules.findings import AnyOf, Count, Finding, Findings, Scale, Sum
from finder.core.rules.page import Kind, Page, Question
from finder.core.rules.questionnaire import Questionnaire

Terms = tuple[Term, ...]
Picked = Mapping[str, Ids]
PageAndQuestion = tuple[Page, Question]
Reached = tuple[Terms, Picked]
"""What must hold as well, and what is picked then."""
MOST_STEPS, DEEPEST = 20_000, 100


@dataclass(frozen=True, slots=True)
class Possibility:
    """The findings, and the page and the question of each question id."""

    findings: Findings
    questions: Mapping[str, PageAndQuestion]

    def holds(self, condition: Condition) -> bool:
        """Return whether any answers can make the condition hold."""
        search = Search(self)
        return search.reaches(condition.terms, {}, depth=0)

    def highest(self, finding: Finding) -> int:
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
                return sum(map(self.highest, parts))
            case _:
                return 1


@dataclass(slots=True)
class Search:
    """One search, and the number of its steps. A search must not block a running
    app."""

    known: Possibility
    steps: int = 0

    def reaches(self, goals: Terms, picked: Picked, depth: int) -> bool:
        """Return whether all goals can hold together with what is picked."""
        if not goals or self.is_over(depth):
            return True
        first = goals[0]
        rest = goals[1:]
        for needed, picked_then in self.ways_to(first, picked):
            if self.reaches(needed + rest, picked_then, depth + 1):
                return True
        return False

    def is_over(self, depth: int) -> bool:
        """Count a step, and return whether the search takes too long."""
        self.steps += 1
        return self.steps > MOST_STEPS or depth > DEEPEST

    def ways_to(self, goal: Term, picked: Picked) -> Iterator[Reached]:
        """Yield each way in which a goal may be reached from what is picked."""
        if isinstance(goal, Chosen):
            for option in sorted(goal.options):
                yield from self.pick(goal.question, option, picked)
        else:
            for terms in self.terms_for(goal):
                yield terms, picked

    def terms_for(self, goal: AtLeast) -> list[Terms]:
        """Return the terms that make a finding reach a number, in each way that may do
        so."""
        finding = self.known.findings.by_name[goal.name]
        if goal.least > self.known.highest(finding):
            return []
        if isinstance(finding, AnyOf):
            return [condition.terms for condition in finding.conditions]
        return [()]

    def pick(
        self, question_id: str, option_id: str, picked: Picked
    ) -> Iterator[Reached]:
        """Yield the choice of one more option, if it fits, with what must hold for it
        to be asked."""
        page, question = self.known.questions[question_id]
        before = picked.get(question_id, NO_IDS)
        chosen = before | {option_id}
        if chosen == before:
            yield (), picked
        elif fit(question, chosen):
            needed = needed_to_see(page, question, option_id)
            yield needed, {**picked, question_id: chosen}


def needed_to_see(page: Page, question: Question, option_id: str) -> Terms:
    """Return what must hold for an option to be on its page."""
    needed = page.ask_if.terms + question.ask_if.terms
    option = question.option(option_id)
    if option is None:
        return needed
    return needed + option.ask_if.terms


def fit(question: Question, chosen: Ids) -> bool:
    """Return whether these options can be chosen together."""
    if len(chosen) == 1:
        return True
    if question.kind is not Kind.MANY or chosen & question.alone_options:
        return False
    most = question.most or len(chosen)
    return len(chosen) <= most


def possibility(questionnaire: Questionnaire) -> Possibility:
    """Return what the questionnaire allows."""
    questions: dict[str, PageAndQuestion] = {}
    for page in questionnaire.pages:
        for question in page.questions:
            questions[question.id] = (page, question)
    return Possibility(questionnaire.findings, questions)
