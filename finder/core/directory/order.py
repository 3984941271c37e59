"""The order of a list of clinicians: those that fit first, then by distance. Nobody
pays, and nobody is rated."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from finder.core.directory.codes import PAIN


class Tier(IntEnum):
    """How well a clinician fits a search, the best first."""

    FITS_AND_PAIN = 0
    PAIN = 1
    FITS = 2


@dataclass(frozen=True, slots=True)
class TieredSearch:
    """One tier of a search: the clinicians in `kinds` and in none of `excluded`.

    `pain` says whether they list pain medicine, None if it does not matter.
    """

    tier: Tier
    kinds: tuple[str, ...]
    pain: bool | None
    excluded: tuple[str, ...] = ()


WITH_PAIN = TieredSearch(Tier.PAIN, (PAIN,), pain=True)
"""All clinicians who list pain medicine."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is for: these kinds, and whether only clinicians who list pain
    medicine."""

    kinds: tuple[str, ...]
    pain_only: bool = False


def tiers_of(wanted: Wanted, backgrounds: Collection[str]) -> tuple[TieredSearch, ...]:
    """Return the tiers of a search, the best first.

    In a search for a background, clinicians who list pain medicine come before those
    who do not.
    """
    kinds = wanted.kinds
    if not kinds or PAIN in kinds:
        return (WITH_PAIN,)
    if not set(kinds).issubset(backgrounds):
        pain = True if wanted.pain_only else None
        return (TieredSearch(Tier.FITS, kinds, pain),)
    fits_and_pain = TieredSearch(Tier.FITS_AND_PAIN, kinds, pain=True)
    other_pain = TieredSearch(Tier.PAIN, (PAIN,), pain=True, excluded=kinds)
    if wanted.pain_only:
        return fits_and_pain, other_pain
    return fits_and_pain, other_pain, TieredSearch(Tier.FITS, kinds, pain=False)


def counted_of(wanted: Wanted, backgrounds: Collection[str]) -> TieredSearch:
    """Return the tier that a search counts: if it finds five of them, it looks no
    further away.

    In a search for a background, these are clinicians who list pain medicine. In any
    other search, these are clinicians who fit.
    """
    only, *more = tiers_of(wanted, backgrounds)
    return WITH_PAIN if more else only


NUMBER = "([0-9]{1,10})"
KEY = re.compile(rf"{NUMBER}\.{NUMBER}\.{NUMBER}\.{NUMBER}")


class After(NamedTuple):
    """The end of a page of the list, after which the next page begins: the key of its
    last line.

    It is a tuple because a search sorts hundreds, and tuples are fast to make and
    compare.
    """

    tier: int
    hundredths: int
    npi: int
    number: int

    def __str__(self) -> str:
        return f"{self.tier}.{self.hundredths}.{self.npi}.{self.number}"


def parse_cursor(text: str) -> After | None:
    """Return the end of a page from its text, or None if the text is not one."""
    found = KEY.fullmatch(text)
    if not found:
        return None
    numbers = map(int, found.groups())
    return After(*numbers)
