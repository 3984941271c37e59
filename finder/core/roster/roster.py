"""The clinic's doctors, and who of them fits an assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from finder.core.deciding.assess import Assessment

FIRST = 3
"""How many doctors stand right under a result; the others are folded."""


@dataclass(frozen=True, slots=True)
class Clinician:
    """A doctor of the clinic. `board` gave the pain medicine certificate; empty where there is none. `place`, `phone`
    and `link` may be empty."""

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


@dataclass(frozen=True, slots=True)
class Match:
    """A doctor beside an assessment. `offers` are the treatments to ask about that the doctor offers."""

    clinician: Clinician
    fit: Fit
    offers: tuple[str, ...]
    certified: bool


def match(roster: Iterable[Clinician], assessment: Assessment, today: date) -> tuple[Match, ...]:
    """Every doctor, the best fit first; none where nothing is suggested. Among equals come first those who take new
    patients, then those with a certificate, then those who offer more of the treatments to ask about."""
    if not assessment.leads:
        return ()
    asked = tuple(
        suggestion.treatment for step in assessment.treatments.steps for suggestion in (*step.shown, *step.more)
    )
    fits = list(Fit)

    def rank(found: Match) -> tuple[int, bool, bool, int, str]:
        is_accepting = found.clinician.accepting
        return fits.index(found.fit), not is_accepting, not found.certified, -len(found.offers), found.clinician.name

    return tuple(sorted((beside(each, assessment, asked, today) for each in roster), key=rank))


def beside(clinician: Clinician, assessment: Assessment, asked: Sequence[str], today: date) -> Match:
    leads = {lead.background for lead in assessment.leads}
    fit = Fit.LEAD if clinician.background in leads else Fit.OTHER
    fit = Fit.ALSO if clinician.background in assessment.also else fit
    certified = clinician.certified_until is not None and clinician.certified_until >= today
    return Match(clinician, fit, tuple(card for card in asked if card in clinician.offers), certified)


def for_second_pain(matches: Sequence[Match], second: Sequence[Match]) -> tuple[Match, ...]:
    """Return the few doctors to show first whose training fits a second pain best, and not the first one."""
    fitting = {found.clinician for found in matches if found.fit is Fit.LEAD}
    others = [found for found in second if found.fit is Fit.LEAD and found.clinician not in fitting]
    return first_to_call(others)


def first_to_call(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the doctors to show first: of those whose training fits, those who take new patients come first."""
    fitting = [found for found in matches if found.fit is not Fit.OTHER]
    return tuple(sorted(fitting, key=lambda found: not found.clinician.accepting)[:FIRST])
