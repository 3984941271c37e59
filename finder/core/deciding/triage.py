"""Red flags: what needs help at once, before anything is suggested."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import RedFlagRow, Ruleset

CRISIS = "crisis"
LEVELS: Mapping[str, Level | None] = {
    **{level.id: level for level in Level if level},
    CRISIS: None,
}
"""Each level that a red flag can have, by id. A crisis has no level."""


def level_id(level: Level | None) -> str:
    """Return the id of a level, or that of a crisis for None."""
    return CRISIS if level is None else level.id


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag and its level. The level of a crisis is None."""

    flag: str
    level: Level | None

    @property
    def key(self) -> tuple[str, str]:
        """The flag and the level that an acknowledgement is about."""
        return self.flag, level_id(self.level)

    @property
    def interrupts(self) -> bool:
        """Whether the flag opens a page of urgent advice before anything else is
        asked."""
        return self.level is None or self.level >= Level.EMERGENCY_ROOM


@dataclass(frozen=True, slots=True)
class Triage:
    """The highest level and all red flags, the most urgent first."""

    level: Level
    crisis: bool
    flags: tuple[RedFlag, ...]


def triage(ruleset: Ruleset, answers: Answers) -> Triage:
    """Return the red flags of the answers, each at the highest level that holds for any
    of the person's pains."""
    rows = list(rows_that_hold(ruleset, answers))
    levels = highest_levels(rows)
    crises = crisis_flags(rows)
    others = most_urgent_first(levels)
    highest = max(levels.values(), default=Level.NONE)
    return Triage(
        level=highest,
        crisis=bool(crises),
        flags=(*crises, *others),
    )


def crisis_flags(rows: Iterable[RedFlagRow]) -> list[RedFlag]:
    """Return each red flag of a crisis once."""
    raised = [row.flag for row in rows if row.level is None]
    names = dict.fromkeys(raised)
    return [RedFlag(name, None) for name in names]


def highest_levels(rows: Iterable[RedFlagRow]) -> dict[str, Level]:
    """Return the highest level of each red flag that has one."""
    highest: dict[str, Level] = {}
    for row in rows:
        if row.level is not None:
            before = highest.get(row.flag, Level.NONE)
            highest[row.flag] = max(row.level, before)
    return highest


def most_urgent_first(levels: Mapping[str, Level]) -> list[RedFlag]:
    """Return the red flags with these levels, the most urgent first."""
    flags = [RedFlag(name, level) for name, level in levels.items()]
    return sorted(flags, key=attrgetter("level"), reverse=True)


def rows_that_hold(ruleset: Ruleset, answers: Answers) -> Iterator[RedFlagRow]:
    """Yield the rows of the red flags that hold for one of the person's pains, pain by
    pain."""
    for pain in ruleset.questionnaire.pains(answers):
        yield from ruleset.red_flags.match(pain)
