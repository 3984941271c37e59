"""Limits on how large a finding grows when everything that it builds on is written out. Findings share parts, so a
few lines could name a condition that no machine ever finishes; and numbers share fields of fixed width (`table.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from finder.core.rules.conditions import AtLeast
from finder.core.rules.decision_table import FULL
from finder.core.rules.findings import AnyOf, Count, Finding, Sum
from finder.core.rules.page import SCALE

MOST_TERMS, MOST_LEVELS = 2000, 20


@dataclass(frozen=True, slots=True)
class Extent:
    """`weight` is the sum of all that options add to a number, `terms` and `levels` are those of all parts."""

    weight: int
    terms: int = 1
    levels: int = 1


OF_SCALE = Extent(sum(map(int, SCALE)))


class Extents:
    """The extents of all findings so far."""

    def __init__(self, scales: Iterable[str]) -> None:
        self._by_name = dict.fromkeys(scales, OF_SCALE)

    def add(self, name: str, finding: Finding) -> str:
        """Note a finding; what is too large about it in a sentence, empty where nothing is."""
        found = self._of(finding)
        self._by_name[name] = found
        if found.weight > FULL:
            return f"{name} adds up to {found.weight}; a number may reach {FULL}"
        if found.terms > MOST_TERMS:
            return f"{name} has {found.terms} terms with all that it builds on; write {MOST_TERMS} or fewer"
        if found.levels > MOST_LEVELS:
            return f"{name} builds on {found.levels} levels of findings; write {MOST_LEVELS} or fewer"
        return ""

    def _of(self, finding: Finding) -> Extent:
        if isinstance(finding, Count):
            return Extent(len(finding.name_of))
        if isinstance(finding, Sum):
            parts = [self._by_name[name] for name in finding.names]
            return Extent(sum(part.weight for part in parts), *together(parts))
        conditions = finding.conditions if isinstance(finding, AnyOf) else ()
        terms = [term for condition in conditions for term in condition.terms]
        return Extent(1, *together([self._by_name[t.name] if isinstance(t, AtLeast) else Extent(1) for t in terms]))


def together(parts: list[Extent]) -> tuple[int, int]:
    """The terms and levels of what builds on these parts."""
    return 1 + sum(part.terms for part in parts), 1 + max((part.levels for part in parts), default=0)
