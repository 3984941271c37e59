"""The output of `finder doctor`: one remark for each check."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The severity of a remark. Only a wrong one makes the command fail."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Remark:
    """The result of one check, with the fix if it needs one."""

    about: str
    verdict: Verdict
    text: str
    fix: str = ""


Remarks = Iterator[Remark]


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the singular or plural words."""
    return f"{number} {one if number == 1 else many}"


def ok(about: str, text: str) -> Remark:
    return Remark(about, Verdict.OK, text)


def note(about: str, text: str, fix: str) -> Remark:
    return Remark(about, Verdict.NOTE, text, fix)


def wrong(about: str, text: str, fix: str = "") -> Remark:
    return Remark(about, Verdict.WRONG, text, fix)
