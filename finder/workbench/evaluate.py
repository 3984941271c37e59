"""Evaluate formulas for many patients at once.

A truth value is one large integer, in which bit *p* belongs to patient *p*. A number is
a tuple of such integers, its binary digits for all patients, lowest first. One
operation on integers is then one step for all patients. The evaluator supports only the
operations that `model.py` uses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import zip_longest
from operator import and_, or_
from typing import Any

import z3

Digits = tuple[int, ...]
Value = Any
"""A truth value (int) or a number (Digits)."""
Truths = Sequence[int]


class Evaluator:
    """`chosen` holds the patients who chose an option, by the name of its variable.
    `width` is the number of patients.

    Values are cached, so add an option to `chosen` before you ask for a formula that
    reads it.
    """

    def __init__(self, chosen: Mapping[str, int], width: int) -> None:
        self.chosen = chosen
        self.width = width
        self.all_patients = (1 << width) - 1
        self.known: dict[Any, Value] = {}

    def value(self, formula: Any) -> Value:
        """Return the value of a formula for all patients. Raises KeyError for an
        operation that no model uses."""
        if formula not in self.known:
            self.known[formula] = self._work_out(formula)
        return self.known[formula]

    def numbers(self, formula: Any) -> list[int]:
        """Return the number of a formula for each patient in turn."""
        by_place = map(self.bits, self.value(formula))
        by_patient = zip(*by_place, strict=True)
        return [number_of(digits) for digits in by_patient]

    def bits(self, truth: int) -> list[int]:
        """Return 1 or 0 for each patient in turn."""
        highest_first = f"{truth:0{self.width}b}"
        lowest_first = reversed(highest_first)
        return [int(digit) for digit in lowest_first]

    def _work_out(self, formula: Any) -> Value:
        operation = formula.decl()
        kind = operation.kind()
        if kind == z3.Z3_OP_UNINTERPRETED:
            return self.chosen.get(operation.name(), 0)
        if kind == z3.Z3_OP_ANUM:
            return constant(self, formula.as_long())
        values = [self.value(part) for part in formula.children()]
        if kind in COMPARISONS_OF_SUM:
            bound, *weights = operation.params()
            if not weights:
                weights = [1] * len(values)
            weighted = total(values, weights)
            compare = COMPARISONS_OF_SUM[kind]
            return compare(self, weighted, constant(self, bound))
        operate = OPERATIONS[kind]
        return operate(self, values)


def number_of(digits: Iterable[int]) -> int:
    """Return the number with these binary digits, lowest first."""
    number = 0
    for place, digit in enumerate(digits):
        number += digit << place
    return number


def binary_digits(number: int) -> list[int]:
    """Return the binary digits of a number, lowest first."""
    places = range(number.bit_length())
    return [number >> place & 1 for place in places]


def constant(each: Evaluator, number: int) -> Digits:
    """Return the same number for all patients."""
    everyone = each.all_patients
    digits = binary_digits(number) or [0]
    return tuple(everyone * digit for digit in digits)


def total(truths: Truths, weights: Sequence[int]) -> Digits:
    """Return the sum of the weights of the true values."""
    found: Digits = (0,)
    for truth, weight in zip(truths, weights, strict=True):
        digits = [truth * digit for digit in binary_digits(weight)]
        found = plus(found, tuple(digits))
    return found


def by_digit(left: Digits, right: Digits) -> Iterator[tuple[int, int]]:
    """Yield the digits of two numbers in pairs. The shorter number ends in zeros."""
    return zip_longest(left, right, fillvalue=0)


def plus(left: Digits, right: Digits) -> Digits:
    """Return the sum of two numbers, digit by digit."""
    digits = []
    carry = 0
    for one, other in by_digit(left, right):
        either_one = one ^ other
        digit = either_one ^ carry
        digits.append(digit)
        carry = (one & other) | (either_one & carry)
    if carry:
        digits.append(carry)
    return tuple(digits)


def is_at_least(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is at least the right one."""
    found = each.all_patients
    for one, other in by_digit(left, right):
        differ = one ^ other
        found = (one & differ) | (found & ~differ)
    return found


def is_more(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is larger than the right one."""
    at_most = is_at_least(each, right, left)
    return each.all_patients ^ at_most


def is_at_most(each: Evaluator, left: Digits, right: Digits) -> int:
    """Return the patients whose left number is at most the right one."""
    return is_at_least(each, right, left)


def all_true(each: Evaluator, values: Truths) -> int:
    return reduce(and_, values, each.all_patients)


def any_true(each: Evaluator, values: Truths) -> int:
    return reduce(or_, values, 0)


def negated(each: Evaluator, values: Truths) -> int:
    return each.all_patients ^ values[0]


def implied(each: Evaluator, values: Truths) -> int:
    return negated(each, values) | values[1]


def chosen_by(each: Evaluator, values: Sequence[Value]) -> Value:
    """Return the second value for patients with the first value true, and the third
    value for the others."""
    test, yes, no = values
    others = each.all_patients ^ test
    if isinstance(yes, int):
        return (yes & test) | (no & others)
    digits = []
    for this, that in by_digit(yes, no):
        digit = (this & test) | (that & others)
        digits.append(digit)
    return tuple(digits)


def added(each: Evaluator, values: Iterable[Digits]) -> Digits:
    return reduce(plus, values, (0,))


Relation = Callable[[Evaluator, Digits, Digits], int]
Operation = Callable[[Evaluator, Sequence[Value]], Value]


def compared(relation: Relation) -> Operation:
    """Return the operation that compares two numbers."""
    return lambda each, values: relation(each, *values)


COMPARISONS_OF_SUM: Mapping[int, Relation] = {
    z3.Z3_OP_PB_AT_MOST: is_at_most,
    z3.Z3_OP_PB_AT_LEAST: is_at_least,
    z3.Z3_OP_PB_GE: is_at_least,
}
"""The comparison of a weighted sum with a bound, for each z3 operation."""
OPERATIONS: Mapping[int, Operation] = {
    z3.Z3_OP_TRUE: all_true,
    z3.Z3_OP_FALSE: any_true,
    z3.Z3_OP_AND: all_true,
    z3.Z3_OP_OR: any_true,
    z3.Z3_OP_NOT: negated,
    z3.Z3_OP_IMPLIES: implied,
    z3.Z3_OP_ITE: chosen_by,
    z3.Z3_OP_ADD: added,
    z3.Z3_OP_GE: compared(is_at_least),
    z3.Z3_OP_GT: compared(is_more),
}
"""The function for each z3 operation. True is "all of nothing", and false is "any of
nothing"."""
