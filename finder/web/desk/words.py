"""Times and the states of an intake in words for the desk."""

import re
from datetime import datetime, timedelta

from flask_babel import gettext, lazy_gettext, ngettext

from finder.store import audit
from finder.store.intakes import FilledIn, IntakeState
from finder.web.app.languages import name_of
from finder.web.app.state import state

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

STATES = {
    IntakeState.NEW: lazy_gettext("New"),
    IntakeState.SEEN: lazy_gettext("Read"),
    IntakeState.BOOKED: lazy_gettext("Booked"),
    IntakeState.CLOSED: lazy_gettext("Closed"),
}
MOVES = {
    IntakeState.NEW: lazy_gettext("Back to new"),
    IntakeState.SEEN: lazy_gettext("Mark as read"),
    IntakeState.CLOSED: lazy_gettext("Close"),
}
"""Booking has its own form, because it needs a doctor and a day."""
NEXT = {
    IntakeState.NEW: IntakeState.SEEN,
    IntakeState.SEEN: IntakeState.BOOKED,
    IntakeState.BOOKED: IntakeState.CLOSED,
}
"""The usual next state."""

TAKEN = {
    FilledIn.HOME: lazy_gettext("At home"),
    FilledIn.TABLET: lazy_gettext("On a tablet"),
    FilledIn.PHONE: lazy_gettext("By phone"),
}
ALWAYS_LISTED = ("en", "es")


ABOUT = {
    "with today's rules": lazy_gettext("with today's rules"),
    "(unreadable)": lazy_gettext("(unreadable)"),
}
"""Stored details of the audit trail, with their translations."""
FROM_STATE = re.compile(r"from (\w+)(?: to (\w+))?")


WHO = {
    audit.PATIENT: lazy_gettext("(patient)"),
    audit.APP: lazy_gettext("(app)"),
    audit.COMMAND_LINE: lazy_gettext("(command line)"),
}
"""Stored names of actors that are not staff, with their translations."""


def act_who(written: str) -> str:
    """Return an actor of the audit trail as the page shows it."""
    return str(WHO.get(written, written))


def act_about(written: str) -> str:
    """Return a detail of the audit trail as the page shows it. A name or a number stays
    as it is."""
    if written in ABOUT:
        return str(ABOUT[written])
    found = FROM_STATE.fullmatch(written)
    if found is None:
        return written
    return change_of_state(found[1], found[2]) or written


def change_of_state(old: str, new: str | None) -> str:
    """Return the change of an intake's state in words, or "" if there is no such
    state."""
    names = {each.value: str(name) for each, name in STATES.items()}
    before = names.get(old)
    if before is None:
        return ""
    if new is None:
        return str(gettext("from “%(before)s”", before=before))
    after = names.get(new)
    if after is None:
        return ""
    return str(gettext("from “%(before)s” to “%(after)s”", before=before, after=after))


def language_names() -> dict[str, str]:
    """Return the languages that intakes may be in, with their names for staff."""
    languages = dict.fromkeys((*ALWAYS_LISTED, *state().languages))
    return {language: name_of(language) for language in languages}


def since(then: datetime, now: datetime) -> str:
    """Return how long ago a time was, in the largest unit that fits. A time in the
    future, after the clock was set back, counts as just now."""
    ago = max(now - then, timedelta())
    if ago >= DAY:
        return str(ngettext("%(num)d day", "%(num)d days", ago // DAY))
    if ago >= HOUR:
        return str(ngettext("%(num)d hour", "%(num)d hours", ago // HOUR))
    if ago >= MINUTE:
        return str(ngettext("%(num)d minute", "%(num)d minutes", ago // MINUTE))
    return str(gettext("less than a minute"))
