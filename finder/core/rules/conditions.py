"""The grammar of conditions: terms joined by `&`.

There is no negation, so every table is monotone: another answer can only make more rows
hold.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Ids = frozenset[str]
"""The ids of options."""
NO_IDS: Ids = frozenset()
Answers = Mapping[str, Ids]
"""Question id -> ids of the chosen options.

A skipped question has an empty set; a question not asked yet has no key.
"""


class Numbers(Protocol):
    """Any object that knows the value of a finding or a scale."""

    def value(self, name: str, answers: Answers) -> int: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A term that holds if any of these options was chosen: `question:this|that`."""

    question: str
    options: frozenset[str]

    def holds(self, answers: Answers, numbers: Numbers) -> bool:
        return not self.options.isdisjoint(answers.get(self.question, frozenset()))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A term that holds if a finding or a scale reaches a number: `impact>=21`.
    `widespread` means `widespread>=1`."""

    name: str
    least: int

    def holds(self, answers: Answers, numbers: Numbers) -> bool:
        return numbers.value(self.name, answers) >= self.least


Term = Chosen | AtLeast


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that holds if all its terms hold. Without terms it is `always`."""

    terms: tuple[Term, ...] = ()

    def holds(self, answers: Answers, numbers: Numbers) -> bool:
        for term in self.terms:  # noqa: SIM110 - runs for every option of every page, and is faster than all()
            if not term.holds(answers, numbers):
                return False
        return True


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that conditions may use."""

    options: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    def named(self, question: str, name: str) -> frozenset[str] | None:
        """Return the options that the name of an option or a group stands for, or None
        if there is no such name."""
        if name in self.options.get(question, ()):
            return frozenset({name})
        return self.groups.get(question, {}).get(name)

    def names_of(self, question: str) -> list[str]:
        """Return the names of all options and groups of a question."""
        return [*self.options[question], *self.groups.get(question, ())]


Complain = Callable[[str], None]

AT_LEAST = re.compile(r"([a-z0-9_]+)(?:\s*>=\s*([0-9]{1,4}))?")
MOST_TERMS = 20


def parse_condition(text: str, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """Return the condition of a text: `always`, or terms joined by `&`.

    Each mistake is passed to `complain`, and its term is left out.
    """
    if text.strip() == "always":
        return ALWAYS
    if not text.strip():
        complain("the condition is empty; write `always`, or terms joined by `&`")
        return ALWAYS
    parts = text.split("&")
    if len(parts) > MOST_TERMS:
        complain(
            f"the condition has {len(parts)} terms; write {MOST_TERMS} or fewer, and move the rest into a finding"
        )
        return ALWAYS
    terms = [parse_term(part.strip(), vocabulary, complain) for part in parts]
    return Condition(tuple(term for term in terms if term is not None))


def parse_term(text: str, vocabulary: Vocabulary, complain: Complain) -> Term | None:
    """Return the term of a text, or None after a complaint."""
    if ":" in text:
        question, _, names = text.partition(":")
        return parse_chosen(question.strip(), names, vocabulary, complain)
    match = AT_LEAST.fullmatch(text)
    if match is None:
        complain(
            f"`{text}` is not a term; write question:option, a finding's name, or finding>=number"
        )
        return None
    name, least = match.groups()
    if name not in vocabulary.numbers:
        complain(f"there is no finding {name}; use one of {listed(vocabulary.numbers)}")
        return None
    number = 1 if least is None else int(least)
    if not number:
        complain(f"{name}>=0 always holds; write 1 or more, or leave the term out")
        return None
    return AtLeast(name, number)


def parse_chosen(
    question: str, names: str, vocabulary: Vocabulary, complain: Complain
) -> Chosen | None:
    """Return the term for the options of a question, or None after a complaint."""
    if question not in vocabulary.options:
        complain(
            f"there is no question {question}; use one of {listed(vocabulary.options)}"
        )
        return None
    chosen: frozenset[str] = frozenset()
    for part in names.split("|"):
        chosen |= parse_option(question, part.strip(), vocabulary, complain)
    return Chosen(question, chosen) if chosen else None


def parse_option(
    question: str, name: str, vocabulary: Vocabulary, complain: Complain
) -> frozenset[str]:
    """Return the options of a name, or none after a complaint."""
    options = vocabulary.named(question, name)
    if options is not None:
        return options
    known = vocabulary.names_of(question)
    complain(f"{question} has no option {name or '(empty)'}; it has {listed(known)}")
    return frozenset()


def listed(names: Iterable[str]) -> str:
    """Return names for an error sentence: "a, b, c"."""
    return ", ".join(names) or "none"
