"""The stored form of an appointment: the day in plain form, the doctor and the time
encrypted."""

import json
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Appointment:
    """The doctor, day and time that an intake is booked for, in the clinic's time zone.
    `doctor` is empty if it cannot be decrypted."""

    doctor: str
    day: date
    at: time | None = None

    @property
    def order(self) -> tuple[date, bool, time, str]:
        """The sort key within a day. Appointments without a time come last."""
        has_no_time = self.at is None
        at = self.at or time()
        return self.day, has_no_time, at, self.doctor


def appointment_to_json(appointment: Appointment) -> bytes:
    """Return the part of an appointment to encrypt: the doctor and the time. The day
    stays plain because queries use it."""
    at = appointment.at
    parts = {
        "doctor": appointment.doctor,
        "time": at.isoformat("minutes") if at else "",
    }
    return json.dumps(parts).encode()


def appointment_from(day: date | None, payload: bytes | None) -> Appointment | None:
    """Return the appointment for a stored day and its decrypted payload. Return None if
    there is no day."""
    if day is None:
        return None
    if not payload:
        return Appointment("", day)
    parts = json.loads(payload)
    at = time.fromisoformat(parts["time"]) if parts["time"] else None
    return Appointment(parts["doctor"], day, at)
