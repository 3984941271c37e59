"""Rank the backgrounds: turn the points of the rules into leads and others that also
fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from finder.core.rules.knowledge import Rule, Ruleset, Scoring, Strength
from finder.core.rules.points import capped, unpack_points

Indexes = Sequence[int]
"""Backgrounds, as indexes into the catalogue."""
Scores = tuple[int, ...]
"""The points of each background."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which backgrounds lead, and which also fit, as indexes into the catalogue."""

    scores: Scores
    leads: tuple[int, ...]
    also: tuple[int, ...]
    strength: Strength


def add_up(fired: Sequence[Rule], scoring: Scoring) -> Scores:
    """Return the points of each background. The points of each group of rules are
    limited to its cap."""
    groups: dict[str, int] = {}
    for rule in fired:
        before = groups.get(rule.group, 0)
        groups[rule.group] = before + rule.packed_points
    width = len(fired[0].points)
    total = 0
    for group, points in groups.items():
        cap = scoring.caps[group]
        total += capped(points, cap, width)
    return unpack_points(total, width)


def rank(ruleset: Ruleset, fired: Sequence[Rule]) -> Ranking:
    """Return which backgrounds lead, which also fit, and how sure that is."""
    scoring = ruleset.scoring
    scores = add_up(fired, scoring)
    indexes = range(len(scores))
    order = sorted(indexes, key=scores.__getitem__, reverse=True)
    top = max(scores)
    leads = reaching(order, scores, top - scoring.lead_within)
    never_alone = [index for index in leads if never_leads_alone(ruleset, index)]
    body = without(leads, never_alone)
    others = without(order, never_alone)
    best_other = scores[others[0]] if others else 0
    paired = not body
    if paired:
        body = reaching(others, scores, best_other - scoring.lead_within)
    if named_first(scoring, top, best_other):
        leads = never_alone + body
    elif paired or scoring.never_alone_first_from:
        leads = body + never_alone
    rest = without(order, leads)
    least = least_to_also_fit(scoring, top)
    also = reaching(rest, scores, least)
    sure = strength(scoring, scores, leads, rest, paired=paired)
    return Ranking(scores, tuple(leads), tuple(also), sure)


def never_leads_alone(ruleset: Ruleset, index: int) -> bool:
    """Return whether the background leads only together with another one."""
    background = ruleset.backgrounds[index]
    return background.id in ruleset.scoring.never_alone


def without(indexes: Indexes, left_out: Indexes) -> list[int]:
    """Return the other indexes, in the same order."""
    return [index for index in indexes if index not in left_out]


def least_to_also_fit(scoring: Scoring, top: int) -> int:
    """Return the points that a background needs to also fit, when the first one has
    `top` points."""
    share = ceil(scoring.also_share * top / 100)
    return max(top - scoring.also_within, share, scoring.also_least)


def named_first(scoring: Scoring, top: int, best_other: int) -> bool:
    """Return whether backgrounds that never lead alone are named first, because they
    are well ahead."""
    least = scoring.never_alone_first_from
    is_well_ahead = 0 < least <= top - best_other
    return is_well_ahead and top >= scoring.low_under


def reaching(order: Indexes, scores: Scores, least: int) -> list[int]:
    """Return the backgrounds of `order` with at least this many points, and at least
    1."""
    enough = max(1, least)
    return [index for index in order if scores[index] >= enough]


def strength(
    scoring: Scoring,
    scores: Scores,
    leads: Indexes,
    rest: Indexes,
    *,
    paired: bool,
) -> Strength:
    """Return how sure it is that these backgrounds lead."""
    top = max(scores)
    if top < scoring.low_under:
        return Strength.LOW
    if paired:
        return Strength.PAIR
    if len(leads) > 1:
        return Strength.CLOSE
    second = rest[0]
    gap = top - scores[second]
    return Strength.CLEAR if gap >= scoring.clear_gap else Strength.LIKELY
