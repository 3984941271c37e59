"""The appointment of an intake, its day sheet, and the call-back number: sealed, and
deleted with the intake."""

from datetime import date, time

import pytest
from sqlalchemy import Engine, select, update

from finder.core.rules.advice import Level
from finder.store import day_sheet, intakes
from finder.store.appointment import Appointment
from finder.store.day_sheet import Booked
from finder.store.desk_tables import intake
from finder.store.engine import reading, writing
from finder.store.intakes import Changed, IntakeState
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.store.test_intakes import MONTH, NOON, at, found, share, shared_intake
from tests.store.test_visits import every_byte

TUESDAY = date(2026, 12, 1)
MORNING = Appointment("Ana Alvarez, MD", TUESDAY, time(9, 30))
NUMBER = "555-555-0100"


def book(
    engine: Engine, keys: Keys, key: str = "key", appointment: Appointment = MORNING
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        there = intakes.find(transaction, key)
        assert there
        intakes.book(transaction, there, appointment, MONTH)


def move(engine: Engine, keys: Keys, state: IntakeState) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        there = intakes.find(transaction, "key")
        assert there
        intakes.set_state(transaction, there, state, MONTH)


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
        intakes.book(transaction, seen, Appointment("Ben Brown", TUESDAY), MONTH)

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
        intakes.share_again(transaction, shared_intake(level=Level.TODAY), MONTH)

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


def test_a_call_back_number_is_sealed_and_replaced_with_what_is_shared(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(call_back=NUMBER))
    assert at(engine, keys).call_back == NUMBER
    assert NUMBER not in repr(at(engine, keys))
    assert NUMBER not in repr(shared_intake(call_back=NUMBER))

    with Database(engine, keys).writing(NOON) as transaction:
        intakes.share_again(transaction, shared_intake(), MONTH)
    assert at(engine, keys).call_back == ""


@pytest.mark.parametrize("number", ["555-555-0199", ""])
def test_a_call_back_number_is_changed_and_what_the_desk_read_before_is_not_changed_unseen(
    engine: Engine, keys: Keys, number: str
) -> None:
    whole = shared_intake(call_back=NUMBER)
    print_, before = share(engine, keys, shared=whole), at(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        assert intakes.leave_number(transaction, whole.reference, number) == print_

    after = at(engine, keys)
    assert (after.call_back, after.payload, after.line) == (
        number,
        before.payload,
        before.line,
    )
    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intakes.write_note(transaction, before, "called the earlier number")


def test_no_number_is_stored_for_a_deleted_intake(engine: Engine, keys: Keys) -> None:
    whole = shared_intake()
    share(engine, keys, shared=whole)

    with Database(engine, keys).writing(NOON + MONTH) as transaction:
        assert intakes.leave_number(transaction, whole.reference, NUMBER) is None
    with Database(engine, keys).writing(NOON) as transaction:
        assert intakes.leave_number(transaction, "ANOTHER", NUMBER) is None


def test_a_call_back_number_is_deleted_with_its_intake(
    sqlite: Engine, keys: Keys
) -> None:
    share(sqlite, keys, shared=shared_intake(call_back=NUMBER))
    with reading(sqlite) as connection:
        sealed = connection.execute(select(intake.c.call_back_sealed)).scalar_one()
    assert sealed in every_byte(sqlite)
    assert NUMBER.encode() not in every_byte(sqlite)

    purge_all(Database(sqlite, keys), NOON + MONTH)

    assert found(sqlite, keys) is None
    assert sealed not in every_byte(sqlite)


def test_a_call_back_number_that_cannot_be_decrypted_hides_nothing_else(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(call_back=NUMBER))
    with writing(engine) as connection:
        connection.execute(update(intake).values(call_back_sealed=b"damaged"))

    assert at(engine, keys).call_back == ""
    assert at(engine, keys).unreadable == {"call_back"}
    assert at(engine, keys).payload == b"my back hurts"


def test_a_line_says_which_backgrounds_fit_and_its_length_tells_none(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "one", shared_intake("1" * 11, fits=("pm_r",)))
    share(
        engine,
        keys,
        "two",
        shared_intake("2" * 11, fits=("anesthesiology", "neurology")),
    )
    share(engine, keys, "none", shared_intake("3" * 11))

    assert [at(engine, keys, key).line.fits for key in ("one", "two", "none")] == [
        ("pm_r",),
        ("anesthesiology", "neurology"),
        (),
    ]
    with reading(engine) as connection:
        assert (
            len(
                {
                    len(row[0])
                    for row in connection.execute(select(intake.c.label_sealed))
                }
            )
            == 1
        )


def test_a_line_of_an_earlier_version_is_read(engine: Engine, keys: Keys) -> None:
    share(engine, keys, shared=shared_intake(level=Level.TODAY, fits=("pm_r",)))
    label = intakes.seal(keys, "key", "label", b"7KQ2M9XD4TH30")
    with writing(engine) as connection:
        connection.execute(update(intake).values(label_sealed=label))

    line = at(engine, keys).line
    assert (line.reference, line.level, line.crisis, line.fits) == (
        "7KQ2M9XD4TH",
        Level.TODAY,
        False,
        (),
    )
