"""A decision table that finds the rows that hold with a few operations on integers.

Term *i* of row *r* is bit `i * len(rows) + r` of one large int. Each option knows the bits of the terms that choosing
it makes true; the answers' bits are put together, and a row holds where all its bits stand. Numbers ride along in a
second int: each option adds its weight to a field of every number it belongs to. A term that is neither is taken for
true where an option is chosen that it needs, and its row is asked only where all the rest of it stands.

Why: a request matches hundreds of rows, and one operation on a large int looks at all of them at once.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from finder.core.rules.conditions import Answers, AtLeast, Condition, Term
from finder.core.rules.findings import Findings

FIELD = 16
FULL = (1 << FIELD) - 1


class HasCondition(Protocol):
    @property
    def when(self) -> Condition: ...


AnyRow = TypeVar("AnyRow", bound=HasCondition)


class Table(Generic[AnyRow]):
    """Rows in table order, compiled for `match`."""

    def __init__(self, rows: Sequence[AnyRow], findings: Findings) -> None:
        self.rows = tuple(rows)
        self._findings = findings
        self._marks: dict[tuple[str, str], int] = {}
        self._weights: dict[tuple[str, str], int] = {}
        self._steps: dict[str, dict[int, int]] = {}
        self._planes = max((len(row.when.terms) for row in rows), default=0) or 1
        self._always = self._unsure = 0
        for r, row in enumerate(rows):
            for i in range(self._planes):
                self._place(row.when.terms[i] if i < len(row.when.terms) else None, 1 << (i * len(rows) + r))
        self._added = [self._add_steps(nth, name, steps) for nth, (name, steps) in enumerate(self._steps.items())]
        self._columns: dict[str, dict[str, tuple[int, int]]] = {}
        for question, option in self._marks | self._weights:
            found = self._marks.get((question, option), 0), self._weights.get((question, option), 0)
            self._columns.setdefault(question, {})[option] = found

    def match(self, answers: Answers) -> list[AnyRow]:
        """The rows whose condition holds, in table order."""
        return self.rows_of(self.fired(answers))

    def rows_of(self, fired: int) -> list[AnyRow]:
        """Return the rows of these bits, in table order."""
        return [self.rows[r] for r in ones(fired)]

    def fired(self, answers: Answers) -> int:
        """Return the rows whose condition holds, each as the bit of its place."""
        bits, total = self._always, 0
        for question, chosen in answers.items():
            if column := self._columns.get(question):
                for option in chosen:
                    if option in column:
                        mark, weight = column[option]
                        bits |= mark
                        total += weight
        for shift, ladder in self._added:
            bits |= ladder[total >> shift & FULL]
        width = len(self.rows)
        fired = bits & ((1 << width) - 1)
        for plane in range(1, self._planes):
            fired &= bits >> plane * width
        for r in ones(fired & self._unsure):
            if not self.rows[r].when.holds(answers, self._findings):
                fired ^= 1 << r
        return fired

    def _place(self, term: Term | None, bit: int) -> None:
        if term is None:
            self._always |= bit
        elif alternatives := self._findings.alternatives(term):
            self._mark(((chosen.question, option) for chosen in alternatives for option in chosen.options), bit)
        elif isinstance(term, AtLeast) and self._findings.weights(term.name) is not None:
            steps = self._steps.setdefault(term.name, {})
            steps[term.least] = steps.get(term.least, 0) | bit
        else:
            self._unsure |= 1 << (bit.bit_length() - 1) % len(self.rows)
            needed = self._findings.needed(term)
            if needed is None:
                self._always |= bit
            else:
                self._mark(needed, bit)

    def _mark(self, options: Iterable[tuple[str, str]], bit: int) -> None:
        """Note that each of these options makes the term of this bit true."""
        for option in options:
            self._marks[option] = self._marks.get(option, 0) | bit

    def _add_steps(self, nth: int, name: str, steps: dict[int, int]) -> tuple[int, tuple[int, ...]]:
        """Where the number of this name stands in the second int, and what it makes true."""
        shift, weights = FIELD * nth, self._findings.weights(name) or {}
        for place, weight in weights.items():
            self._weights[place] = self._weights.get(place, 0) + (weight << shift)
        return shift, ladder(steps, max(sum(weights.values()), *steps))


def ones(bits: int) -> list[int]:
    """The places of the bits that are set."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def ladder(steps: dict[int, int], top: int) -> tuple[int, ...]:
    """For each number from 0 to `top`, the bits of all the steps it reaches."""
    rungs, bits = [], 0
    for number in range(top + 1):
        bits |= steps.get(number, 0)
        rungs.append(bits)
    return tuple(rungs)
