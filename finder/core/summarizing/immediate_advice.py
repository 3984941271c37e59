"""What to do at once if a line is ticked, before its page is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finder.core.rules.advice import Level
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
        if row.level is None:
            advice = AtOnce(None, ruleset.advice.crisis.ways[0])
        elif row.level >= Level.EMERGENCY_ROOM:
            advice = AtOnce(row.level, ruleset.advice.level[row.level].heading)
        else:
            continue
        found |= dict.fromkeys(alone(row), advice)
    return found


def level_of(row: RedFlagRow) -> int:
    return Level.EMERGENCY_ROOM if row.level is None else row.level


def alone(row: RedFlagRow) -> Iterator[Choice]:
    """Yield the options that make the row hold without any other answer."""
    match row.when.terms:
        case [Chosen(question, options)]:
            yield from ((question, option) for option in sorted(options))
