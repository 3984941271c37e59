"""Staff change an intake: its state, the note, and how it was handled."""

import pytest
from sqlalchemy import Engine, select, update

from finder.core.rules.advice import Level
from finder.store import intake_changes, intakes, queue
from finder.store.desk_tables import intake
from finder.store.engine import reading
from finder.store.intake_changes import Changed
from finder.store.intakes import Handled, Intake, IntakeState
from finder.store.seal import Keys
from finder.store.transaction import Database, Transaction
from tests.store.test_intakes import DAY, MONTH, NOON, at, share, shared_intake


def test_a_closed_intake_is_deleted_within_a_week_unless_reopened(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.set_state(
            transaction, at_in(transaction), IntakeState.CLOSED, MONTH
        )
    assert (at(engine, keys).line.state, at(engine, keys).expires) == (
        IntakeState.CLOSED,
        NOON + 7 * DAY,
    )

    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.set_state(
            transaction, at_in(transaction), IntakeState.BOOKED, MONTH
        )
    assert (at(engine, keys).line.state, at(engine, keys).expires) == (
        IntakeState.BOOKED,
        NOON + MONTH,
    )

    late = NOON + MONTH - DAY
    with Database(engine, keys).writing(late) as transaction:
        intake_changes.set_state(
            transaction, at_in(transaction), IntakeState.CLOSED, MONTH
        )
    assert at(engine, keys).expires == NOON + MONTH, "closing never keeps it longer"


def at_in(transaction: Transaction) -> Intake:
    there = intakes.find(transaction, "key")
    assert there
    return there


def test_acting_on_an_intake_that_someone_else_changed_is_refused(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)
    seen = at(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.set_state(transaction, seen, IntakeState.BOOKED, MONTH)

    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intake_changes.set_state(transaction, seen, IntakeState.CLOSED, MONTH)
    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, seen, "called")

    assert at(engine, keys).line.state is IntakeState.BOOKED
    assert at(engine, keys).changes == 1


def test_a_note_is_sealed_and_can_be_taken_away(engine: Engine, keys: Keys) -> None:
    share(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(
            transaction, at_in(transaction), "called back, wants Tuesday"
        )
    assert at(engine, keys).note == "called back, wants Tuesday"
    with reading(engine) as connection:
        assert (
            b"Tuesday"
            not in connection.execute(select(intake.c.note_sealed)).scalar_one()
        )

    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, at_in(transaction), "")
    assert at(engine, keys).note == ""


@pytest.mark.parametrize(
    ("level", "crisis", "pinned"),
    [
        (Level.NONE, False, False),
        (Level.TODAY, False, False),
        (Level.EMERGENCY_ROOM, False, True),
        (Level.CALL_911, False, True),
        (Level.NONE, True, True),
    ],
)
def test_an_emergency_or_a_crisis_is_pinned_until_it_is_handled(
    engine: Engine, keys: Keys, level: Level, crisis: bool, pinned: bool
) -> None:
    share(engine, keys, shared=shared_intake(level=level, crisis=crisis))

    with Database(engine, keys).reading(NOON) as transaction:
        assert [line.key for line in queue.pinned(transaction)] == ["key"] * pinned
    assert (at(engine, keys).line.level, at(engine, keys).line.crisis) == (
        level,
        crisis,
    )

    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.handle(
            transaction, at_in(transaction), Handled("ML", "called, is at the hospital")
        )
    with Database(engine, keys).reading(NOON) as transaction:
        assert queue.pinned(transaction) == []
    assert at(engine, keys).handled == Handled("ML", "called, is at the hospital")


@pytest.mark.parametrize("name", ["note", "handled"])
def test_damage_to_what_the_desk_wrote_hides_nothing_else(
    engine: Engine, keys: Keys, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    share(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, at_in(transaction), "wants Tuesday")
        intake_changes.handle(transaction, at_in(transaction), Handled("ZD", "called"))
        transaction.execute(update(intake).values({f"{name}_sealed": b"damaged"}))

    opened = at(engine, keys)

    assert opened.unreadable == {name}
    assert opened.payload == b"my back hurts"
    assert opened.note == ("" if name == "note" else "wants Tuesday")
    assert opened.handled == (None if name == "handled" else Handled("ZD", "called"))
    assert f"the field {name} of the table intake cannot be decrypted" in caplog.text
