"""In which order clinicians are listed: first those that fit, then by distance. Nobody pays, and nobody is rated."""

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: these kinds, and whether only those who list pain medicine."""

    kinds: tuple[str, ...]
    pain_only: bool = False


def tiers_of(wanted: Wanted, backgrounds: Collection[str]) -> tuple[Tiered, ...]:
    """Return the tiers of a search, the best first. Where a background is looked for, everybody who lists pain
    medicine comes before those who do not."""
    if not wanted.kinds or PAIN in wanted.kinds:
        return (Tiered(Tier.PAIN, (PAIN,), pain=True),)
    if not all(kind in backgrounds for kind in wanted.kinds):
        return (Tiered(Tier.FITS, wanted.kinds, pain=True if wanted.pain_only else None),)
    fits = (
        Tiered(Tier.FITS_AND_PAIN, wanted.kinds, pain=True),
        Tiered(Tier.PAIN, (PAIN,), pain=True, without=wanted.kinds),
    )
    return fits if wanted.pain_only else (*fits, Tiered(Tier.FITS, wanted.kinds, pain=False))


def counted_of(wanted: Wanted, backgrounds: Collection[str]) -> Tiered:
    """Return those of whom five must be found before the search stays near: who lists pain medicine, where a background
    is looked for, else whoever fits."""
    only, *more = tiers_of(wanted, backgrounds)
    return Tiered(Tier.PAIN, (PAIN,), pain=True) if more else only


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
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) <= 10 for part in parts):  # noqa: PLR2004
        return None
    return After(*map(int, parts))
