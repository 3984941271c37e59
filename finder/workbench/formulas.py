"""Formulas for z3: a chosen option, one or all of several formulas, and sums of
numbers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, If, IntVal, Or, PbGe, Sum

from finder.core.rules.page import SCALE, Kind, Question

Contribution = tuple[BoolRef, int]
"""A formula, and the number that it adds if it is true."""


def variable(question: str, option: str) -> BoolRef:
    """Return the variable that is true if this option was chosen."""
    return Bool(name_of(question, option))


def name_of(question: str, option: str) -> str:
    """Return the name of an option's variable."""
    return f"{question}:{option}"


def option_ids(question: Question) -> tuple[str, ...]:
    """Return the ids of what can be chosen: options, or the numbers of a scale."""
    if question.kind is Kind.SCALE:
        return SCALE
    return tuple(option.id for option in question.options)


def any_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return the formula that at least one part is true. It is false if there are no
    parts."""
    return joined(Or, parts, when_empty=False)


def all_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return the formula that all parts are true. It is true if there are no parts."""
    return joined(And, parts, when_empty=True)


def joined(
    operator: Callable[[list[BoolRef]], BoolRef],
    parts: Iterable[BoolRef],
    *,
    when_empty: bool,
) -> BoolRef:
    """Return the formula that joins the parts, or the only part itself."""
    found = list(parts)
    match found:
        case []:
            return BoolVal(val=when_empty)
        case [only]:
            return only
        case _:
            return operator(found)


def at_least(parts: Sequence[Contribution], least: int) -> BoolRef:
    """Return the formula that the true parts add up to at least this number."""
    if least <= 0:
        return BoolVal(val=True)
    if not parts:
        return BoolVal(val=False)
    weighted = []
    for part, weight in parts:
        if weight:
            weighted.append((part, weight))
    return PbGe(weighted, least)


def capped(parts: Sequence[Contribution], cap: int) -> ArithRef:
    """Return the sum of the true parts, limited to the cap."""
    if not parts:
        return IntVal(0)
    most = 0
    counted = []
    for part, weight in parts:
        most += weight
        counted.append(If(part, weight, 0))
    total: Any = Sum(counted)
    if most <= cap:
        return total
    return If(total > cap, cap, total)
