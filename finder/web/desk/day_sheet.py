"""The day sheet: the appointments of a day, and what was shared on it and is not booked yet."""

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
"""How far ahead an appointment may lie."""
UNBOOKED = frozenset({IntakeState.NEW, IntakeState.SEEN})


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment in words; `at` is empty where no time was given."""

    intake: QueueLine
    at: str
    doctor: str


@bp.route("/day/")
def day() -> str:
    """Show the appointments of a day, and what was shared on it and is not booked, with room to write; no answers."""
    local, today, now = state().local, state().today(), state().now()
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
    at = booked.appointment.at
    line = in_words(booked.line, state().now())
    return AppointmentLine(line, at.isoformat("minutes") if at else "", booked.appointment.doctor)


def day_asked(today: date) -> date:
    """The day in the address; today where it is none, and never one before the first or too far ahead."""
    try:
        return max(FIRST_DAY, min(date.fromisoformat(request.args.get("day", "")), today + AHEAD))
    except ValueError:
        return today
