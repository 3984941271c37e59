"""In which order clinicians are listed: first those that fit, then by distance. Nobody pays, and nobody is rated."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from finder.core.directory.codes import PAIN


class Tier(IntEnum):
    """How well a clinician fits what is looked for, the best first."""

    FITS_AND_PAIN = 0
    PAIN = 1
    FITS = 2


@dataclass(frozen=True, slots=True)
class Tiered:
    """One tier of a search: who is in `kinds` and in none of `without`. `pain` is whether pain medicine is listed; None
    where that does not matter."""

    tier: Tier
    kinds: tuple[str, ...]
    pain: bool | None
    without: tuple[str, ...] = ()


WITH_PAIN = Tiered(Tier.PAIN, (PAIN,), pain=True)
"""Everybody who lists pain medicine."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: these kinds, and whether only those who list pain medicine."""

    kinds: tuple[str, ...]
    pain_only: bool = False


def tiers_of(wanted: Wanted, backgrounds: Collection[str]) -> tuple[Tiered, ...]:
    """Return the tiers of a search, the best first. Where a background is looked for, everybody who lists pain
    medicine comes before those who do not."""
    kinds = wanted.kinds
    if not kinds or PAIN in kinds:
        return (WITH_PAIN,)
    if not set(kinds).issubset(backgrounds):
        return (Tiered(Tier.FITS, kinds, pain=True if wanted.pain_only else None),)
    fits_and_pain = Tiered(Tier.FITS_AND_PAIN, kinds, pain=True)
    other_pain = Tiered(Tier.PAIN, (PAIN,), pain=True, without=kinds)
    if wanted.pain_only:
        return fits_and_pain, other_pain
    return fits_and_pain, other_pain, Tiered(Tier.FITS, kinds, pain=False)


def counted_of(wanted: Wanted, backgrounds: Collection[str]) -> Tiered:
    """Return those of whom five must be found before the search stays near: who lists pain medicine, where a background
    is looked for, else whoever fits."""
    only, *more = tiers_of(wanted, backgrounds)
    return WITH_PAIN if more else only


NUMBER = "([0-9]{1,10})"
KEY = re.compile(rf"{NUMBER}\.{NUMBER}\.{NUMBER}\.{NUMBER}")


class After(NamedTuple):
    """Where a page of the list ends, so that the next one goes on there: the key of its last line. As a tuple it is
    made and compared at once; a search sorts hundreds."""

    tier: int
    hundredths: int
    npi: int
    number: int

    def __str__(self) -> str:
        return f"{self.tier}.{self.hundredths}.{self.npi}.{self.number}"


def after_of(text: str) -> After | None:
    """Return where a page ends, from what it says of itself; None where that is nothing of ours."""
    found = KEY.fullmatch(text)
    if not found:
        return None
    numbers = map(int, found.groups())
    return After(*numbers)
