"""Formulas for z3: an option that was chosen, one or all of several, and sums of numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, If, IntVal, Or, PbGe, Sum

from finder.core.rules.page import SCALE, Kind, Question

Contribution = tuple[BoolRef, int]
"""What a number grows by where something is true."""


def variable(question: str, option: str) -> BoolRef:
    """Return that this option of the question was chosen."""
    return Bool(name_of(question, option))


def name_of(question: str, option: str) -> str:
    """Return the name of an option's variable."""
    return f"{question}:{option}"


def option_ids(question: Question) -> tuple[str, ...]:
    if question.kind is Kind.SCALE:
        return SCALE
    return tuple(option.id for option in question.options)


def any_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return that one of the parts is true; never, where there is none."""
    found = list(parts)
    if not found:
        return BoolVal(val=False)
    return found[0] if len(found) == 1 else Or(found)


def all_of(parts: Iterable[BoolRef]) -> BoolRef:
    """Return that all parts are true; always, where there is none."""
    found = list(parts)
    if not found:
        return BoolVal(val=True)
    return found[0] if len(found) == 1 else And(found)


def at_least(parts: Sequence[Contribution], least: int) -> BoolRef:
    """The true parts add up to a number."""
    if least <= 0:
        return BoolVal(val=True)
    if not parts:
        return BoolVal(val=False)
    weighted = [(part, weight) for part, weight in parts if weight]
    return PbGe(weighted, least)


def capped(parts: Sequence[Contribution], cap: int) -> ArithRef:
    """Return the sum of the true parts, but no more than the cap."""
    if not parts:
        return IntVal(0)
    counted = [If(part, weight, 0) for part, weight in parts]
    total: Any = Sum(counted)
    most = sum(weight for _, weight in parts)
    if most <= cap:
        return total
    return If(total > cap, cap, total)
