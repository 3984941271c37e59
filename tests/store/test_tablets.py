"""A tablet's session: a code that works once, its own end, and nothing that reveals an
answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text, update

from finder.store import tablets
from finder.store.seal import Keys
from finder.store.tables import tablet_session
from finder.store.tablets import TabletSession
from finder.store.transaction import Database, Transaction

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
LATER = NOW + timedelta(minutes=4)


def claimed(
    transaction: Transaction, tablet: int = 3, token: str = "token"
) -> TabletSession:
    begun = replace(transaction, now=NOW)
    tablets.start(begun, tablet, "123456")
    assert tablets.claim(begun, "123456", token, FIVE)
    found = tablets.find(begun, token)
    assert found is not None
    return found


def test_a_code_works_once(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        tablets.start(transaction, 3, "123456")

        assert not tablets.claim(transaction, "654321", "a", FIVE)
        assert tablets.claim(transaction, "123456", "b", FIVE)
        assert not tablets.claim(transaction, "123456", "c", FIVE)
        assert tablets.find(transaction, "c") is None


def test_a_code_is_over_after_a_quarter_of_an_hour(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        tablets.start(transaction, 3, "123456")

        assert not tablets.claim(
            replace(transaction, now=NOW + timedelta(minutes=15)), "123456", "a", FIVE
        )
        assert tablets.claim(
            replace(transaction, now=NOW + timedelta(minutes=14)), "123456", "a", FIVE
        )


def test_a_session_ends_by_itself_unless_somebody_is_there(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(LATER) as transaction:
        found = claimed(transaction)
        tablets.record_activity(transaction, found, (), FIVE)

        assert (
            tablets.find(replace(transaction, now=NOW + timedelta(minutes=8)), "token")
            is not None
        )
        assert (
            tablets.find(replace(transaction, now=NOW + timedelta(minutes=9)), "token")
            is None
        )


def test_urgent_advice_stays_until_staff_end_it(engine: Engine, keys: Keys) -> None:
    evening = NOW + timedelta(hours=9)
    with Database(engine, keys).writing(evening) as transaction:
        found = claimed(transaction)
        tablets.record_activity(
            replace(transaction, now=LATER), found, ("call_911", "crisis"), FIVE
        )

        stands = tablets.find(transaction, "token")
        assert stands is not None
        assert stands.advice == ("call_911", "crisis")
        tablets.end_tablet(transaction, 3)
        assert tablets.find(transaction, "token") is None


def test_continuing_clears_the_advice(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        found = claimed(transaction)
        tablets.record_activity(transaction, found, ("call_911",), FIVE)
        tablets.record_activity(transaction, found, (), FIVE)

        (live,) = tablets.live(transaction)
        assert live.advice == ()


def test_the_desk_sees_every_tablet_that_waits_or_runs(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        claimed(transaction, tablet=7)
        tablets.start(transaction, 2, "222222")

    with Database(engine, keys).reading(LATER) as transaction:
        assert [(each.tablet, each.waits) for each in tablets.live(transaction)] == [
            (2, True),
            (7, False),
        ]
        assert [
            each.tablet for each in tablets.live(replace(transaction, now=NOW + FIVE))
        ] == [2]


def test_a_new_session_replaces_the_tablets_last_one(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        claimed(transaction)
        tablets.start(transaction, 3, "333333")

        assert tablets.find(transaction, "token") is None
        tablets.start(transaction, 4, "333333")
        assert [each.tablet for each in tablets.live(transaction)] == [4]


def test_a_tablet_is_in_use_from_its_code_until_its_session_ends(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        tablets.start(transaction, 3, "333333")
        assert not tablets.is_in_use(transaction, 3)

        claimed(transaction, tablet=7)
        assert tablets.is_in_use(transaction, 7)
        assert not tablets.is_in_use(transaction, 3)
        assert not tablets.is_in_use(replace(transaction, now=NOW + FIVE), 7)


def test_a_session_is_ended_by_its_token(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        claimed(transaction)
        tablets.end(transaction, "another")
        assert tablets.find(transaction, "token") is not None
        tablets.end(transaction, "token")
        assert tablets.find(transaction, "token") is None


def test_purge_deletes_what_is_over(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        claimed(transaction)
        tablets.start(transaction, 4, "444444")

        assert tablets.purge(replace(transaction, now=NOW + FIVE)) == 1
        assert tablets.purge(replace(transaction, now=NOW + timedelta(minutes=15))) == 1
        assert tablets.live(transaction) == ()


def test_damaged_advice_hides_neither_its_tablet_nor_the_others(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        found = claimed(transaction)
        tablets.record_activity(transaction, found, ("call_911",), FIVE)
        tablets.start(transaction, 4, "444444")
        transaction.execute(
            update(tablet_session)
            .where(tablet_session.c.tablet == 3)
            .values(advice=b"changed")
        )

        assert [(each.tablet, each.readable) for each in tablets.live(transaction)] == [
            (3, False),
            (4, True),
        ]
        damaged = tablets.find(transaction, "token")
    assert damaged
    assert damaged.advice == ()


def test_a_code_from_the_future_does_not_work(engine: Engine, keys: Keys) -> None:
    back = NOW - timedelta(hours=2)
    with Database(engine, keys).writing(NOW) as transaction:
        tablets.start(transaction, 3, "123456")

        assert not tablets.claim(replace(transaction, now=back), "123456", "a", FIVE)
        assert tablets.claim(
            replace(transaction, now=NOW - timedelta(seconds=30)), "123456", "a", FIVE
        )


@pytest.mark.parametrize("planted", ["call_911", "123456", "token"])
def test_no_stored_byte_reveals_code_token_or_advice(
    engine: Engine, keys: Keys, planted: str
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        found = claimed(transaction)
        tablets.record_activity(transaction, found, ("call_911",), FIVE)

        row = transaction.execute(text("SELECT * FROM kiosk")).one()
        assert planted.encode() not in b" ".join(
            bytes(part) for part in row if isinstance(part, bytes | memoryview)
        )
        assert planted not in str(row)
