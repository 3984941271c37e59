from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from finder.store import throttle
from finder.store.seal import Keys
from finder.store.throttle import (
    FOR_ALL,
    FREE_ATTEMPTS,
    LONGEST_WAIT,
    Attempt,
    AttemptKind,
    count_attempt,
    forget,
    purge,
    seconds_left,
)
from finder.store.transaction import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANYWHERE = Attempt(AttemptKind.TABLET_CODE_ANYWHERE)


def fail(
    engine: Engine,
    keys: Keys,
    now: datetime = NOON,
    name: str = "maria",
    browser: str = "",
) -> int:
    with Database(engine, keys).writing(now) as transaction:
        return count_attempt(transaction, Attempt(AttemptKind.SIGN_IN, name, browser))


def test_the_first_tries_need_no_waiting(engine: Engine, keys: Keys) -> None:
    assert [fail(engine, keys) for _ in range(FREE_ATTEMPTS + 1)] == [
        0
    ] * FREE_ATTEMPTS + [2]


def test_each_further_try_doubles_the_wait_up_to_five_minutes_and_never_locks(
    engine: Engine, keys: Keys
) -> None:
    now, waits = NOON, []
    for _ in range(FREE_ATTEMPTS + 12):
        wait = fail(engine, keys, now)
        if wait:
            waits.append(wait)
            now += timedelta(seconds=wait)
            assert fail(engine, keys, now - timedelta(milliseconds=1)) == 1
            assert fail(engine, keys, now) == 0

    assert waits[:8] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert set(waits[8:]) == {LONGEST_WAIT}


def test_an_attempt_that_must_wait_is_counted_nowhere(
    engine: Engine, keys: Keys
) -> None:
    maria = Attempt(AttemptKind.SIGN_IN, "maria")
    policies = {ANYWHERE: FOR_ALL, maria: throttle.FOR_ONE}
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        assert throttle.count_together(transaction, policies) == 2
        assert not throttle.has_failed(transaction, ANYWHERE)

    with Database(engine, keys).writing(NOON + timedelta(seconds=2)) as transaction:
        assert throttle.count_together(transaction, policies) == 0
        assert throttle.has_failed(transaction, ANYWHERE)


def test_an_attempt_that_worked_after_all_is_taken_back(
    engine: Engine, keys: Keys
) -> None:
    maria = Attempt(AttemptKind.SIGN_IN, "maria")
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        throttle.take_back(transaction, maria, throttle.FOR_ONE, NOON)

    assert [fail(engine, keys) for _ in range(2)] == [0, 2]


def test_nobody_waits_for_an_attempt_that_worked_but_for_a_later_failure(
    engine: Engine, keys: Keys
) -> None:
    maria = Attempt(AttemptKind.SIGN_IN, "maria")
    for _ in range(FREE_ATTEMPTS + 3):
        with Database(engine, keys).writing(NOON) as transaction:
            throttle.fail(transaction, maria)
    counted = NOON + timedelta(hours=1)
    later = counted + timedelta(milliseconds=1)

    assert fail(engine, keys, counted) == 0
    with Database(engine, keys).writing(later) as transaction:
        throttle.take_back(transaction, maria, throttle.FOR_ONE, counted)

    assert fail(engine, keys, later) == 0
    with Database(engine, keys).writing(later) as transaction:
        throttle.take_back(transaction, maria, throttle.FOR_ONE, counted)
        assert throttle.seconds_left(transaction, maria) == 16


def test_a_clock_that_was_set_back_lengthens_no_wait_of_several_counts(
    engine: Engine, keys: Keys
) -> None:
    maria = Attempt(AttemptKind.SIGN_IN, "maria")
    policies = {ANYWHERE: FOR_ALL, maria: throttle.FOR_ONE}
    earlier = NOON - timedelta(hours=5)
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)

    waits = []
    for seconds in (0, 1, 2):
        now = earlier + timedelta(seconds=seconds)
        with Database(engine, keys).writing(now) as transaction:
            waits.append(throttle.count_together(transaction, policies))

    assert waits == [2, 1, 0]


def test_waiting_is_enough_and_attempts_meanwhile_do_not_lengthen_it(
    engine: Engine, keys: Keys
) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)

    assert [fail(engine, keys) for _ in range(50)] == [2] * 50
    assert fail(engine, keys, NOON + timedelta(seconds=2)) == 0


def test_a_successful_sign_in_resets_the_count(engine: Engine, keys: Keys) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        forget(transaction, Attempt(AttemptKind.SIGN_IN, "maria"))

    assert fail(engine, keys) == 0


def test_a_known_browser_never_waits_for_strangers(engine: Engine, keys: Keys) -> None:
    for _ in range(FREE_ATTEMPTS + 1):
        fail(engine, keys)

    assert fail(engine, keys) > 0
    assert fail(engine, keys, browser="known") == 0
    assert fail(engine, keys, name="zoe") == 0


