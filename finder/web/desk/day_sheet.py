"""The day sheet: the appointments of a day, and the intakes of that day that are not
booked yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_babel import format_date

from finder.store import day_sheet, intake_export
from finder.store.day_sheet import Booked
from finder.store.intakes import IntakeState
from finder.web.app.state import state
from finder.web.desk.queue import QueueLine, in_words

bp = Blueprint("day_sheet", __name__, url_prefix="/desk")

FIRST_DAY = date(2000, 1, 1)
AHEAD = timedelta(days=730)
"""How far in the future an appointment may be."""
UNBOOKED = frozenset({IntakeState.NEW, IntakeState.SEEN})


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment as the page shows it. `at` is empty if it has no time."""

    intake: QueueLine
    at: str
    doctor: str


@bp.route("/day/")
def day() -> str:
    """Show the appointments of a day and its intakes that are not booked yet, with room
    to write. It shows no answers."""
    local = state().local
    today = state().today()
    now = state().now()
    shown = day_asked(today)
    since, until = local.bounds(shown)
    with state().reading() as transaction:
        booked = day_sheet.appointments_on(transaction, shown)
        shared = intake_export.between(transaction, since, until)
    return render_template(
        "desk/day.html",
        day=shown,
        weekday=format_date(shown, "EEEE"),
        today=today,
        local=local,
        appointments=[appointment_line(each) for each in booked],
        rows=[in_words(line, now) for line in shared if line.state in UNBOOKED],
        shared=len(shared),
        before=shown - timedelta(days=1) if shown > FIRST_DAY else None,
        after=shown + timedelta(days=1) if shown < today + AHEAD else None,
    )


def appointment_line(booked: Booked) -> AppointmentLine:
    """Return an appointment as a line."""
    appointment = booked.appointment
    at = appointment.at.isoformat("minutes") if appointment.at else ""
    line = in_words(booked.line, state().now())
    return AppointmentLine(line, at, appointment.doctor)


def day_asked(today: date) -> date:
    """Return the day in the address, or today if it names none. The day is limited to
    the allowed range."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    last_day = today + AHEAD
    return max(FIRST_DAY, min(day, last_day))
