"""Sessions of staff members."""

from datetime import timedelta

from sqlalchemy import Engine, select

from finder.store import staff, staff_signin
from finder.store.desk_tables import staff_session
from finder.store.seal import Keys
from finder.store.sessions import (
    IDLE,
    LONGEST,
    end,
    end_others,
    find,
    of_member,
    purge,
    record_activity,
)
from finder.store.transaction import Database
from tests.store.test_staff import MINUTE, NOON, OWN, ready, session, session_at


def test_a_session_is_found_by_its_token_alone(engine: Engine, keys: Keys) -> None:
    session(engine, keys, ready(engine, keys))

    at = session_at(engine, keys)
    assert at
    assert (at.member.name, at.ends) == ("maria.lopez", NOON + IDLE)
    assert session_at(engine, keys, "other") is None


def test_an_idle_session_ends(engine: Engine, keys: Keys) -> None:
    session(engine, keys, ready(engine, keys))
    assert session_at(engine, keys, now=NOON + IDLE) is None

    at = session_at(engine, keys, now=NOON + IDLE - MINUTE)
    assert at
    with Database(engine, keys).writing(NOON + IDLE - MINUTE) as transaction:
        record_activity(transaction, at.id)
    assert session_at(engine, keys, now=NOON + IDLE)


def test_a_session_ends_after_a_working_day_however_busy(
    engine: Engine, keys: Keys
) -> None:
    session(engine, keys, ready(engine, keys))
    at = session_at(engine, keys)
    assert at
    with Database(engine, keys).writing(NOON + LONGEST - MINUTE) as transaction:
        record_activity(transaction, at.id)

    late = session_at(engine, keys, now=NOON + LONGEST - MINUTE)
    assert late
    assert late.ends == NOON + LONGEST
    assert session_at(engine, keys, now=NOON + LONGEST) is None


def test_signing_out_ends_this_session_and_no_other(engine: Engine, keys: Keys) -> None:
    member = ready(engine, keys)
    session(engine, keys, member, "here")
    session(engine, keys, member, "there")

    with Database(engine, keys).writing(NOON) as transaction:
        end(transaction, "here")

    assert session_at(engine, keys, "here") is None
    assert session_at(engine, keys, "there")


def test_a_disabled_account_and_a_new_password_end_every_session(
    engine: Engine, keys: Keys
) -> None:
    zoe, maria = ready(engine, keys, "zoe"), ready(engine, keys)
    session(engine, keys, zoe, "zoe")
    session(engine, keys, maria, "maria")

    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, zoe)
        staff_signin.change_password(transaction, maria, OWN)

    assert session_at(engine, keys, "zoe") is None
    assert session_at(engine, keys, "maria") is None


def test_a_member_ends_their_other_sessions_and_nobody_elses(
    engine: Engine, keys: Keys
) -> None:
    maria, zoe = ready(engine, keys), ready(engine, keys, "zoe")
    for number, token in enumerate(("first", "second", "third")):
        session(engine, keys, maria, token, NOON + number * MINUTE)
    session(engine, keys, zoe, "of zoe")
    database, now = Database(engine, keys), NOON + 3 * MINUTE
    with database.writing(now) as transaction:
        here = find(transaction, "second")
        of_zoe = find(transaction, "of zoe")
        assert here
        assert of_zoe
        newest, middle, oldest = of_member(transaction, maria)
        assert (newest.seen, middle.id, oldest.seen) == (
            NOON + 2 * MINUTE,
            here.id,
            NOON,
        )
        assert end_others(transaction, here, of_zoe.id) == 0
        assert end_others(transaction, here, here.id) == 0
        assert end_others(transaction, here, oldest.id) == 1
        assert [each.id for each in of_member(transaction, maria)] == [
            newest.id,
            here.id,
        ]
        assert end_others(transaction, here) == 1
        assert [each.id for each in of_member(transaction, maria)] == [here.id]
        assert len(of_member(transaction, zoe)) == 1
    with database.reading(now + IDLE) as transaction:
        assert of_member(transaction, maria) == []


def test_sessions_that_are_over_are_purged(engine: Engine, keys: Keys) -> None:
    member = ready(engine, keys)
    session(engine, keys, member, "over", NOON - IDLE)
    session(engine, keys, member, "going on", NOON)

    with Database(engine, keys).writing(NOON) as transaction:
        assert purge(transaction) == 1
        assert len(transaction.execute(select(staff_session)).all()) == 1


def test_a_session_from_the_future_has_ended(engine: Engine, keys: Keys) -> None:
    session(engine, keys, ready(engine, keys))

    assert session_at(engine, keys, now=NOON - timedelta(seconds=30))
    assert session_at(engine, keys, now=NOON - 120 * MINUTE) is None
    with Database(engine, keys).writing(NOON - 120 * MINUTE) as transaction:
        assert purge(transaction) == 1
