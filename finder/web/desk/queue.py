"""The queue: intakes, newest or most urgent first, with emergencies at the top."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from flask import Blueprint, render_template, request, url_for
from flask import session as page_session
from flask_babel import gettext, lazy_gettext

from finder.core.rules.advice import Level
from finder.core.sharing.reference import written
from finder.store import queue
from finder.store.intakes import FilledIn, IntakeLine, IntakeState
from finder.store.queue import COUNTED, Mark, Order, QueueFilter
from finder.web.app.state import state
from finder.web.desk import tablets
from finder.web.desk.look_up import LONGEST
from finder.web.desk.words import STATES, TAKEN, language_names, since

bp = Blueprint("desk", __name__, url_prefix="/desk")

LONG, VERY_LONG = timedelta(minutes=30), timedelta(hours=2)

FilterValue = TypeVar("FilterValue", bound=Enum)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of the queue as the page shows it. `level` is empty next to a crisis
    without another warning sign."""

    key: str
    reference: str
    level: str
    urgent: bool
    crisis: str
    kinds: str
    state: str
    state_id: str
    language: str
    taken: str
    created: datetime
    since: str
    age: str


@bp.route("/")
def home() -> str:
    """Show the queue. Its filters are in the address."""
    now = state().now()
    args = request.args
    wanted = filter_of_request()
    order = chosen(Order, "sort") or Order.NEWEST
    parts = len(queue.ordered_by(wanted, order))
    before = position_of(args.get("before", ""), parts)
    with state().reading() as transaction:
        page = queue.page(transaction, wanted, before, order=order)
        if before and not page.lines:  # the filters changed together with the language
            before = None
            page = queue.page(transaction, wanted, order=order)
        counted = queue.count(transaction, wanted)
        pinned = queue.pinned(transaction)
    values = {name: args.get(name) for name in FILTERS}
    asked = {name: value for name, value in values.items() if value}
    page_session[ASKED] = asked
    mark = [str(part) for part in page.before or ()]
    typed = args.get("typed") or args.get("code", "")
    return render_template(
        "desk/queue.html",
        rows=[in_words(line, now) for line in page.lines],
        pinned=[in_words(line, now) for line in pinned],
        tablets=tablets.needing_help(),
        counted=counted,
        counted_words=f"{COUNTED:,}+" if counted > COUNTED else f"{counted:,}",
        before=".".join(mark),
        narrowed=wanted != QueueFilter(),
        paged=before is not None,
        asked=asked,
        typed=typed[:LONGEST],
        choices=choices(),
        orders=ORDERS,
        order=order,
    )


ASKED = "queue"
"""The session key for the filters of the queue, for the way back from an intake."""
FILTERS = ("state", "level", "language", "taken", "sort")
ORDERS = {
    Order.NEWEST: lazy_gettext("Newest first"),
    Order.URGENCY: lazy_gettext("Most urgent first"),
}


def queue_address() -> str:
    """Return the address of the queue with its last filters."""
    asked = page_session.get(ASKED, {})
    filters = {name: asked[name] for name in FILTERS if name in asked}
    return url_for("desk.home", **filters)


def filter_of_request() -> QueueFilter:
    """Return the filters in the address. Invalid values are ignored."""
    args = request.args
    language = args.get("language", "")
    levels = {level.id: level for level in Level}
    return QueueFilter(
        state=chosen(IntakeState, "state"),
        level=levels.get(args.get("level", "")),
        language=language if language in language_names() else None,
        taken=chosen(FilledIn, "taken"),
    )


def chosen(kind: type[FilterValue], name: str) -> FilterValue | None:
    """Return the member that the address gives this filter, or None if there is
    none."""
    text = request.args.get(name)
    for member in kind:
        if member.value == text:
            return member
    return None


def position_of(text: str, parts: int) -> Mark | None:
    """Return the position where the page starts, or None if the address has no valid
    one for this order."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return None
    found = [int(part) for part in text.split(".")]
    return tuple(found) if len(found) == parts else None


def choices() -> dict[str, tuple[str, str, dict[str, str]]]:
    """Return each filter with its label, the text for no choice, and its choices."""
    words = state().ruleset.advice.desk
    most_urgent_first = sorted(Level, reverse=True)
    states = {each.value: name for each, name in STATES.items()}
    levels = {level.id: words.level(level) for level in most_urgent_first}
    taken = {each.value: name for each, name in TAKEN.items()}
    return {
        "state": (gettext("State"), gettext("Not closed"), states),
        "level": (gettext("How soon"), gettext("All"), levels),
        "language": (gettext("Language"), gettext("All"), language_names()),
        "taken": (gettext("Filled in"), gettext("Anywhere"), taken),
    }


def in_words(line: IntakeLine, now: datetime) -> QueueLine:
    words = state().ruleset.advice.desk
    reference = written(line.reference) if line.reference else ""
    language = language_names().get(line.language, line.language)
    says_nothing = line.crisis and line.level is Level.NONE
    return QueueLine(
        key=line.key,
        reference=reference,
        level="" if says_nothing else words.level(line.level),
        urgent=line.level >= Level.EMERGENCY_ROOM,
        crisis=words.crisis if line.crisis else "",
        kinds=kinds_in_words(line),
        state=str(STATES[line.state]),
        state_id=line.state.value,
        language=language,
        taken=str(TAKEN[line.taken]),
        created=line.created,
        since=since(line.created, now),
        age=age_of(line, now),
    )


def age_of(line: IntakeLine, now: datetime) -> str:
    """Return the class that colors how long an intake has waited."""
    waited = now - line.created
    if waited >= VERY_LONG:
        return "very-old"
    return "old" if waited >= LONG else "fresh"


def kinds_in_words(line: IntakeLine) -> str:
    """Return the short names of the kinds of doctors that fit, or "" if unknown or
    none."""
    backgrounds = state().ruleset.backgrounds
    short = {background.id: background.short for background in backgrounds}
    names = [short[each] for each in line.fits if each in short]
    return ", ".join(names)
