"""The clinic's doctors that are shown with a result."""

from collections.abc import Sequence
from dataclasses import replace

from finder.core.deciding.assess import Assessment
from finder.core.roster.display import RosterShown, shown
from finder.core.roster.roster import Clinician, Match, match
from finder.store.clinicians import all_clinicians
from finder.store.transaction import Transaction
from finder.web.app.languages import localized_name
from finder.web.app.state import state


def doctors_for(
    assessment: Assessment, second: Assessment | None = None
) -> RosterShown:
    """Return the clinic's doctors who fit this assessment and that of a second pain.
    The result is empty if the clinic has no roster."""
    return shown(state().ruleset, matches_for(assessment), matches_for(second))


def matches_for(assessment: Assessment | None) -> Sequence[Match]:
    """Return the clinic's doctors, best fit first, or none without an assessment."""
    if assessment is None:
        return ()
    with state().reading() as transaction:
        roster = of_clinic(transaction)
    return match(roster, assessment, state().today())


def of_clinic(transaction: Transaction) -> tuple[Clinician, ...]:
    """Return the clinic's doctors, with the languages they speak in the reader's
    language."""
    found = all_clinicians(transaction)
    return tuple(
        replace(each, languages=tuple(map(localized_name, each.languages)))
        for each in found
    )
