"""The clinic's doctors, and which of them fit an assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from finder.core.deciding.assess import Assessment

FIRST = 3
"""How many doctors are shown right under a result. The others are folded away."""


@dataclass(frozen=True, slots=True)
class Clinician:
    """A doctor of the clinic.

    `board` issued the pain medicine certificate, and is empty if there is none.
    `place`, `phone` and `link` may be empty.
    """

    npi: str
    name: str
    background: str
    board: str
    certified_until: date | None
    offers: tuple[str, ...]
    languages: tuple[str, ...]
    accepting: bool
    place: str = ""
    phone: str = ""
    link: str = ""


class Fit(StrEnum):
    """How well a doctor's background fits, the best first."""

    LEAD = "lead"
    ALSO = "also"
    OTHER = "other"


BEST_FIRST = list(Fit)


@dataclass(frozen=True, slots=True)
class Match:
    """How well a doctor fits an assessment. `offers` are the treatments to ask about
    that the doctor offers."""

    clinician: Clinician
    fit: Fit
    offers: tuple[str, ...]
    certified: bool


def match(
    roster: Iterable[Clinician], assessment: Assessment, today: date
) -> tuple[Match, ...]:
    """Return every doctor, the best fit first, or none if nothing is suggested.

    Of doctors who fit equally well, those who take new patients come first, then those
    with a certificate, then those who offer more of the treatments to ask about.
    """
    if not assessment.leads:
        return ()
    asked = suggested(assessment)
    matches = [match_of(clinician, assessment, asked, today) for clinician in roster]
    return tuple(sorted(matches, key=rank))


def suggested(assessment: Assessment) -> list[str]:
    """Return the treatments to ask about, in order."""
    found: list[str] = []
    for step in assessment.treatments.steps:
        cards = step.shown + step.more
        found += [card.treatment for card in cards]
    return found


def rank(found: Match) -> tuple[int, bool, bool, int, str]:
    """Return the sort key of a match, the best first."""
    clinician = found.clinician
    return (
        BEST_FIRST.index(found.fit),
        not clinician.accepting,
        not found.certified,
        -len(found.offers),
        clinician.name,
    )


def match_of(
    clinician: Clinician, assessment: Assessment, asked: Sequence[str], today: date
) -> Match:
    """Return how well a doctor fits an assessment. `asked` are the treatments to ask
    about."""
    until = clinician.certified_until
    offers = [card for card in asked if card in clinician.offers]
    return Match(
        clinician,
        fit=fit_of(clinician.background, assessment),
        offers=tuple(offers),
        certified=until is not None and until >= today,
    )


def fit_of(background: str, assessment: Assessment) -> Fit:
    """Return how well a background fits."""
    if background in assessment.also:
        return Fit.ALSO
    leads = [lead.background for lead in assessment.leads]
    return Fit.LEAD if background in leads else Fit.OTHER


def for_second_pain(
    matches: Sequence[Match], second: Sequence[Match]
) -> tuple[Match, ...]:
    """Return the doctors to show first for a second pain: their training leads for it,
    but not for the main pain."""
    fitting = {found.clinician for found in leading(matches)}
    others = [found for found in leading(second) if found.clinician not in fitting]
    return first_to_call(others)


def leading(matches: Sequence[Match]) -> list[Match]:
    """Return the matches whose background leads."""
    return [found for found in matches if found.fit is Fit.LEAD]


def first_to_call(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the doctors to show first: those who fit, and of these first those who
    take new patients."""
    fitting = [found for found in matches if found.fit is not Fit.OTHER]
    accepting_first = sorted(fitting, key=lambda found: not found.clinician.accepting)
    return tuple(accepting_first[:FIRST])
