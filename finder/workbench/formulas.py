"""Formulas for z3: a chosen option, one or all of several formulas, and sums of
numbers."""

from collections.abc import Iterable, Sequence
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
    if question.kind is Kind.SCALE:
        return SCALE
    return tuple(option.id for option in question.options)


def any_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return the formula that at least one part is true. It is false if there are no
    parts."""
    found = list(parts)
    if not found:
        return BoolVal(val=False)
    return found[0] if len(found) == 1 else Or(found)


def all_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return the formula that all parts are true. It is true if there are no parts."""
    found = list(parts)
    if not found:
        return BoolVal(val=True)
    return found[0] if len(found) == 1 else And(found)


def at_least(parts: Sequence[Contribution], least: int) -> BoolRef:
    """Return the formula that the true parts add up to at least this number."""
    if least <= 0:
        return BoolVal(val=True)
    if not parts:
        return BoolVal(val=False)
    weighted = [(part, weight) for part, weight in parts if weight]
    return PbGe(weighted, least)


def capped(parts: Sequence[Contribution], cap: int) -> ArithRef:
    """Return the sum of the true parts, limited to the cap."""
    if not parts:
        return IntVal(0)
    counted = [If(part, weight, 0) for part, weight in parts]
    total: Any = Sum(counted)
    most = sum(weight for _, weight in parts)
    if most <= cap:
        return total
    return If(total > cap, cap, total)
