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
from finder.web.desk.intake import typed
from finder.web.desk.intake_actions import AuditDetail, Refused, act
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

    def book_it(transaction: Transaction, found: Intake) -> AuditDetail:
        appointment = posted(request.form, state().today())
        lifetime = timedelta(days=state().settings.intake_days)
        intake_changes.book(transaction, found, appointment, lifetime)
        return Act.BOOKED, f"from {found.line.state}"

    return act(key, book_it)


def posted(form: Mapping[str, str], today: date) -> Appointment:
    """Return the appointment in the posted form. Raises Refused with all errors."""
    doctor = typed("doctor", form)
    day = day_of(typed("day", form))
    at = typed("at", form)
    clock_time = time_of(at)
    errors: dict[str, object] = {}
    if not doctor or len(doctor) > LONGEST_DOCTOR:
        errors["doctor"] = NO_DOCTOR
    if mistake := mistake_in_day(day, today):
        errors["day"] = mistake
    if at and clock_time is None:
        errors["at"] = NO_TIME
    if errors or day is None:
        raise Refused(errors)
    return Appointment(doctor, day, clock_time)


def mistake_in_day(day: date | None, today: date) -> object:
    """Return why this day cannot be booked, or "" if it can."""
    if day is None:
        return NO_DAY
    if day < today:
        return PAST
    return TOO_FAR if day - today > FURTHEST else ""


def day_of(text: str) -> date | None:
    """Return the day in a text, or None if it is not a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Return the time in a text, or None if it is not a time."""
    if not CLOCK.fullmatch(text):
        return None
    two_digits_each = text.zfill(len("14:30"))
    try:
        return time.fromisoformat(two_digits_each)
    except ValueError:
        return None
