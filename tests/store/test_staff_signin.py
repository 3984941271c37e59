"""The check of passwords, one-time codes and recovery codes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from finder.store import codes, staff_signin
from finder.store.desk_tables import recovery_code
from finder.store.desk_tables import staff as staff_table
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from finder.store.staff_signin import Factor
from tests.store.test_staff import (
    CHOICE,
    MINUTE,
    NOON,
    START,
    add,
    code,
    found,
    ready,
    shows,
)


def test_a_password_to_begin_with_ends_after_three_days(
    engine: Engine, keys: Keys
) -> None:
    member = add(engine, keys)

    assert staff_signin.knows_password(
        member, START.password, NOON + timedelta(days=3) - MINUTE
    )
    assert not staff_signin.knows_password(
        member, START.password, NOON + timedelta(days=3)
    )


def test_a_code_works_once_and_a_little_early_or_late(
    engine: Engine, keys: Keys
) -> None:
    member = ready(engine, keys)
    right = code(keys, member)

    assert (
        shows(
            engine,
            keys,
            member,
            right[:3] + " " + right[3:],
            NOON + timedelta(seconds=30),
        )
        is Factor.CODE
    )
    assert shows(engine, keys, found(engine), right) is None
    assert shows(engine, keys, member, right) is None, (
        "two that read the account at the same time"
    )
    assert (
        shows(
            engine,
            keys,
            found(engine),
            code(keys, member, NOON + MINUTE),
            NOON + MINUTE,
        )
        is Factor.CODE
    )
    assert (
        shows(
            engine,
            keys,
            found(engine),
            code(keys, member, NOON + 5 * MINUTE),
            NOON + 7 * MINUTE,
        )
        is None
    )


def test_a_recovery_code_works_once_however_it_is_typed(
    engine: Engine, keys: Keys
) -> None:
    member = ready(engine, keys)

    assert shows(engine, keys, member, "zzzzz-zzzzz") is None
    assert shows(engine, keys, member, " ABCDE fghjk") is Factor.RECOVERY_CODE
    assert shows(engine, keys, member, "abcde-fghjk") is None
    assert shows(engine, keys, member, "mnpqr-stvwx") is Factor.RECOVERY_CODE


def test_nobody_uses_the_recovery_code_of_another(engine: Engine, keys: Keys) -> None:
    ready(engine, keys)

    assert (
        shows(engine, keys, ready(engine, keys, "zoe"), "abcde-fghjk")
        is Factor.RECOVERY_CODE
    )
    with reading(engine) as connection:
        assert len(connection.execute(select(recovery_code)).all()) == 3


def test_recovery_codes_are_many_and_differ() -> None:
    made = codes.recovery_codes(CHOICE)

    assert len(set(made)) == 8


def test_the_app_reads_the_secret_from_an_address(engine: Engine, keys: Keys) -> None:
    secret = staff_signin.codes_secret(keys, add(engine, keys))

    assert codes.address_for_app(secret, "maria.lopez").startswith(
        "otpauth://totp/Pain%20specialist%20finder:maria"
    )


def test_recovery_codes_work_if_the_secret_cannot_be_decrypted(
    engine: Engine, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    member = ready(engine, keys)
    typed = code(keys, member)
    with writing(engine) as connection:
        connection.execute(update(staff_table).values(codes_sealed=b"changed"))
    damaged = found(engine)

    assert shows(engine, keys, damaged, typed) is None
    assert (
        "the field codes_sealed of the table staff cannot be decrypted" in caplog.text
    )
    assert shows(engine, keys, damaged, "abcde-fghjk") is Factor.RECOVERY_CODE


def test_a_code_of_a_minute_ago_stays_used_when_the_clock_goes_back_by_less_than_five(
    engine: Engine, keys: Keys
) -> None:
    member = ready(engine, keys)
    shows(engine, keys, member, code(keys, member))

    for minutes in range(1, 5):
        back = NOON - minutes * MINUTE
        assert (
            shows(engine, keys, found(engine), code(keys, member, back), back) is None
        )


def test_a_clock_set_back_refuses_no_right_code_and_takes_each_once(
    engine: Engine, keys: Keys
) -> None:
    member = ready(engine, keys)
    assert shows(engine, keys, member, code(keys, member)) is Factor.CODE
    back = NOON - 120 * MINUTE

    first = shows(engine, keys, found(engine), code(keys, member, back), back)
    again = shows(engine, keys, found(engine), code(keys, member, back), back)

    assert (first, again) == (Factor.CODE, None)


@pytest.mark.parametrize("seconds", [-60, -30, 0, 30])
def test_a_used_code_stays_used_while_the_clock_jumps(
    engine: Engine, keys: Keys, seconds: int
) -> None:
    member = ready(engine, keys)
    typed = code(keys, member)
    assert shows(engine, keys, member, typed) is Factor.CODE

    assert (
        shows(engine, keys, found(engine), typed, NOON + timedelta(seconds=seconds))
        is None
    )


@given(st.lists(st.integers(-4000, 4000), min_size=1, max_size=30))
def test_a_valid_code_works_once_whatever_the_clock_does(steps: list[int]) -> None:
    now, last = NOON, 0
    for step in steps:
        now += timedelta(seconds=step)
        typed = codes.totp(START.codes_secret).generate(int(now.timestamp())).decode()
        used = codes.used_step(START.codes_secret, typed, now, last)
        assert (
            used or 0 <= last - now.timestamp() // codes.SECONDS <= codes.FAR_AHEAD + 1
        )
        if used:
            assert codes.used_step(START.codes_secret, typed, now, used) == 0
        last = used or last
