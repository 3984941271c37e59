"""How far one answer can move the points of the backgrounds. A change that cannot move
them far enough to change the leads need not be tried."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import add, sub

from finder.core.deciding.ranking import Ranking
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.rules.page import Choice

Points = tuple[int, ...]
"""Points of each background."""
TABLES = 64
"""How many tables of suggestions are cached with the influence of their options."""


@lru_cache(TABLES)
def influences(suggestions: Table[Rule]) -> Mapping[Choice, Points]:
    """Return the points of all rules that read an option. Ticking the option moves no
    background by more."""
    found: dict[Choice, Points] = {}
    for rule in suggestions.rows:
        for choice in suggestions.options_read(rule):
            before = found.get(choice)
            found[choice] = added_up(before, rule.points) if before else rule.points
    return found


def added_up(some: Points, more: Points) -> Points:
    """Return the sum of the points for each background."""
    return tuple(map(add, some, more))


def moves_of(
    ruleset: Ruleset,
    choices: Iterable[Choice],
) -> Points:
    """Return how far these options together can move the points of each background."""
    most = influences(ruleset.suggestions)
    moved = (0,) * len(ruleset.backgrounds)
    for choice in choices:
        if choice in most:
            moved = added_up(moved, most[choice])
    return moved


def keeps_leads(
    now: Ranking,
    moves: Sequence[int],
    within: int,
    never_alone: Collection[int] = (),
) -> bool:
    """Return whether the same backgrounds lead, however far up to `moves` their points
    move.

    A background leads if it has at least 1 point, and is `within` so many points of the
    best one. Leads that are all `never_alone` are paired with the best other one, so 1
    point of another is enough to change them.
    """
    leads = now.leads
    if set(leads) <= set(never_alone):
        return False
    lowest = list(map(sub, now.scores, moves))
    highest = list(map(add, now.scores, moves))
    enough = max(lowest) - within
    for index, most in enumerate(highest):
        if index not in leads and most >= enough:
            return False
    for lead in leads:
        least = least_to_lead(lead, highest, within)
        if lowest[lead] < least:
            return False
    return True


def least_to_lead(
    lead: int,
    highest: Sequence[int],
    within: int,
) -> int:
    """Return the points that a background needs to lead, whatever the others have up to
    their highest points."""
    others = list(highest)
    del others[lead]
    best = max(others, default=0)
    return max(1, best - within)
