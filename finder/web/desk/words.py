"""How the desk words times and the states of an intake."""

from datetime import datetime, timedelta

from finder.store.intakes import State, Taken

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

STATES = {State.NEW: "New", State.SEEN: "Seen", State.BOOKED: "Booked", State.CLOSED: "Closed"}
MOVES = {
    State.NEW: "Back to new",
    State.SEEN: "Mark as seen",
    State.CLOSED: "Close",
}
"""To booked it moves with a doctor and a day."""
NEXT = {State.NEW: State.SEEN, State.SEEN: State.BOOKED, State.BOOKED: State.CLOSED}
"""What mostly comes next."""

TAKEN = {Taken.HOME: "At home", Taken.TABLET: "On a tablet", Taken.PHONE: "By phone"}
LANGUAGES = {"en": "English", "es": "Spanish"}


def since(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits; what is still to come was just now, by a clock that was set back."""
    ago = max(now - then, timedelta())
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if number := ago // unit:
            return f"{number} {name}{'s' if number > 1 else ''}"
    return "less than a minute"
