"""A tablet's session: a code that counts once, an end of its own, and nothing that tells an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text, update

from finder.store import tablets
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from finder.store.tables import tablet_session
from finder.store.tablets import TabletSession

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
LATER = NOW + timedelta(minutes=4)


def claimed(connection: Connection, keys: Keys, tablet: int = 3, token: str = "token") -> TabletSession:
    tablets.start(connection, keys, tablet, "123456", NOW)
    assert tablets.claim(connection, keys, "123456", token, NOW, FIVE)
    found = tablets.find(connection, keys, token, NOW)
    assert found is not None
    return found


def test_a_code_counts_once(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        tablets.start(connection, keys, 3, "123456", NOW)

        assert not tablets.claim(connection, keys, "654321", "a", NOW, FIVE)
        assert tablets.claim(connection, keys, "123456", "b", NOW, FIVE)
        assert not tablets.claim(connection, keys, "123456", "c", NOW, FIVE)
        assert tablets.find(connection, keys, "c", NOW) is None


def test_a_code_is_over_after_a_quarter_of_an_hour(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        tablets.start(connection, keys, 3, "123456", NOW)

        assert not tablets.claim(connection, keys, "123456", "a", NOW + timedelta(minutes=15), FIVE)
        assert tablets.claim(connection, keys, "123456", "a", NOW + timedelta(minutes=14), FIVE)


def test_a_session_ends_by_itself_unless_somebody_is_there(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        found = claimed(connection, keys)
        tablets.see(connection, keys, found, (), LATER, FIVE)

        assert tablets.find(connection, keys, "token", NOW + timedelta(minutes=8)) is not None
        assert tablets.find(connection, keys, "token", NOW + timedelta(minutes=9)) is None


def test_urgent_advice_stays_until_staff_end_it(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        found = claimed(connection, keys)
        tablets.see(connection, keys, found, ("call_911", "crisis"), LATER, FIVE)
        evening = NOW + timedelta(hours=9)

        stands = tablets.find(connection, keys, "token", evening)
        assert stands is not None
        assert stands.advice == ("call_911", "crisis")
        tablets.end_tablet(connection, 3)
        assert tablets.find(connection, keys, "token", evening) is None


def test_going_on_takes_the_advice_away(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        found = claimed(connection, keys)
        tablets.see(connection, keys, found, ("call_911",), NOW, FIVE)
        tablets.see(connection, keys, found, (), NOW, FIVE)

        (live,) = tablets.live(connection, keys, NOW)
        assert live.advice == ()


def test_the_desk_sees_every_tablet_that_waits_or_runs(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        claimed(connection, keys, tablet=7)
        tablets.start(connection, keys, 2, "222222", NOW)

    with reading(engine) as connection:
        assert [(each.tablet, each.waits) for each in tablets.live(connection, keys, LATER)] == [(2, True), (7, False)]
        assert [each.tablet for each in tablets.live(connection, keys, NOW + FIVE)] == [2]


def test_a_new_session_takes_the_place_of_the_tablets_last_one(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        claimed(connection, keys)
        tablets.start(connection, keys, 3, "333333", NOW)

        assert tablets.find(connection, keys, "token", NOW) is None
        tablets.start(connection, keys, 4, "333333", NOW)
        assert [each.tablet for each in tablets.live(connection, keys, NOW)] == [4]


def test_a_session_is_ended_by_its_token(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        claimed(connection, keys)
        tablets.end(connection, keys, "another")
        assert tablets.find(connection, keys, "token", NOW) is not None
        tablets.end(connection, keys, "token")
        assert tablets.find(connection, keys, "token", NOW) is None


def test_purge_deletes_what_is_over(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        claimed(connection, keys)
        tablets.start(connection, keys, 4, "444444", NOW)

        assert tablets.purge(connection, NOW + FIVE) == 1
        assert tablets.purge(connection, NOW + timedelta(minutes=15)) == 1
        assert tablets.live(connection, keys, NOW) == ()


def test_damaged_advice_hides_neither_its_tablet_nor_the_others(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        found = claimed(connection, keys)
        tablets.see(connection, keys, found, ("call_911",), NOW, FIVE)
        tablets.start(connection, keys, 4, "444444", NOW)
        connection.execute(update(tablet_session).where(tablet_session.c.tablet == 3).values(advice=b"changed"))

        assert [(each.tablet, each.readable) for each in tablets.live(connection, keys, NOW)] == [(3, False), (4, True)]
        find = tablets.find(connection, keys, "token", NOW)
    assert find
    assert find.advice == ()


def test_a_code_from_the_future_counts_no_more(engine: Engine, keys: Keys) -> None:
    back = NOW - timedelta(hours=2)
    with writing(engine) as connection:
        tablets.start(connection, keys, 3, "123456", NOW)

        assert not tablets.claim(connection, keys, "123456", "a", back, FIVE)
        assert tablets.claim(connection, keys, "123456", "a", NOW - timedelta(seconds=30), FIVE)


@pytest.mark.parametrize("planted", ["call_911", "123456", "token"])
def test_no_stored_byte_tells_code_token_or_advice(engine: Engine, keys: Keys, planted: str) -> None:
    with writing(engine) as connection:
        found = claimed(connection, keys)
        tablets.see(connection, keys, found, ("call_911",), NOW, FIVE)

        row = connection.execute(text("SELECT * FROM kiosk")).one()
        assert planted.encode() not in b" ".join(bytes(part) for part in row if isinstance(part, bytes | memoryview))
        assert planted not in str(row)
