"""Limits on how large a finding grows when everything that it builds on is written out.

Findings share parts, so a few lines could define a condition that takes forever to
compute. Numbers share fields of fixed width (`decision_table.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from finder.core.rules.conditions import AtLeast, Term
from finder.core.rules.decision_table import FULL
from finder.core.rules.findings import AnyOf, Count, Finding, Sum
from finder.core.rules.page import SCALE

MOST_TERMS, MOST_LEVELS = 2000, 20


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a finding: the sum of all weights of its options, and the terms and
    levels of all its parts."""

    weight: int
    terms: int = 1
    levels: int = 1


OF_SCALE = Extent(sum(map(int, SCALE)))


class Extents:
    """The sizes of all findings so far."""

    def __init__(self, scales: Iterable[str]) -> None:
        self._by_name = dict.fromkeys(scales, OF_SCALE)

    def add(self, name: str, finding: Finding) -> str:
        """Add a finding. Return a sentence about what is too large in it, or "" if
        nothing is."""
        extent = self._of(finding)
        self._by_name[name] = extent
        return size_mistake(name, extent)

    def _of(self, finding: Finding) -> Extent:
        if isinstance(finding, Count):
            return Extent(len(finding.name_of))
        if isinstance(finding, Sum):
            parts = [self._by_name[name] for name in finding.names]
            weight = sum(part.weight for part in parts)
            return built_on(parts, weight)
        conditions = finding.conditions if isinstance(finding, AnyOf) else ()
        parts = []
        for condition in conditions:
            parts += map(self._of_term, condition.terms)
        return built_on(parts, weight=1)

    def _of_term(self, term: Term) -> Extent:
        if isinstance(term, AtLeast):
            return self._by_name[term.name]
        return Extent(1)


def size_mistake(name: str, extent: Extent) -> str:
    """Return a sentence about what is too large in a finding, or "" if nothing is."""
    if extent.weight > FULL:
        return f"{name} can add up to {extent.weight}; the limit is {FULL}"
    if extent.terms > MOST_TERMS:
        size = f"{extent.terms} terms, including the findings that it uses"
        return f"{name} has {size}; write {MOST_TERMS} or fewer"
    if extent.levels > MOST_LEVELS:
        size = f"{extent.levels} levels of findings"
        return f"{name} uses {size}; write {MOST_LEVELS} or fewer"
    return ""


def built_on(parts: list[Extent], weight: int) -> Extent:
    """Return the size of a finding that builds on these parts."""
    terms = sum(part.terms for part in parts)
    levels = max((part.levels for part in parts), default=0)
    return Extent(weight, 1 + terms, 1 + levels)
