"""What a person answered to the urgent advice for a red flag."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from finder.core.deciding.triage import CRISIS, LEVELS, RedFlag
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import lines_now


class How(StrEnum):
    """What a person can answer to urgent advice.

    `CHECKED`: a doctor has already checked it. `SAFE`: the person is safe, in a crisis.
    `MISTAKE`: it was ticked by mistake; its advice stays while the tick does.
    `NOT_ASKED`: stored by an earlier version, which did not ask.
    """

    CHECKED = "checked"
    SAFE = "safe"
    MISTAKE = "mistake"
    NOT_ASKED = "untold"


FlagKind = tuple[str, bool]
"""A flag, and whether it is a crisis."""


def kind_of(flag: RedFlag) -> FlagKind:
    return flag.flag, flag.level is None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An answer to the advice for a flag at a level, which may be "crisis".

    `at` is None if an earlier version stored no time.
    """

    flag: str
    level: str
    how: How
    at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The flag and the level."""
        return self.flag, self.level

    @property
    def kind(self) -> FlagKind:
        return self.flag, self.level == CRISIS

    @property
    def passes(self) -> bool:
        """Whether the person may go on."""
        return self.how is not How.MISTAKE

    def covers(self, flag: RedFlag) -> bool:
        """Return whether this is about the same flag, at its level or a higher one."""
        if kind_of(flag) != self.kind:
            return False
        level = LEVELS[self.level]
        if flag.level is None or level is None:
            return True
        return level >= flag.level


Acknowledgements = Collection[Acknowledgement]


def is_acknowledged(flag: RedFlag, acknowledged: Acknowledgements) -> bool:
    """Return whether the person may go on past the flag."""
    passing = (each for each in acknowledged if each.passes)
    return any(each.covers(flag) for each in passing)


def was_answered_with(
    how: How,
    flag: RedFlag,
    acknowledged: Acknowledgements,
) -> bool:
    """Return whether the person gave this answer to the flag."""
    same = (each for each in acknowledged if each.how is how)
    return any(each.covers(flag) for each in same)


def unacknowledged(
    flags: Collection[RedFlag], acknowledged: Acknowledgements
) -> tuple[RedFlag, ...]:
    """Return the flags that interrupt and are not acknowledged at their level or a
    higher one."""
    interrupting = (flag for flag in flags if flag.interrupts)
    return tuple(
        flag for flag in interrupting if not is_acknowledged(flag, acknowledged)
    )


def still_raised(
    acknowledged: Acknowledgements, flags: Collection[RedFlag]
) -> frozenset[Acknowledgement]:
    """Return the acknowledgements of flags that are still raised.

    A sign that is taken back and ticked again raises its advice again. So does a tick
    that was called a mistake and stays.
    """
    raised = set(map(kind_of, flags))
    passing = (each for each in acknowledged if each.passes)
    return frozenset(each for each in passing if each.kind in raised)


def under(
    questionnaire: Questionnaire, acknowledged: Acknowledgements
) -> frozenset[Acknowledgement]:
    """Return acknowledgements that were given under older rules, for the lines that are
    asked now."""
    return frozenset(
        replace(each, flag=now)
        for each in acknowledged
        for now in lines_now(questionnaire, each.flag)
    )


def as_parts(acknowledged: Acknowledgements) -> list[list[str]]:
    """Return the acknowledgements as data for JSON, in a stable order."""
    return sorted(map(as_part, acknowledged))


def as_part(said: Acknowledgement) -> list[str]:
    at = said.at.isoformat() if said.at else ""
    return [said.flag, said.level, said.how, at]


def from_parts(parts: Collection[Sequence[str]]) -> frozenset[Acknowledgement]:
    """Return the acknowledgements that were stored. An earlier version stored only flag
    and level."""
    return frozenset(from_part(*part) for part in parts)


def from_part(
    flag: str,
    level: str,
    how: str = "",
    at: str = "",
) -> Acknowledgement:
    earlier = How.SAFE if level == CRISIS else How.NOT_ASKED
    said = How(how) if how else earlier
    when = datetime.fromisoformat(at) if at else None
    return Acknowledgement(flag, level, said, when)
