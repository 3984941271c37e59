"""All possible answers as z3 formulas: when a condition holds, which questions are
asked, and which answers can occur together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from z3 import And, AtMost, BoolRef, BoolVal, Implies, Not, Or

from finder.core.rules.conditions import ALWAYS, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Finding, Scale, Sum
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import (
    SCALE,
    Choice,
    Kind,
    Option,
    Page,
    Question,
    questions_of,
)
from finder.workbench.formulas import (
    Contribution,
    all_of,
    any_of,
    at_least,
    option_ids,
    variable,
)

Contributions = tuple[Contribution, ...]


@dataclass(frozen=True)
class AnswerModel:
    """The possible answers to the questionnaire of a ruleset.

    With `lingering`, the model also includes answers that stay after an earlier answer
    changes: a ticked option of a question that is asked again stays although its
    condition no longer holds, and answers after a stop stay.
    """

    ruleset: Ruleset
    lingering: bool = False
    _conditions: dict[Condition, BoolRef] = field(default_factory=dict, repr=False)
    _parts: dict[str, Contributions] = field(default_factory=dict, repr=False)

    @cached_property
    def never(self) -> BoolRef:
        """The formula that is always false."""
        return BoolVal(val=False)

    # Conditions

    def holds(self, condition: Condition) -> BoolRef:
        """Return the formula that all terms of a condition hold."""
        known = self._conditions
        if condition not in known:
            terms = map(self.term, condition.terms)
            known[condition] = all_of(terms)
        return known[condition]

    def term(self, term: Term) -> BoolRef:
        """Return the formula that one term of a condition holds."""
        if not isinstance(term, Chosen):
            return self.reaches(term.name, term.least)
        options = sorted(term.options)
        return any_of(variable(term.question, option) for option in options)

    def reaches(self, name: str, least: int) -> BoolRef:
        """Return the formula that a finding or a scale is at least this number."""
        finding = self._finding(name)
        if isinstance(finding, AnyOf) and least == 1:
            return any_of(map(self.holds, finding.conditions))
        return at_least(self.parts(name), least)

    def _finding(self, name: str) -> Finding:
        return self.ruleset.questionnaire.findings.by_name[name]

    def parts(self, name: str) -> Contributions:
        """Return the parts whose sum is a finding or a scale."""
        known = self._parts
        if name not in known:
            known[name] = tuple(self._split(name))
        return known[name]

    def _split(self, name: str) -> Iterator[Contribution]:
        match self._finding(name):
            case Scale(question):
                for number in SCALE:
                    yield variable(question, number), int(number)
            case Count(question, name_of):
                for options in counted_options(question, name_of):
                    yield any_of(options), 1
            case Sum(names):
                for each in names:
                    yield from self.parts(each)
            case _:
                yield self.reaches(name, 1), 1

    # What can be answered

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return self.ruleset.questionnaire.pages

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions, by id."""
        questions = questions_of(self.pages)
        return {question.id: question for question in questions}

    @cached_property
    def options(self) -> dict[Choice, BoolRef]:
        """The variable of each option of each question."""
        found: dict[Choice, BoolRef] = {}
        for question in self.questions.values():
            for option in option_ids(question):
                choice = (question.id, option)
                found[choice] = variable(*choice)
        return found

    def asked_if(self, question: str, option: str) -> Condition:
        """Return the condition under which an option is shown. A number of a scale is
        always shown."""
        found = self.questions[question].option(option)
        return found.ask_if if found else ALWAYS

    @cached_property
    def asked(self) -> dict[str, BoolRef]:
        """The formula that each page (`page feel`) and each question (`feel`) is asked,
        by name."""
        found: dict[str, BoolRef] = {}
        for page in self.pages:
            is_reached = Not(self.beyond(page))
            is_open = self.holds(page.ask_if)
            here = And(is_open, is_reached)
            of_page = []
            for question in page.questions:
                is_asked = And(here, self.holds(question.ask_if))
                found[question.id] = is_asked
                of_page.append(is_asked)
            found[f"page {page.id}"] = any_of(of_page)
        return found

    def beyond(self, page: Page) -> BoolRef:
        """Return the formula that the answers stop before this page."""
        number = self.pages.index(page)
        before = self.pages[:number]
        return any_of(self._stops(before))

    @cached_property
    def stopped(self) -> BoolRef:
        """The formula that the answers end at a page without a suggestion."""
        return any_of(self._stops(self.pages))

    def _stops(self, pages: tuple[Page, ...]) -> Iterator[BoolRef]:
        """Yield a formula for each way to stop at these pages."""
        for question in questions_of(pages):
            if question.stop_if is not None:
                yield self.holds(question.stop_if)

    @cached_property
    def possible(self) -> tuple[BoolRef, ...]:
        """The formulas that every complete set of answers satisfies."""
        found: list[BoolRef] = []
        for page in self.pages:
            for question in page.questions:
                found += self._allowed(page, question)
        return tuple(found)

    def _allowed(self, page: Page, question: Question) -> Iterator[BoolRef]:
        """Yield the formulas that the answers to one question satisfy."""
        options = option_ids(question)
        if not options:
            return
        chosen = {option: variable(question.id, option) for option in options}
        asked = self.asked[question.id]
        answered = any_of(chosen.values())
        left_over = self._left_over(page)
        yield Implies(answered, Or(asked, left_over))
        for option in self._shown_sometimes(question):
            shown = self.holds(option.ask_if)
            may_be_chosen = Or(shown, left_over)
            yield Implies(chosen[option.id], may_be_chosen)
        if page.required:
            yield Implies(asked, answered)
        yield from allowed_together(question, chosen)

    def _left_over(self, page: Page) -> BoolRef:
        """Return the formula that answers on this page stayed after a stop."""
        if not self.lingering:
            return self.never
        return self.beyond(page)

    def _shown_sometimes(self, question: Question) -> list[Option]:
        """Return the options that can be chosen only if their condition holds."""
        if self.lingering and question.ask_again:
            return []
        options = question.options
        return [option for option in options if option.ask_if is not ALWAYS]


def allowed_together(
    question: Question, chosen: Mapping[str, BoolRef]
) -> Iterator[BoolRef]:
    """Yield the formulas for which options of a question can be chosen together."""
    if question.kind in {Kind.ONE, Kind.SCALE}:
        yield AtMost(*chosen.values(), 1)
        return
    for option in question.options:
        if option.alone:
            others = dict(chosen)
            this = others.pop(option.id)
            none_of_others = Not(any_of(others.values()))
            yield Implies(this, none_of_others)
    if question.most:
        yield AtMost(*chosen.values(), question.most)


def counted_options(question: str, name_of: Mapping[str, str]) -> list[list[BoolRef]]:
    """Return the variables of the options for each name that a count counts."""
    of_name: dict[str, list[BoolRef]] = {}
    for option, name in name_of.items():
        variables = of_name.setdefault(name, [])
        is_chosen = variable(question, option)
        variables.append(is_chosen)
    return list(of_name.values())
