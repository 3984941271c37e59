"""Red flags: what needs help at once, before anything is suggested."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import RedFlagRow, Ruleset

CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag and its level. The level of a crisis is None."""

    flag: str
    level: Level | None

    @property
    def key(self) -> tuple[str, str]:
        """The flag and the level that an acknowledgement is about."""
        return self.flag, CRISIS if self.level is None else self.level.name.lower()

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
    levels: dict[str, Level] = {}
    crisis: dict[str, None] = {}
    for row in rows_that_hold(ruleset, answers):
        if row.level is None:
            crisis[row.flag] = None
        else:
            levels[row.flag] = max(row.level, levels.get(row.flag, Level.NONE))
    ranked = sorted(levels.items(), key=lambda item: -item[1])
    flags = [RedFlag(flag, None) for flag in crisis] + [
        RedFlag(flag, level) for flag, level in ranked
    ]
    return Triage(max(levels.values(), default=Level.NONE), bool(crisis), tuple(flags))


def rows_that_hold(ruleset: Ruleset, answers: Answers) -> Iterator[RedFlagRow]:
    """Yield the rows of the red flags that hold for one of the person's pains, pain by
    pain."""
    for pain in ruleset.questionnaire.pains(answers):
        yield from ruleset.red_flags.match(pain)
