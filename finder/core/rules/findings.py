"""Computed findings: named whole numbers derived from answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import Answers, AtLeast, Chosen, Condition, Ids, Term
from finder.core.rules.page import Choice

Weights = Mapping[Choice, int]
"""The number that choosing each option adds."""
Choices = frozenset[Choice]
Alternatives = frozenset[Chosen]
"""Choices, any one of which is enough."""
SCALE_NUMBERS = range(11)


@dataclass(frozen=True, slots=True)
class Scale:
    """The number chosen on a 0-10 question, 0 if the question was skipped."""

    question: str

    def value(self, answers: Answers, findings: "Findings") -> int:
        chosen = answers.get(self.question, ())
        return sum(map(int, chosen))

    def options(self, findings: "Findings") -> Choices:
        weights = self.weights(findings)
        return frozenset(weights)

    def weights(self, findings: "Findings") -> Weights:
        return {(self.question, str(number)): number for number in SCALE_NUMBERS}


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of other findings."""

    names: tuple[str, ...]

    def value(self, answers: Answers, findings: "Findings") -> int:
        parts = (findings.value(name, answers) for name in self.names)
        return sum(parts)

    def options(self, findings: "Findings") -> Choices:
        found: Choices = frozenset()
        for name in self.names:
            found |= findings.options(name)
        return found

    def weights(self, findings: "Findings") -> Weights | None:
        total: dict[Choice, int] = {}
        for name in self.names:
            weights = findings.weights(name)
            if weights is None:
                return None
            for choice, weight in weights.items():
                before = total.get(choice, 0)
                total[choice] = before + weight
        return total


@dataclass(frozen=True, slots=True)
class Count:
    """The number of listed names that were chosen. A group counts once, even if several
    of its options are ticked."""

    question: str
    name_of: Mapping[str, str]

    def value(self, answers: Answers, findings: "Findings") -> int:
        chosen = answers.get(self.question, ())
        counted = self.name_of.keys() & chosen
        names = {self.name_of[option] for option in counted}
        return len(names)

    def options(self, findings: "Findings") -> Choices:
        return choices_of(self.question, self.name_of)

    def weights(self, findings: "Findings") -> Weights | None:
        names = set(self.name_of.values())
        if len(names) < len(self.name_of):
            return None
        return {(self.question, option): 1 for option in self.name_of}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """1 if any of the conditions holds, 0 otherwise. An `all` in the rules is an
    `AnyOf` with one condition."""

    conditions: tuple[Condition, ...]

    def value(self, answers: Answers, findings: "Findings") -> int:
        for condition in self.conditions:
            if condition.holds(answers, findings):
                return 1
        return 0

    def options(self, findings: "Findings") -> Choices:
        found: Choices = frozenset()
        for condition in self.conditions:
            for term in condition.terms:
                found |= options_read(term, findings)
        return found

    def weights(self, findings: "Findings") -> None:
        return None


Finding = Scale | Sum | Count | AnyOf
"""Each kind has a `value`, the `options` that the value depends on, and `weights`: what
each option adds to the value, or None if it is not a plain sum over options."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a ruleset by name. A finding comes after those that it builds
    on."""

    by_name: Mapping[str, Finding] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, Mapping[Ids, str]] = field(default_factory=dict)
    """Question -> the options of a group -> the name of the group."""

    def value(self, name: str, answers: Answers) -> int:
        """Return the value of a finding for these answers."""
        return self.by_name[name].value(answers, self)

    def facts(self, answers: Answers) -> dict[str, int]:
        """Return every finding of these answers that is not 0, by name."""
        found = {}
        for name in self.by_name:
            value = self.value(name, answers)
            if value:
                found[name] = value
        return found

    def options(self, name: str) -> Choices:
        """Return the options that a finding depends on."""
        return self.by_name[name].options(self)

    def weights(self, name: str) -> Weights | None:
        """Return what each option adds to the number, or None if the number is not a
        plain sum over options."""
        return self.by_name[name].weights(self)

    def alternatives(self, term: Term) -> Alternatives | None:
        """Return choices, any one of which makes the term hold, or None if the term is
        not that simple."""
        if isinstance(term, Chosen):
            return frozenset({term})
        finding = self.by_name[term.name]
        if term.least != 1 or not isinstance(finding, AnyOf):
            return None
        found: Alternatives = frozenset()
        for condition in finding.conditions:
            simple = self._alternatives_of(condition)
            if simple is None:
                return None
            found |= simple
        return found

    def _alternatives_of(self, condition: Condition) -> Alternatives | None:
        """Return the alternatives of a condition with one term, or None for any other
        condition."""
        if len(condition.terms) != 1:
            return None
        [term] = condition.terms
        return self.alternatives(term)

    def needed(self, term: Term) -> Choices | None:
        """Return options of which at least one is chosen whenever the term holds, each
        with its question.

        The set is small, but not always the smallest. Return None if the term can hold
        without any option.
        """
        if isinstance(term, Chosen):
            return options_read(term, self)
        if term.least < 1:
            return None
        finding = self.by_name[term.name]
        if not isinstance(finding, AnyOf):
            return options_read(term, self)
        found: Choices = frozenset()
        for condition in finding.conditions:
            options = self._needed_of(condition)
            if options is None:
                return None
            found |= options
        return found

    def _needed_of(self, condition: Condition) -> Choices | None:
        """Return the smallest set of needed options among the terms of a condition, or
        None if no term has one."""
        of_terms = map(self.needed, condition.terms)
        known = [options for options in of_terms if options is not None]
        return min(known, key=len, default=None)


def reads(term: Term, findings: Findings) -> frozenset[str]:
    """Return the questions whose answers a term depends on."""
    options = options_read(term, findings)
    return frozenset(question for question, _ in options)


def options_read(term: Term, findings: "Findings") -> Choices:
    """Return the options that a term depends on, each with its question."""
    if isinstance(term, AtLeast):
        return findings.options(term.name)
    return choices_of(term.question, term.options)


def choices_of(question: str, options: Iterable[str]) -> Choices:
    """Return these options of a question, each with the question."""
    return frozenset((question, option) for option in options)
