"""A decision table turned on its side: which rows hold is found with a few operations on whole numbers.

Term *i* of row *r* is bit `i * len(rows) + r` of one large int. Each option knows the bits of the terms that choosing
it makes true; the answers' bits are put together, and a row holds where all its bits stand. Numbers ride along in a
second int: each option adds its weight to a field of every number it belongs to.
"""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from finder.core.conditions import Answers, Condition, Term
from finder.core.findings import Findings

FIELD = 16
FULL = (1 << FIELD) - 1


class HasCondition(Protocol):
    @property
    def when(self) -> Condition: ...


Row = TypeVar("Row", bound=HasCondition)


class Table(Generic[Row]):
    """Rows in table order, compiled for `match`."""

    def __init__(self, rows: Sequence[Row], findings: Findings) -> None:
        self.rows = tuple(rows)
        self._findings = findings
        self._marks: dict[str, dict[str, int]] = {}
        self._weights: dict[str, dict[str, int]] = {}
        self._steps: dict[str, dict[int, int]] = {}
        self._planes = max((len(row.when.terms) for row in rows), default=0) or 1
        self._always = 0
        for r, row in enumerate(rows):
            for i in range(self._planes):
                self._place(row.when.terms[i] if i < len(row.when.terms) else None, 1 << (i * len(rows) + r))
        self._tallied: list[tuple[int, tuple[int, ...]]] = []
        self._composed: list[tuple[str, tuple[int, ...]]] = []
        for name, steps in self._steps.items():
            self._count(name, steps)

    def match(self, answers: Answers) -> list[Row]:
        """The rows whose condition holds, in table order."""
        bits, tally = self._always, 0
        for question, chosen in answers.items():
            if marks := self._marks.get(question):
                for option in chosen:
                    bits |= marks.get(option, 0)
            if weights := self._weights.get(question):
                for option in chosen:
                    tally += weights.get(option, 0)
        for shift, ladder in self._tallied:
            bits |= ladder[tally >> shift & FULL]
        for name, ladder in self._composed:
            bits |= ladder[min(self._findings.value(name, answers), len(ladder) - 1)]
        return self._rows_of(bits)

    def _rows_of(self, bits: int) -> list[Row]:
        width = len(self.rows)
        fired = bits & ((1 << width) - 1)
        for plane in range(1, self._planes):
            fired &= bits >> plane * width
        found = []
        while fired:
            lowest = fired & -fired
            found.append(self.rows[lowest.bit_length() - 1])
            fired ^= lowest
        return found

    def _place(self, term: Term | None, bit: int) -> None:
        if term is None:
            self._always |= bit
            return
        alternatives = self._findings.alternatives(term)
        if alternatives is None:
            steps = self._steps.setdefault(term.name, {})  # type: ignore[union-attr]
            steps[term.least] = steps.get(term.least, 0) | bit  # type: ignore[union-attr]
            return
        for chosen in alternatives:
            for option in chosen.options:
                marks = self._marks.setdefault(chosen.question, {})
                marks[option] = marks.get(option, 0) | bit

    def _count(self, name: str, steps: dict[int, int]) -> None:
        weights = self._findings.weights(name)
        if weights is None:
            self._composed.append((name, ladder(steps, max(steps))))
            return
        shift = FIELD * len(self._tallied)
        self._tallied.append((shift, ladder(steps, max(sum(weights.values()), *steps))))
        for (question, option), weight in weights.items():
            column = self._weights.setdefault(question, {})
            column[option] = column.get(option, 0) + (weight << shift)


def ladder(steps: dict[int, int], top: int) -> tuple[int, ...]:
    """For each number from 0 to `top`, the bits of all the steps it reaches."""
    rungs, bits = [], 0
    for number in range(top + 1):
        bits |= steps.get(number, 0)
        rungs.append(bits)
    return tuple(rungs)
