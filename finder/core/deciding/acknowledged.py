"""What a person answered to the urgent advice for a red flag."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from finder.core.deciding.triage import CRISIS, RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.questionnaire import Questionnaire


class How(StrEnum):
    """`CHECKED`: a doctor has already checked it. `SAFE`: of a crisis. `MISTAKE`: it was ticked by mistake; the tick
    still stands, so its advice does too. `UNTOLD`: kept by an earlier version, which did not ask which."""

    CHECKED = "checked"
    SAFE = "safe"
    MISTAKE = "mistake"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Of a flag at a level ("crisis" is one), and when; no time where an earlier version kept none."""

    flag: str
    level: str
    how: How
    at: datetime | None = None

    @property
    def passes(self) -> bool:
        """The person may go on."""
        return self.how is not How.MISTAKE

    def covers(self, flag: RedFlag) -> bool:
        """It is of this flag, at its level or a higher one."""
        if flag.flag != self.flag or (flag.level is None) != (self.level == CRISIS):
            return False
        return flag.level is None or Level[self.level.upper()] >= flag.level


Acknowledgements = Collection[Acknowledgement]


def is_acknowledged(flag: RedFlag, acknowledged: Acknowledgements) -> bool:
    return any(each.passes and each.covers(flag) for each in acknowledged)


def is_said(how: How, flag: RedFlag, acknowledged: Acknowledgements) -> bool:
    """The person has said this of the flag."""
    return any(each.how is how and each.covers(flag) for each in acknowledged)


def unacknowledged(flags: Collection[RedFlag], acknowledged: Acknowledgements) -> tuple[RedFlag, ...]:
    """The flags that interrupt and were not acknowledged at this level or a higher one."""
    return tuple(flag for flag in flags if flag.interrupts and not is_acknowledged(flag, acknowledged))


def still_raised(acknowledged: Acknowledgements, flags: Collection[RedFlag]) -> frozenset[Acknowledgement]:
    """Return the acknowledgements of flags that are still raised: a sign that is taken back and ticked again
    raises its advice again, and so does a tick that was called a mistake and still stands."""
    raised = {(flag.flag, flag.level is None) for flag in flags}
    return frozenset(each for each in acknowledged if each.passes and (each.flag, each.level == CRISIS) in raised)


def under(questionnaire: Questionnaire, acknowledged: Acknowledgements) -> frozenset[Acknowledgement]:
    """Return acknowledgements given under older rules, of the lines that are asked now."""
    return frozenset(replace(each, flag=now) for each in acknowledged for now in questionnaire.lines_now(each.flag))


def as_parts(acknowledged: Acknowledgements) -> list[list[str]]:
    """What JSON can hold of them, in a stable order."""
    return sorted([each.flag, each.level, each.how, each.at.isoformat() if each.at else ""] for each in acknowledged)


def from_parts(parts: Collection[Sequence[str]]) -> frozenset[Acknowledgement]:
    """The acknowledgements that were kept, by an earlier version too: it kept flag and level alone."""
    return frozenset(from_part(*part) for part in parts)


def from_part(flag: str, level: str, how: str = "", at: str = "") -> Acknowledgement:
    earlier = How.SAFE if level == CRISIS else How.UNTOLD
    return Acknowledgement(flag, level, How(how) if how else earlier, datetime.fromisoformat(at) if at else None)
