"""How the desk words times and the states of an intake."""

from datetime import datetime, timedelta

from flask_babel import gettext, lazy_gettext, ngettext

from finder.store.intakes import IntakeState, Taken
from finder.web.app.languages import name_of
from finder.web.app.state import state

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

STATES = {
    IntakeState.NEW: lazy_gettext("New"),
    IntakeState.SEEN: lazy_gettext("Seen"),
    IntakeState.BOOKED: lazy_gettext("Booked"),
    IntakeState.CLOSED: lazy_gettext("Closed"),
}
MOVES = {
    IntakeState.NEW: lazy_gettext("Back to new"),
    IntakeState.SEEN: lazy_gettext("Mark as seen"),
    IntakeState.CLOSED: lazy_gettext("Close"),
}
"""To booked it moves with a doctor and a day."""
NEXT = {IntakeState.NEW: IntakeState.SEEN, IntakeState.SEEN: IntakeState.BOOKED, IntakeState.BOOKED: IntakeState.CLOSED}
"""What mostly comes next."""

TAKEN = {
    Taken.HOME: lazy_gettext("At home"),
    Taken.TABLET: lazy_gettext("On a tablet"),
    Taken.PHONE: lazy_gettext("By phone"),
}
ALWAYS_LISTED = ("en", "es")


def language_names() -> dict[str, str]:
    """Return the languages that intakes may be in, with what staff call them."""
    return {each: name_of(each) for each in dict.fromkeys((*ALWAYS_LISTED, *state().languages))}


def since(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits; what is still to come was just now, by a clock that was set back."""
    ago = max(now - then, timedelta())
    if days := ago // DAY:
        return str(ngettext("%(num)d day", "%(num)d days", days))
    if hours := ago // HOUR:
        return str(ngettext("%(num)d hour", "%(num)d hours", hours))
    if minutes := ago // MINUTE:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return str(gettext("less than a minute"))
