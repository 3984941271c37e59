"""The clinic's doctors next to a result."""

from collections.abc import Sequence
from dataclasses import replace

from finder.core.deciding.assess import Assessment
from finder.core.roster.roster import Clinician, Match, match
from finder.core.roster.showing import RosterShown, shown
from finder.store.clinicians import everyone
from finder.store.transaction import Transaction
from finder.web.app.languages import called_here
from finder.web.app.state import state


def doctors_for(assessment: Assessment, second: Assessment | None = None) -> RosterShown:
    """Return who of the clinic fits this assessment, and that of a second pain, in words; nobody where the clinic has
    no roster."""
    return shown(state().ruleset, matches_for(assessment), matches_for(second))


def matches_for(assessment: Assessment | None) -> Sequence[Match]:
    """Return the clinic's doctors, the best fit first; nobody without an assessment."""
    if assessment is None:
        return ()
    with state().reading() as transaction:
        roster = of_clinic(transaction)
    return match(roster, assessment, state().today())


def of_clinic(transaction: Transaction) -> tuple[Clinician, ...]:
    """Return the clinic's doctors; the languages that they speak are called as the reader calls them."""
    found = everyone(transaction)
    return tuple(replace(each, languages=tuple(map(called_here, each.languages))) for each in found)
