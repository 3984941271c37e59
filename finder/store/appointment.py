"""The stored form of an appointment: its day, and what is sealed of it."""

import json
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Appointment:
    """When an intake is booked, by the clock of the clinic, and with which doctor. A doctor that does not open is
    empty."""

    doctor: str
    day: date
    at: time | None = None

    @property
    def order(self) -> tuple[date, bool, time, str]:
        """Return its place in the order of a day; those without a time come last."""
        return self.day, self.at is None, self.at or time(), self.doctor


def appointment_to_json(appointment: Appointment) -> bytes:
    """Return what is sealed: all but the day, which lists are read by."""
    at = appointment.at.isoformat("minutes") if appointment.at else ""
    return json.dumps({"doctor": appointment.doctor, "time": at}).encode()


def appointment_from(day: date | None, payload: bytes | None) -> Appointment | None:
    """Return the appointment of a stored day and payload; None where there is no day."""
    if day is None:
        return None
    if not payload:
        return Appointment("", day)
    parts = json.loads(payload)
    return Appointment(parts["doctor"], day, time.fromisoformat(parts["time"]) if parts["time"] else None)
