"""What to do at once if a line is ticked, before its page is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finder.core.rules.advice import Advice, Level
from finder.core.rules.conditions import Chosen
from finder.core.rules.knowledge import RedFlagRow, Ruleset
from finder.core.rules.page import Choice


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The advice for a line that is an emergency by itself. The level of a crisis is
    None."""

    level: Level | None
    words: str


def at_once(ruleset: Ruleset) -> Mapping[Choice, AtOnce]:
    """Return the advice for each option that needs an ambulance, an emergency room or
    crisis help by itself."""
    found: dict[Choice, AtOnce] = {}
    for row in sorted(ruleset.red_flags.rows, key=level_of):
        if level_of(row) >= Level.EMERGENCY_ROOM:
            advice = advice_of(row, ruleset.advice)
            found |= dict.fromkeys(alone(row), advice)
    return found


def level_of(row: RedFlagRow) -> Level:
    """Return the level of the row. A crisis is as urgent as an emergency room."""
    if row.level is None:
        return Level.EMERGENCY_ROOM
    return row.level


def advice_of(row: RedFlagRow, advice: Advice) -> AtOnce:
    """Return the heading of the row's level, or the first way to get help in a
    crisis."""
    if row.level is None:
        first_way = advice.crisis.ways[0]
        return AtOnce(None, first_way)
    level_words = advice.level[row.level]
    return AtOnce(row.level, level_words.heading)


def alone(row: RedFlagRow) -> Iterable[Choice]:
    """Return the options that make the row hold without any other answer."""
    match row.when.terms:
        case [Chosen(question, options)]:
            return [(question, option) for option in sorted(options)]
    return []
