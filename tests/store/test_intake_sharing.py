"""Share an intake, and change the call-back number."""

import pytest
from sqlalchemy import Engine, select, update

from finder.store import intake_changes, intake_sharing
from finder.store.desk_tables import intake
from finder.store.engine import reading, writing
from finder.store.intake_changes import Changed
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.store.test_intakes import MONTH, NOON, at, found, share, shared_intake
from tests.store.test_visits import every_byte

NUMBER = "555-555-0100"


def test_a_call_back_number_is_sealed_and_replaced_with_what_is_shared(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake(call_back=NUMBER))
    assert at(engine, keys).call_back == NUMBER
    assert NUMBER not in repr(at(engine, keys))
    assert NUMBER not in repr(shared_intake(call_back=NUMBER))

    with Database(engine, keys).writing(NOON) as transaction:
        intake_sharing.share_again(transaction, shared_intake(), MONTH)
    assert at(engine, keys).call_back == ""


@pytest.mark.parametrize("number", ["555-555-0199", ""])
def test_a_call_back_number_is_changed_and_what_the_desk_read_before_is_not_changed_unseen(
    engine: Engine, keys: Keys, number: str
) -> None:
    whole = shared_intake(call_back=NUMBER)
    print_, before = share(engine, keys, shared=whole), at(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        assert (
            intake_sharing.change_call_back(transaction, whole.reference, number)
            == print_
        )

    after = at(engine, keys)
    assert (after.call_back, after.payload, after.line) == (
        number,
        before.payload,
        before.line,
    )
    with pytest.raises(Changed), Database(engine, keys).writing(NOON) as transaction:
        intake_changes.write_note(transaction, before, "called the earlier number")


def test_no_number_is_stored_for_a_deleted_intake(engine: Engine, keys: Keys) -> None:
    whole = shared_intake()
    share(engine, keys, shared=whole)

    with Database(engine, keys).writing(NOON + MONTH) as transaction:
        assert (
            intake_sharing.change_call_back(transaction, whole.reference, NUMBER)
            is None
        )
    with Database(engine, keys).writing(NOON) as transaction:
        assert intake_sharing.change_call_back(transaction, "ANOTHER", NUMBER) is None


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
