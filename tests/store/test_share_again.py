"""Changed answers replace those that were shared before, under the same reference."""

import pytest
from sqlalchemy import Engine, update

from finder.core.rules.advice import Level
from finder.store import intake_changes, intake_sharing
from finder.store.desk_tables import intake
from finder.store.engine import writing
from finder.store.intake_changes import Changed
from finder.store.intake_sharing import Shared
from finder.store.intakes import Handled, Intake, IntakeState
from finder.store.seal import Keys, Tampered
from finder.store.transaction import Database
from tests.store.test_intakes import DAY, MONTH, NOON, at, share, shared_intake

LATER = NOON + DAY


def share_again(engine: Engine, keys: Keys, shared: Shared) -> bytes | None:
    with Database(engine, keys).writing(LATER) as transaction:
        return intake_sharing.share_again(transaction, shared, MONTH)


def handle(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.handle(transaction, at(engine, keys), Handled("ZD", "called"))


def after(engine: Engine, keys: Keys, shared: Shared) -> Intake:
    assert share_again(engine, keys, shared)
    return at(engine, keys, now=LATER)


def test_it_keeps_its_reference_and_counts_as_new(engine: Engine, keys: Keys) -> None:
    first = share(engine, keys, shared=shared_intake())
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, at(engine, keys), "called back")
    with Database(engine, keys).writing(NOON) as transaction:
        intake_changes.set_state(
            transaction, at(engine, keys), IntakeState.CLOSED, MONTH
        )

    print_ = share_again(
        engine,
        keys,
        shared_intake(level=Level.SOON, payload=b"my knee hurts", rules_version="v2"),
    )

    found = at(engine, keys, now=LATER)
    assert print_ == first == found.reference_hash
    assert (found.payload, found.line.level, found.rules_version) == (
        b"my knee hurts",
        Level.SOON,
        "v2",
    )
    assert (found.line.state, found.line.created, found.expires) == (
        IntakeState.NEW,
        NOON,
        LATER + MONTH,
    )
    assert (found.note, found.changes) == ("called back", 3)


def test_what_the_desk_read_before_is_not_changed_unseen(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake())
    before = at(engine, keys)
    share_again(engine, keys, shared_intake())

    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, before, "a note on the earlier answers")


def test_an_emergency_that_comes_with_the_change_is_pinned(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(level=Level.TODAY))

    assert after(engine, keys, shared_intake(level=Level.EMERGENCY_ROOM)).line.pinned


def test_an_unhandled_emergency_stays_pinned_when_it_is_taken_back(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(level=Level.CALL_911))

    assert after(engine, keys, shared_intake(level=Level.NONE)).line.pinned


def test_a_handled_emergency_is_pinned_again_only_if_it_is_worse(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(level=Level.EMERGENCY_ROOM))
    handle(engine, keys)

    assert not after(
        engine, keys, shared_intake(level=Level.EMERGENCY_ROOM)
    ).line.pinned
    assert after(engine, keys, shared_intake(level=Level.CALL_911)).line.pinned


def test_a_new_crisis_is_pinned_whatever_was_handled(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(level=Level.EMERGENCY_ROOM))
    handle(engine, keys)

    found = after(engine, keys, shared_intake(level=Level.EMERGENCY_ROOM, crisis=True))
    assert (found.line.crisis, found.line.pinned) == (True, True)


def test_a_deleted_intake_is_not_shared_again(engine: Engine, keys: Keys) -> None:
    assert share_again(engine, keys, shared_intake()) is None


@pytest.mark.parametrize("column", ["sealed", "label_sealed"])
def test_an_unreadable_intake_is_not_replaced(
    engine: Engine, keys: Keys, column: str
) -> None:
    share(engine, keys, shared=shared_intake())
    with writing(engine) as connection:
        connection.execute(update(intake).values({column: b"damaged"}))

    with pytest.raises(Tampered):
        share_again(engine, keys, shared_intake())
