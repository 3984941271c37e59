"""What a person answered to the urgent advice for a red flag."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from finder.core.deciding.triage import CRISIS, RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import lines_now


class How(StrEnum):
    """`CHECKED`: a doctor has already checked it. `SAFE`: of a crisis. `MISTAKE`: it was ticked by mistake; the tick
    still stands, so its advice does too. `UNTOLD`: kept by an earlier version, which did not ask which."""

    CHECKED = "checked"
    SAFE = "safe"
    MISTAKE = "mistake"
    UNTOLD = "untold"


FlagKind = tuple[str, bool]
"""A flag, and whether it is a crisis."""


def kind_of(flag: RedFlag) -> FlagKind:
    return flag.flag, flag.level is None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Of a flag at a level ("crisis" is one), and when; no time where an earlier version kept none."""

    flag: str
    level: str
    how: How
    at: datetime | None = None

    @property
    def kind(self) -> FlagKind:
        return self.flag, self.level == CRISIS

    @property
    def passes(self) -> bool:
        """The person may go on."""
        return self.how is not How.MISTAKE

    def covers(self, flag: RedFlag) -> bool:
        """It is of this flag, at its level or a higher one."""
        if kind_of(flag) != self.kind:
            return False
        if flag.level is None:
            return True
        level = Level[self.level.upper()]
        return level >= flag.level


Acknowledgements = Collection[Acknowledgement]


def is_acknowledged(flag: RedFlag, acknowledged: Acknowledgements) -> bool:
    passing = (each for each in acknowledged if each.passes)
    return any(each.covers(flag) for each in passing)


def is_said(
    how: How,
    flag: RedFlag,
    acknowledged: Acknowledgements,
) -> bool:
    """The person has said this of the flag."""
    same = (each for each in acknowledged if each.how is how)
    return any(each.covers(flag) for each in same)


def unacknowledged(flags: Collection[RedFlag], acknowledged: Acknowledgements) -> tuple[RedFlag, ...]:
    """The flags that interrupt and were not acknowledged at this level or a higher one."""
    interrupting = [flag for flag in flags if flag.interrupts]
    return tuple(
        flag
        for flag in interrupting
        if not is_acknowledged(flag, acknowledged)
    )  # fmt: skip


def still_raised(acknowledged: Acknowledgements, flags: Collection[RedFlag]) -> frozenset[Acknowledgement]:
    """Return the acknowledgements of flags that are still raised: a sign that is taken back and ticked again
    raises its advice again, and so does a tick that was called a mistake and still stands."""
    raised = set(map(kind_of, flags))
    passing = (each for each in acknowledged if each.passes)
    return frozenset(
        each
        for each in passing
        if each.kind in raised
    )  # fmt: skip


def under(questionnaire: Questionnaire, acknowledged: Acknowledgements) -> frozenset[Acknowledgement]:
    """Return acknowledgements given under older rules, of the lines that are asked now."""
    return frozenset(
        replace(each, flag=now)
        for each in acknowledged
        for now in lines_now(questionnaire, each.flag)
    )  # fmt: skip


def as_parts(acknowledged: Acknowledgements) -> list[list[str]]:
    """Return what JSON can hold of them, in a stable order."""
    return sorted(map(as_part, acknowledged))


def as_part(said: Acknowledgement) -> list[str]:
    at = said.at.isoformat() if said.at else ""
    return [said.flag, said.level, said.how, at]


def from_parts(parts: Collection[Sequence[str]]) -> frozenset[Acknowledgement]:
    """The acknowledgements that were kept, by an earlier version too: it kept flag and level alone."""
    return frozenset(from_part(*part) for part in parts)


def from_part(
    flag: str,
    level: str,
    how: str = "",
    at: str = "",
) -> Acknowledgement:
    earlier = How.SAFE if level == CRISIS else How.UNTOLD
    said = How(how) if how else earlier
    when = datetime.fromisoformat(at) if at else None
    return Acknowledgement(flag, level, said, when)
