"""How far one answer can move the points of the backgrounds. A change that cannot move
them far enough to change the leads need not be tried."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import add, sub

from finder.core.deciding.ranking import Ranking
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Rule
from finder.core.rules.page import Choice

TABLES = 64
"""How many tables of suggestions are cached with the influence of their options."""


@lru_cache(TABLES)
def influences(suggestions: Table[Rule]) -> Mapping[Choice, int]:
    """Return the points, packed, of all rules that read an option. Ticking the option
    moves no background by more."""
    found: dict[Choice, int] = {}
    for rule in suggestions.rows:
        for choice in suggestions.options_read(rule):
            found[choice] = found.get(choice, 0) + rule.packed_points
    return found


def keeps_leads(now: Ranking, moves: Sequence[int], within: int) -> bool:
    """Return whether the same backgrounds lead, however far up to `moves` their points
    move.

    A background leads if it has at least 1 point, and is `within` so many points of the
    best one.
    """
    lowest = list(map(sub, now.scores, moves))
    highest = list(map(add, now.scores, moves))
    rest = [most for index, most in enumerate(highest) if index not in now.leads]
    enough = max(lowest) - within
    if any(most >= enough for most in rest):
        return False
    for lead in now.leads:
        rivals = highest[:lead] + highest[lead + 1 :]
        least = max(rivals, default=0) - within
        if lowest[lead] < max(1, least):
            return False
    return True
