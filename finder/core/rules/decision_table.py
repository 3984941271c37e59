"""A decision table that finds the rows that hold with a few operations on integers.

A request matches hundreds of rows, and one operation on a large int looks at all of
them at once.

Term *i* of row *r* is bit `i * len(rows) + r` of one large int. Each option has the
bits of the terms that are true when it is chosen. The bits of all answers are combined,
and a row holds if all its bits are set. A second int adds up the findings: each option
adds its weight to a field of every finding that it belongs to. Any other term counts as
true when an option that it needs is chosen, and its row is evaluated only if the rest
of the row holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from finder.core.rules.conditions import NO_IDS, Answers, AtLeast, Condition, Term
from finder.core.rules.findings import Choices, Findings, options_read
from finder.core.rules.page import Choice

FIELD = 16
FULL = (1 << FIELD) - 1
OptionBits = dict[str, tuple[int, int]]
"""The bits and the weights of each option of a question."""
UNREAD: OptionBits = {}
"""The column of a question that no row reads."""
StepBits = defaultdict[int, int]
"""A number that a finding can reach -> the bits that it sets."""
Ladder = tuple[int, ...]
"""The bits that are set at each number from 0 upward."""


class TermsMadeTrue(NamedTuple):
    """The bits of the terms that answers make true, and the totals of their weights."""

    bits: int
    total: int

    def together_with(self, other: "TermsMadeTrue") -> "TermsMadeTrue":
        """Return the combination with what the answers to other questions make true."""
        bits = self.bits | other.bits
        total = self.total + other.total
        return TermsMadeTrue(bits, total)


class HasCondition(Protocol):
    """Any row with a condition."""

    @property
    def when(self) -> Condition: ...


AnyRow = TypeVar("AnyRow", bound=HasCondition)


class Table(Generic[AnyRow]):
    """Rows in table order, compiled for `match`."""

    def __init__(self, rows: Sequence[AnyRow], findings: Findings) -> None:
        self.rows = tuple(rows)
        self._findings = findings
        self._marks = defaultdict[Choice, int](int)
        self._weights = defaultdict[Choice, int](int)
        self._steps: dict[str, StepBits] = {}
        self._planes = most_terms(rows)
        self._always = 0
        self._unsure = 0
        for number, row in enumerate(rows):
            self._place_row(number, row.when)
        self._added = []
        for nth, name in enumerate(self._steps):
            added = self._add_steps(nth, name)
            self._added.append(added)
        self._columns = self._by_question()

    def options_read(self, row: AnyRow) -> Choices:
        """Return the options that a row depends on, each with its question."""
        terms = row.when.terms
        read = (options_read(term, self._findings) for term in terms)
        return frozenset().union(*read)

    def match(self, answers: Answers) -> list[AnyRow]:
        """Return the rows whose condition holds, in table order."""
        fired = self.fired(answers)
        return self.rows_of(fired)

    def rows_of(self, fired: int) -> list[AnyRow]:
        """Return the rows of these bits, in table order."""
        rows = self.rows
        return [rows[number] for number in positions_of_set_bits(fired)]

    def fired(self, answers: Answers) -> int:
        """Return the rows whose condition holds, as an int with one bit for each
        row."""
        made_true = self.made_true(answers)
        return self.fired_by(made_true, answers)

    def made_true(self, answers: Answers) -> TermsMadeTrue:
        """Return what these answers make true. Results for parts of the answers can be
        combined."""
        bits = 0
        total = 0
        for question in min(answers, self._columns, key=len):
            column = self._columns.get(question, UNREAD)
            for option in answers.get(question, NO_IDS):
                if option in column:
                    mark, weight = column[option]
                    bits |= mark
                    total += weight
        return TermsMadeTrue(bits, total)

    def fired_by(self, made_true: TermsMadeTrue, answers: Answers) -> int:
        """Return the rows whose condition holds, as bits, from what the answers make
        true."""
        bits = self._always | made_true.bits
        total = made_true.total
        for shift, ladder in self._added:
            number = total >> shift & FULL
            bits |= ladder[number]
        fired = self._with_all_terms(bits)
        unsure = fired & self._unsure
        for number in positions_of_set_bits(unsure):
            condition = self.rows[number].when
            if not condition.holds(answers, self._findings):
                fired ^= 1 << number
        return fired

    def _with_all_terms(self, bits: int) -> int:
        """Return the rows whose bit is set in every plane."""
        width = len(self.rows)
        every_row = (1 << width) - 1
        fired = bits & every_row
        for plane in range(1, self._planes):
            shift = plane * width
            fired &= bits >> shift
        return fired

    def _place_row(self, number: int, condition: Condition) -> None:
        """Place each term of a row. In a plane where the row has no term, its bit is
        always set."""
        width = len(self.rows)
        terms = condition.terms
        for plane in range(self._planes):
            position = plane * width + number
            bit = 1 << position
            if plane < len(terms):
                self._place(terms[plane], bit)
            else:
                self._always |= bit

    def _place(self, term: Term, bit: int) -> None:
        """Set the bit of a term for every option that makes it true, or for a number
        that reaches it."""
        alternatives = self._findings.alternatives(term)
        if alternatives:
            for chosen in alternatives:
                choices = options_read(chosen, self._findings)
                self._mark(choices, bit)
        elif isinstance(term, AtLeast) and self._adds_weights(term.name):
            steps = self._steps.setdefault(term.name, StepBits(int))
            steps[term.least] |= bit
        else:
            self._place_unsure(term, bit)

    def _adds_weights(self, name: str) -> bool:
        """Return whether the finding is a plain sum over options."""
        return self._findings.weights(name) is not None

    def _place_unsure(self, term: Term, bit: int) -> None:
        """Mark the row as one to evaluate, and set the bit of the term for every option
        that it needs."""
        position = bit.bit_length() - 1
        number = position % len(self.rows)
        self._unsure |= 1 << number
        needed = self._findings.needed(term)
        if needed is None:
            self._always |= bit
        else:
            self._mark(needed, bit)

    def _mark(self, choices: Iterable[Choice], bit: int) -> None:
        for choice in choices:
            self._marks[choice] |= bit

    def _add_steps(self, nth: int, name: str) -> tuple[int, Ladder]:
        """Return the position of a finding in the second int, and the bits that each of
        its values sets."""
        shift = FIELD * nth
        steps = self._steps[name]
        weights = self._findings.weights(name) or {}
        for choice, weight in weights.items():
            self._weights[choice] += weight << shift
        highest_total = sum(weights.values())
        highest = max(highest_total, *steps)
        return shift, bits_by_value(steps, highest)

    def _by_question(self) -> dict[str, OptionBits]:
        """Return the bits and the weights of each option, by question."""
        found: dict[str, OptionBits] = {}
        for choice in self._marks | self._weights:
            question, option = choice
            mark = self._marks.get(choice, 0)
            weight = self._weights.get(choice, 0)
            options = found.setdefault(question, {})
            options[option] = (mark, weight)
        return found


def most_terms(rows: Iterable[HasCondition]) -> int:
    """Return the most terms that a row has, at least 1."""
    numbers = [len(row.when.terms) for row in rows]
    return max([1, *numbers])


def positions_of_set_bits(bits: int) -> list[int]:
    """Return the positions of the bits that are set, from the lowest."""
    found = []
    while bits:
        lowest = bits & -bits
        position = lowest.bit_length() - 1
        found.append(position)
        bits ^= lowest
    return found


def bits_by_value(steps: StepBits, top: int) -> Ladder:
    """Return the bits of all steps that are reached, for each number from 0 to
    `top`."""
    rungs = []
    bits = 0
    for number in range(top + 1):
        bits |= steps.get(number, 0)
        rungs.append(bits)
    return tuple(rungs)
