"""Evaluate formulas for many patients at once.

A truth value is one large integer, in which bit *p* belongs to patient *p*. A number is
a tuple of such integers, its binary digits for all patients, lowest first. One
operation on integers is then one step for all patients. The evaluator supports only the
operations that `model.py` uses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import zip_longest
from operator import and_, or_
from typing import Any

import z3

Digits = tuple[int, ...]
Value = Any
"""A truth value (int) or a number (Digits)."""


class Evaluator:
    """`chosen` holds the patients who chose an option, by the name of its variable.
    `width` is the number of patients.

    Values are cached, so add an option to `chosen` before you ask for a formula that
    reads it.
    """

    def __init__(self, chosen: Mapping[str, int], width: int) -> None:
        self.chosen = chosen
        self.width = width
        self.everyone = (1 << width) - 1
        self.known: dict[Any, Value] = {}

    def value(self, formula: Any) -> Value:
        """Return the value of a formula for all patients. Raises KeyError for an
        operation that no model uses."""
        if formula not in self.known:
            self.known[formula] = self._work_out(formula)
        return self.known[formula]

    def numbers(self, formula: Any) -> list[int]:
        """Return the number of a formula for each patient in turn."""
        digits = [self.bits(digit) for digit in self.value(formula)]
        return [
            sum(bit << place for place, bit in enumerate(column))
            for column in zip(*digits, strict=True)
        ]

    def bits(self, truth: int) -> list[int]:
        """Return 1 or 0 for each patient in turn."""
        return [int(sign) for sign in reversed(f"{truth:0{self.width}b}")]

    def _work_out(self, formula: Any) -> Value:
        kind = formula.decl().kind()
        if kind == z3.Z3_OP_UNINTERPRETED:
            return self.chosen.get(formula.decl().name(), 0)
        if kind == z3.Z3_OP_ANUM:
            return constant(self, formula.as_long())
        values = [self.value(part) for part in formula.children()]
        if kind in COUNTED:
            bound, *weights = formula.decl().params()
            return COUNTED[kind](
                self, total(values, weights or [1] * len(values)), constant(self, bound)
            )
        return OPERATIONS[kind](self, values)


def constant(each: Evaluator, number: int) -> Digits:
    """Return the same number for all patients."""
    return tuple(
        each.everyone * (number >> place & 1)
        for place in range(max(1, number.bit_length()))
    )


def total(truths: Sequence[int], weights: Sequence[int]) -> Digits:
    """Return the sum of the weights of the true values."""
    parts = (
        tuple(truth * (weight >> place & 1) for place in range(weight.bit_length()))
        for truth, weight in zip(truths, weights, strict=True)
    )
    return reduce(plus, parts, (0,))


def plus(left: Digits, right: Digits) -> Digits:
    """Return the sum of two numbers, digit by digit."""
    digits, carry = [], 0
    for one, other in zip_longest(left, right, fillvalue=0):
        either_one = one ^ other
        digits.append(either_one ^ carry)
        carry = (one & other) | (either_one & carry)
    return (*digits, carry) if carry else tuple(digits)


def is_at_least(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is at least the right one."""
    held = each.everyone
    for one, other in zip_longest(left, right, fillvalue=0):
        differ = one ^ other
        held = (one & differ) | (held & ~differ)
    return held


def is_more(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is larger than the right one."""
    return each.everyone ^ is_at_least(each, right, left)


def is_at_most(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is at most the right one."""
    return is_at_least(each, right, left)


def both(each: Evaluator, values: Sequence[int]) -> int:
    return reduce(and_, values, each.everyone)


def either(each: Evaluator, values: Sequence[int]) -> int:
    return reduce(or_, values, 0)


def negated(each: Evaluator, values: Sequence[int]) -> int:
    return each.everyone ^ values[0]


def implied(each: Evaluator, values: Sequence[int]) -> int:
    return negated(each, values) | values[1]


def chosen_by(each: Evaluator, values: Sequence[Value]) -> Value:
    """Return the second value for patients with the first value true, and the third
    value for the others."""
    test, yes, no = values
    other = each.everyone ^ test
    if isinstance(yes, int):
        return (yes & test) | (no & other)
    return tuple(
        (this & test) | (that & other)
        for this, that in zip_longest(yes, no, fillvalue=0)
    )


def added(each: Evaluator, values: Iterable[Digits]) -> Digits:
    return reduce(plus, values, (0,))


def compared(
    relation: Callable[[Evaluator, Digits, Digits], int],
) -> Callable[[Evaluator, Sequence[Digits]], int]:
    return lambda each, values: relation(each, *values)


COUNTED: Mapping[int, Callable[[Evaluator, Digits, Digits], int]] = {
    z3.Z3_OP_PB_AT_MOST: is_at_most,
    z3.Z3_OP_PB_AT_LEAST: is_at_least,
    z3.Z3_OP_PB_GE: is_at_least,
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
    z3.Z3_OP_GE: compared(is_at_least),
    z3.Z3_OP_GT: compared(is_more),
}
"""The function for each z3 operation. True is "all of nothing", and false is "any of
nothing"."""
