"""What `finder doctor` says: one remark for each thing that it looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad a remark is. Only what is wrong makes the command fail."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was looked at, and the cure where it needs one."""

    about: str
    verdict: Verdict
    text: str
    cure: str = ""


Remarks = Iterator[Remark]


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the words for one or for many."""
    return f"{number} {one if number == 1 else many}"
