"""Rank the backgrounds: turn the points of the rules into leads and others that also
fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from finder.core.rules.knowledge import Rule, Ruleset, Scoring, Strength
from finder.core.rules.points import capped, unpack_points


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which backgrounds lead, and which also fit, as indexes into the catalogue."""

    scores: tuple[int, ...]
    leads: tuple[int, ...]
    also: tuple[int, ...]
    strength: Strength


def add_up(fired: Sequence[Rule], scoring: Scoring) -> tuple[int, ...]:
    """Return the points of each background. The points of each group of rules are
    limited to its cap."""
    groups: dict[str, int] = {}
    for rule in fired:
        groups[rule.group] = groups.get(rule.group, 0) + rule.packed_points
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
    order = sorted(range(len(scores)), key=lambda index: -scores[index])
    top = scores[order[0]]
    leads = reaching(order, scores, top - scoring.lead_within)
    never_alone = [
        index for index in leads if ruleset.backgrounds[index].id in scoring.never_alone
    ]
    body = [index for index in leads if index not in never_alone]
    others = [index for index in order if index not in never_alone]
    best_other = max((scores[index] for index in others), default=0)
    paired = not body
    if paired:
        body = reaching(others, scores, best_other - scoring.lead_within)
    if named_first(scoring, top, best_other):
        leads = never_alone + body
    elif paired or scoring.never_alone_first_from:
        leads = body + never_alone
    rest = [index for index in order if index not in leads]
    share = -(-scoring.also_share * top // 100)
    least = max(top - scoring.also_within, share, scoring.also_least)
    also = reaching(rest, scores, least)
    sure = strength(scoring, scores, leads, rest, paired=paired)
    return Ranking(scores, tuple(leads), tuple(also), sure)


def named_first(scoring: Scoring, top: int, best_other: int) -> bool:
    """Return whether backgrounds that never lead alone are named first, because they
    are well ahead."""
    least = scoring.never_alone_first_from
    is_well_ahead = 0 < least <= top - best_other
    return is_well_ahead and top >= scoring.low_under


def reaching(order: Sequence[int], scores: Sequence[int], least: int) -> list[int]:
    """Return the backgrounds of `order` with at least this many points, and at least
    1."""
    enough = max(1, least)
    return [index for index in order if scores[index] >= enough]


def strength(
    scoring: Scoring,
    scores: Sequence[int],
    leads: Sequence[int],
    rest: Sequence[int],
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
    gap = top - scores[rest[0]]
    return Strength.CLEAR if gap >= scoring.clear_gap else Strength.LIKELY
