"""All possible answers as z3 formulas: when a condition holds, which questions are
asked, and which answers can occur together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from z3 import And, AtMost, BoolRef, BoolVal, Implies, Not, Or

from finder.core.rules.conditions import ALWAYS, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Scale, Sum
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


@dataclass(frozen=True)
class AnswerModel:
    """The possible answers to the questionnaire of a ruleset.

    With `lingering`, the model also includes answers that stay after an earlier answer
    changes: a ticked option of a question that is asked again stays although its
    condition no longer holds, and answers after a stop stay.
    """

    ruleset: Ruleset
    lingering: bool = False
    _held: dict[Condition, BoolRef] = field(default_factory=dict, repr=False)
    _parts: dict[str, tuple[Contribution, ...]] = field(
        default_factory=dict, repr=False
    )

    never: BoolRef = field(default_factory=lambda: BoolVal(val=False), repr=False)

    # Conditions

    def holds(self, condition: Condition) -> BoolRef:
        if condition not in self._held:
            terms = [self.term(term) for term in condition.terms]
            self._held[condition] = all_of(terms)
        return self._held[condition]

    def term(self, term: Term) -> BoolRef:
        if isinstance(term, Chosen):
            options = sorted(term.options)
            return any_of(variable(term.question, option) for option in options)
        return self.reaches(term.name, term.least)

    def reaches(self, name: str, least: int) -> BoolRef:
        """Return the formula that a finding or a scale is at least this number."""
        finding = self.ruleset.questionnaire.findings.by_name[name]
        if isinstance(finding, AnyOf) and least == 1:
            return any_of(map(self.holds, finding.conditions))
        return at_least(self.parts(name), least)

    def parts(self, name: str) -> tuple[Contribution, ...]:
        """Return the parts whose sum is a finding or a scale."""
        if name not in self._parts:
            self._parts[name] = tuple(self._split(name))
        return self._parts[name]

    def _split(self, name: str) -> Iterator[Contribution]:
        match self.ruleset.questionnaire.findings.by_name[name]:
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
    def questions(self) -> dict[str, Question]:
        questions = questions_of(self.ruleset.questionnaire.pages)
        return {question.id: question for question in questions}

    @cached_property
    def options(self) -> dict[Choice, BoolRef]:
        """The variable of each option of each question."""
        found: dict[Choice, BoolRef] = {}
        for question in self.questions.values():
            for option in option_ids(question):
                found[question.id, option] = variable(question.id, option)
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
        for page in self.ruleset.questionnaire.pages:
            here = And(self.holds(page.ask_if), Not(self.beyond(page)))
            for question in page.questions:
                found[question.id] = And(here, self.holds(question.ask_if))
            found[f"page {page.id}"] = any_of(
                found[question.id] for question in page.questions
            )
        return found

    def beyond(self, page: Page) -> BoolRef:
        """Return the formula that the answers stop before this page."""
        pages = self.ruleset.questionnaire.pages
        before = pages[: pages.index(page)]
        return any_of(self._stops(before))

    @cached_property
    def stopped(self) -> BoolRef:
        """The formula that the answers end at a page without a suggestion."""
        pages = self.ruleset.questionnaire.pages
        return any_of(self._stops(pages))

    def _stops(self, pages: tuple[Page, ...]) -> Iterator[BoolRef]:
        """Yield a formula for each way to stop at these pages."""
        for question in questions_of(pages):
            if question.stop_if is not None:
                yield self.holds(question.stop_if)

    @cached_property
    def possible(self) -> tuple[BoolRef, ...]:
        """The formulas that every complete set of answers satisfies."""
        found: list[BoolRef] = []
        for page in self.ruleset.questionnaire.pages:
            for question in page.questions:
                found += self._allowed(page, question)
        return tuple(found)

    def _allowed(self, page: Page, question: Question) -> Iterator[BoolRef]:
        """Yield the formulas that the answers to one question satisfy."""
        chosen = {
            option: variable(question.id, option) for option in option_ids(question)
        }
        if not chosen:
            return
        asked = self.asked[question.id]
        answered = any_of(chosen.values())
        left = self.beyond(page) if self.lingering else self.never
        yield Implies(answered, Or(asked, left))
        for option in self._shown_sometimes(question):
            shown = self.holds(option.ask_if)
            yield Implies(chosen[option.id], Or(shown, left))
        if page.required:
            yield Implies(asked, answered)
        yield from together(question, chosen)

    def _shown_sometimes(self, question: Question) -> list[Option]:
        """Return the options that can be chosen only if their condition holds."""
        if self.lingering and question.ask_again:
            return []
        return [option for option in question.options if option.ask_if is not ALWAYS]


def together(question: Question, chosen: Mapping[str, BoolRef]) -> Iterator[BoolRef]:
    """Yield the formulas for which options of a question can be chosen together."""
    if question.kind in {Kind.ONE, Kind.SCALE}:
        yield AtMost(*chosen.values(), 1)
        return
    alone = [option.id for option in question.options if option.alone]
    for one in alone:
        others = [variable for option, variable in chosen.items() if option != one]
        yield Implies(chosen[one], Not(any_of(others)))
    if question.most:
        yield AtMost(*chosen.values(), question.most)


def counted_options(question: str, name_of: Mapping[str, str]) -> list[list[BoolRef]]:
    """Return the variables of the options for each name that a count counts."""
    of_name: dict[str, list[BoolRef]] = {}
    for option, name in name_of.items():
        options = of_name.setdefault(name, [])
        options.append(variable(question, option))
    return list(of_name.values())