def test_tries_of_yesterday_are_forgotten(engine: Engine, keys: Keys) -> None:
    fail(engine, keys)
    fail(engine, keys, NOON + timedelta(hours=1), "zoe")

    with Database(engine, keys).writing(NOON + timedelta(days=1)) as transaction:
        assert purge(transaction) == 1


def test_attempts_from_everywhere_wait_only_seconds_and_checking_counts_none(
    engine: Engine, keys: Keys
) -> None:
    def left(now: datetime = NOON) -> int:
        with Database(engine, keys).writing(now) as transaction:
            return seconds_left(transaction, ANYWHERE, FOR_ALL)

    def once_more(count: int = 1) -> None:
        with Database(engine, keys).writing(NOON) as transaction:
            for _ in range(count):
                throttle.fail(transaction, ANYWHERE)

    assert left() == 0
    once_more(FOR_ALL.free - 1)
    assert [left() for _ in range(5)] == [0] * 5
    once_more()
    assert left() == 2
    once_more(50)
    assert left() == FOR_ALL.longest == 10
    assert left(NOON + timedelta(seconds=10)) == 0


def test_what_failed_is_known_for_a_day(engine: Engine, keys: Keys) -> None:
    database, tried = (
        Database(engine, keys),
        Attempt(AttemptKind.MISSING_CODE, "maria", "7KQ2"),
    )
    with database.writing(NOON) as transaction:
        assert not throttle.has_failed(transaction, tried)
        throttle.fail(transaction, tried)
        assert throttle.has_failed(transaction, tried)
        assert not throttle.has_failed(transaction, replace(tried, where="7KQ3"))
    with database.writing(NOON + timedelta(days=1)) as transaction:
        throttle.purge(transaction)
        assert not throttle.has_failed(transaction, tried)


def test_tries_that_fail_at_the_same_time_all_count(engine: Engine, keys: Keys) -> None:
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: fail(engine, keys), range(FREE_ATTEMPTS)))

    assert fail(engine, keys) == 2


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_count_says(
    engine: Engine, keys: Keys
) -> None:
    fail(engine, keys)

    assert fail(engine, keys, NOON - timedelta(hours=2)) == 0


def test_waiting_is_enough_after_a_clock_was_set_back(
    engine: Engine, keys: Keys
) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys)
    back = NOON - timedelta(hours=2)

    assert fail(engine, keys, back) == 2
    assert fail(engine, keys, back + timedelta(seconds=2)) == 0


def test_tries_from_the_future_are_forgotten_a_day_after_they_were_seen(
    engine: Engine, keys: Keys
) -> None:
    fail(engine, keys, NOON + timedelta(days=365))

    with Database(engine, keys).writing(NOON) as transaction:
        assert purge(transaction) == 0
        assert purge(replace(transaction, now=NOON + timedelta(days=1))) == 1


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(st.lists(st.integers(-10_000, 10_000), max_size=25))
def test_no_wait_is_longer_than_the_longest_whatever_the_clock_does(
    sqlite: Engine, keys: Keys, steps: list[int]
) -> None:
    now = NOON
    with Database(sqlite, keys).writing(NOON) as transaction:
        forget(transaction, Attempt(AttemptKind.SIGN_IN, "maria"))
    for step in steps:
        now += timedelta(seconds=step)
        assert 0 <= fail(sqlite, keys, now) <= LONGEST_WAIT
    now -= timedelta(hours=2)
    wait = fail(sqlite, keys, now)
    if wait:
        assert fail(sqlite, keys, now + timedelta(seconds=wait)) == 0


def test_a_name_that_is_typed_counts_for_no_other_kind(
    engine: Engine, keys: Keys
) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(engine, keys, name=AttemptKind.RESUME_CODE)
        fail(engine, keys, name="")

    with Database(engine, keys).writing(NOON) as transaction:
        assert all(
            seconds_left(transaction, Attempt(kind)) == 0
            for kind in AttemptKind
            if kind is not AttemptKind.SIGN_IN
        )
        assert seconds_left(transaction, Attempt(AttemptKind.SIGN_IN)) > 0


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_purge_does_not_wait_for_a_new_attempt(engine: Engine, keys: Keys) -> None:
    for name in ("maria", "zoe"):
        fail(engine, keys, NOON, name)
    later = NOON + 2 * throttle.FAILURES_EXPIRE_AFTER

    with Database(engine, keys).writing(later) as trying:
        seconds_left(trying, Attempt(AttemptKind.SIGN_IN, "maria"))
        with Database(engine, keys).writing(later) as transaction:
            assert purge(transaction) == 1

    with Database(engine, keys).writing(later) as transaction:
        assert purge(transaction) == 1
