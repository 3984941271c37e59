"""Red flags: what answers ask for at once, before anything is suggested."""

from collections.abc import Collection
from dataclasses import dataclass

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset

CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A flag and its level; no level is a crisis."""

    flag: str
    level: Level | None

    @property
    def key(self) -> tuple[str, str]:
        """What an acknowledgement is of."""
        return self.flag, CRISIS if self.level is None else self.level.name.lower()

    @property
    def interrupts(self) -> bool:
        """It opens a page of its own, before anything else is asked."""
        return self.level is None or self.level >= Level.EMERGENCY_ROOM


@dataclass(frozen=True, slots=True)
class Triage:
    """The highest level and all red flags, the most urgent first."""

    level: Level
    crisis: bool
    flags: tuple[RedFlag, ...]

    def unacknowledged(self, acknowledged: Collection[tuple[str, str]]) -> tuple[RedFlag, ...]:
        """The flags that interrupt and were not acknowledged at this level or a higher one."""
        return tuple(flag for flag in self.flags if flag.interrupts and not is_acknowledged(flag, acknowledged))


def is_acknowledged(flag: RedFlag, acknowledged: Collection[tuple[str, str]]) -> bool:
    if flag.level is None:
        return flag.key in acknowledged
    levels = [Level[level.upper()] for name, level in acknowledged if name == flag.flag and level != CRISIS]
    return max(levels, default=Level.NONE) >= flag.level


def standing(acknowledged: Collection[tuple[str, str]], flags: Collection[RedFlag]) -> frozenset[tuple[str, str]]:
    """The acknowledgements of flags that are still raised: a sign that is taken back and ticked again is told anew."""
    raised = {(flag.flag, flag.level is None) for flag in flags}
    return frozenset((name, level) for name, level in acknowledged if (name, level == CRISIS) in raised)


def triage(ruleset: Ruleset, answers: Answers) -> Triage:
    """Each flag at the highest level of its rows that hold."""
    levels: dict[str, Level] = {}
    crisis: dict[str, None] = {}
    for row in ruleset.red_flags.match(answers):
        if row.level is None:
            crisis[row.flag] = None
        else:
            levels[row.flag] = max(row.level, levels.get(row.flag, Level.NONE))
    ranked = sorted(levels.items(), key=lambda item: -item[1])
    flags = [RedFlag(flag, None) for flag in crisis] + [RedFlag(flag, level) for flag, level in ranked]
    return Triage(max(levels.values(), default=Level.NONE), bool(crisis), tuple(flags))
