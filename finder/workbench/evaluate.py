"""Formulas worked out for many patients at once, to hold them against the app. A truth is one large int, in which
patient *p* is bit *p*; a number is a list. It knows the operations that `model.py` builds with, and no other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, ge, gt, le, or_
from typing import Any

import z3

Numbers = list[int]
Value = Any
"""A truth (int) or numbers (list of int)."""


class Evaluator:
    """`chosen` says who chose an option, by the name of its variable; `width` is how many patients there are."""

    def __init__(self, chosen: Mapping[str, int], width: int) -> None:
        self.chosen = chosen
        self.width = width
        self.everyone = (1 << width) - 1
        self.known: dict[Any, Value] = {}

    def value(self, formula: Any) -> Value:
        if formula not in self.known:
            self.known[formula] = self.work_out(formula)
        return self.known[formula]

    def work_out(self, formula: Any) -> Value:
        kind = formula.decl().kind()
        if kind == z3.Z3_OP_UNINTERPRETED:
            return self.chosen.get(formula.decl().name(), 0)
        if kind == z3.Z3_OP_ANUM:
            return [formula.as_long()] * self.width
        values = [self.value(part) for part in formula.children()]
        if kind in COUNTED:
            bound, *weights = formula.decl().params()
            return self.where(COUNTED[kind](total, bound) for total in self.totals(values, weights))
        return OPERATIONS[kind](self, values)

    def totals(self, truths: Sequence[int], weights: Sequence[int]) -> Numbers:
        total = [0] * self.width
        for truth, weight in zip(truths, weights or [1] * len(truths), strict=True):
            total = [number + weight * bit for number, bit in zip(total, self.bits(truth), strict=True)]
        return total

    def bits(self, truth: int) -> Iterable[int]:
        """The patients in turn: 1 where it is true of them."""
        return map(int, reversed(f"{truth:0{self.width}b}"))

    def where(self, held: Iterable[bool]) -> int:
        """The patients of whom it is true."""
        return int("".join("1" if each else "0" for each in held)[::-1], 2)


def both(each: Evaluator, values: Sequence[int]) -> int:
    return reduce(and_, values, each.everyone)


def either(each: Evaluator, values: Sequence[int]) -> int:
    return reduce(or_, values, 0)


def negated(each: Evaluator, values: Sequence[int]) -> int:
    return each.everyone ^ values[0]


def implied(each: Evaluator, values: Sequence[int]) -> int:
    return negated(each, values) | values[1]


def chosen_by(each: Evaluator, values: Sequence[Value]) -> Numbers:
    test, yes, no = values
    return [this if bit else other for bit, this, other in zip(each.bits(test), yes, no, strict=True)]


def added(each: Evaluator, values: Sequence[Numbers]) -> Numbers:
    return [sum(column) for column in zip(*values, strict=True)]


def compared(relation: Callable[[int, int], bool]) -> Callable[[Evaluator, Sequence[Numbers]], int]:
    return lambda each, values: each.where(relation(left, right) for left, right in zip(*values, strict=True))


COUNTED: Mapping[int, Callable[[int, int], bool]] = {
    z3.Z3_OP_PB_AT_MOST: le,
    z3.Z3_OP_PB_AT_LEAST: ge,
    z3.Z3_OP_PB_GE: ge,
}
OPERATIONS: Mapping[int, Callable[[Evaluator, Sequence[Value]], Value]] = {
    z3.Z3_OP_TRUE: both,
    z3.Z3_OP_FALSE: either,
    z3.Z3_OP_AND: both,
    z3.Z3_OP_OR: either,
    z3.Z3_OP_NOT: negated,
    z3.Z3_OP_IMPLIES: implied,
    z3.Z3_OP_ITE: chosen_by,
    z3.Z3_OP_ADD: added,
    z3.Z3_OP_GE: compared(ge),
    z3.Z3_OP_GT: compared(gt),
}
"""True is "all of nothing", false is "any of nothing"."""
