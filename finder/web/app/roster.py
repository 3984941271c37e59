"""The clinic's doctors next to a result."""

from finder.core.deciding.assess import Assessment
from finder.core.roster.roster import RosterGroup, in_words, match
from finder.store.clinicians import everyone
from finder.web.app.state import state


def doctors_for(assessment: Assessment) -> tuple[RosterGroup, ...]:
    """Who of the clinic fits this assessment, in words; nothing where the clinic has no roster."""
    with state().reading() as transaction:
        roster = everyone(transaction)
    return in_words(state().ruleset, match(roster, assessment, state().today()))
