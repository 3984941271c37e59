"""The appointment of an intake, its day sheet, and the call-back number: sealed, and
deleted with the intake."""

from datetime import date, time

import pytest
from sqlalchemy import Engine, select, update

from finder.core.rules.advice import Level
from finder.store import day_sheet, intake_changes, intake_sharing, intakes
from finder.store.appointment import Appointment
from finder.store.day_sheet import Booked
from finder.store.desk_tables import intake
from finder.store.engine import reading, writing
from finder.store.intake_changes import Changed
from finder.store.intakes import IntakeState
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.store.test_intakes import MONTH, NOON, at, share, shared_intake

TUESDAY = date(2026, 12, 1)
MORNING = Appointment("Ana Alvarez, MD", TUESDAY, time(9, 30))


def book(
    engine: Engine, keys: Keys, key: str = "key", appointment: Appointment = MORNING
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        there = intakes.find(transaction, key)
        assert there
        intake_changes.book(transaction, there, appointment, MONTH)


def move(engine: Engine, keys: Keys, state: IntakeState) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        there = intakes.find(transaction, "key")
        assert there
        intake_changes.set_state(transaction, there, state, MONTH)


def on(engine: Engine, keys: Keys, day: date = TUESDAY) -> list[Booked]:
    with Database(engine, keys).reading(NOON) as transaction:
        return day_sheet.appointments_on(transaction, day)


def test_a_booked_intake_has_a_doctor_and_a_day(engine: Engine, keys: Keys) -> None:
    share(engine, keys)
    book(engine, keys)

    assert (at(engine, keys).line.state, at(engine, keys).appointment) == (
        IntakeState.BOOKED,
        MORNING,
    )
    with reading(engine) as connection:
        assert (
            b"Alvarez"
            not in connection.execute(select(intake.c.appointment_sealed)).scalar_one()
        )

    book(engine, keys, appointment=Appointment("Ben Brown", TUESDAY))
    assert at(engine, keys).appointment == Appointment("Ben Brown", TUESDAY)


def test_booking_an_intake_that_someone_else_changed_is_refused(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)
    seen = at(engine, keys)
    book(engine, keys)

    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intake_changes.book(transaction, seen, Appointment("Ben Brown", TUESDAY), MONTH)

    assert at(engine, keys).appointment == MORNING


@pytest.mark.parametrize(
    ("state", "stays"),
    [(IntakeState.NEW, False), (IntakeState.SEEN, False), (IntakeState.CLOSED, True)],
)
def test_an_intake_that_is_moved_back_loses_its_appointment(
    engine: Engine, keys: Keys, state: IntakeState, stays: bool
) -> None:
    share(engine, keys)
    book(engine, keys)

    move(engine, keys, state)

    assert at(engine, keys).appointment == (MORNING if stays else None)


def test_answers_that_are_shared_again_keep_their_appointment(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake())
    book(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        intake_sharing.share_again(transaction, shared_intake(level=Level.TODAY), MONTH)

    assert (at(engine, keys).line.state, at(engine, keys).appointment) == (
        IntakeState.NEW,
        MORNING,
    )
    move(engine, keys, IntakeState.SEEN)
    assert at(engine, keys).appointment == MORNING


def test_the_appointments_of_a_day_are_in_order(engine: Engine, keys: Keys) -> None:
    some_time, late = (
        Appointment("Cho Chen", TUESDAY),
        Appointment("Ben Brown", TUESDAY, time(16)),
    )
    other_day = Appointment("Ana Alvarez, MD", date(2026, 12, 2), time(8))
    for key, each in (("a", some_time), ("b", late), ("c", MORNING), ("d", other_day)):
        share(engine, keys, key)
        book(engine, keys, key, each)
    share(engine, keys, "not booked")

    assert [(each.line.key, each.appointment) for each in on(engine, keys)] == [
        ("c", MORNING),
        ("b", late),
        ("a", some_time),
    ]
    assert on(engine, keys, date(2026, 12, 3)) == []
    with Database(engine, keys).reading(NOON + MONTH) as transaction:
        assert day_sheet.appointments_on(transaction, TUESDAY) == []


def test_an_appointment_that_cannot_be_decrypted_keeps_its_day(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)
    book(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(intake).values(appointment_sealed=b"damaged"))

    assert at(engine, keys).unreadable == {"appointment"}
    assert at(engine, keys).appointment == Appointment("", TUESDAY)
    assert [each.appointment.doctor for each in on(engine, keys)] == [""]
