"""Book an intake: the doctor, the day, and the time."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.store import intake_changes
from finder.store.acts import Act
from finder.store.appointment import Appointment
from finder.store.intakes import Intake
from finder.store.seal import Tampered
from finder.store.transaction import Transaction
from finder.web.app.state import state
from finder.web.desk.intake import Acted, Refused, act, typed
from finder.web.desk.unreadable import unreadable

bp = Blueprint("booking", __name__, url_prefix="/desk/intakes")
bp.register_error_handler(Tampered, unreadable)

LONGEST_DOCTOR = 80
FURTHEST = timedelta(days=730)
CLOCK = re.compile("[0-9]{1,2}:[0-9]{2}")
NO_DOCTOR = lazy_gettext("Write which doctor it is, in 80 characters or fewer.")
NO_DAY = lazy_gettext("Choose the day of the appointment, such as 2026-12-31.")
PAST = lazy_gettext("This day has passed. Choose today or a later day.")
TOO_FAR = lazy_gettext("This day is more than two years away. Look at the year again.")
NO_TIME = lazy_gettext(
    "Write the time as hours and minutes, such as 14:30, or leave it empty."
)


@bp.route("/<key>/booked", methods=["POST"])
def book(key: str) -> ResponseReturnValue:
    """Book an intake with a doctor and a day."""

    def booked(transaction: Transaction, found: Intake) -> Acted:
        appointment = posted(request.form, state().today())
        lifetime = timedelta(days=state().settings.intake_days)
        intake_changes.book(transaction, found, appointment, lifetime)
        return Act.BOOKED, f"from {found.line.state}"

    return act(key, booked)


def posted(form: Mapping[str, str], today: date) -> Appointment:
    """Return the appointment in the posted form. Raises Refused with all errors."""
    doctor, day, at = (typed(name, form) for name in ("doctor", "day", "at"))
    mistakes = {
        "doctor": "" if doctor and len(doctor) <= LONGEST_DOCTOR else NO_DOCTOR,
        "day": wrong_day(day_of(day), today),
        "at": NO_TIME if at and time_of(at) is None else "",
    }
    if wrong := {name: text for name, text in mistakes.items() if text}:
        raise Refused(wrong)
    found = day_of(day)
    assert found is not None  # noqa: S101 - wrong_day refuses an invalid day
    return Appointment(doctor, found, time_of(at))


def wrong_day(day: date | None, today: date) -> object:
    """Return why this day cannot be booked, or "" if it can."""
    if day is None:
        return NO_DAY
    return PAST if day < today else TOO_FAR if day - today > FURTHEST else ""


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Return the time in a text, or None if it is not a time."""
    try:
        return (
            time.fromisoformat(text.zfill(len("14:30")))
            if CLOCK.fullmatch(text)
            else None
        )
    except ValueError:
        return None
