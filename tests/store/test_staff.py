import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from finder.store import codes, passwords, staff
from finder.store.desk_tables import recovery_code, staff_session
from finder.store.desk_tables import staff as staff_table
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from finder.store.sessions import (
    IDLE,
    LONGEST,
    Session,
    begin,
    end,
    end_others,
    find,
    of_member,
    purge,
    see,
)
from finder.store.staff import Factor, Member, Role, StaffRefused
from finder.store.transaction import Database
from tests.store.keys import KEYS
from tests.store.test_visits import every_byte

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHOICE = Random(1).choice
START = staff.new_start(CHOICE, os.urandom)
OWN = passwords.hashed("four green otters sing")


def add(
    engine: Engine, keys: Keys, name: str = "maria.lopez", role: Role = Role.DESK
) -> Member:
    with Database(engine, keys).writing(NOON) as transaction:
        staff.add(transaction, name, role, START)
    return found(engine, name)


def found(engine: Engine, name: str = "maria.lopez") -> Member:
    with Database(engine, KEYS).reading(NOON) as transaction:
        return staff.named(transaction, name)


def ready(
    engine: Engine, keys: Keys, name: str = "maria.lopez", role: Role = Role.DESK
) -> Member:
    member = add(engine, keys, name, role)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.make_ready(transaction, member, OWN, 1, ("abcde-fghjk", "mnpqr-stvwx"))
    return found(engine, name)


def code(keys: Keys, member: Member, at: datetime = NOON) -> str:
    return (
        codes.totp(staff.codes_secret(keys, member))
        .generate(int(at.timestamp()))
        .decode()
    )


def shows(
    engine: Engine, keys: Keys, member: Member, typed: str, now: datetime = NOON
) -> Factor | None:
    with Database(engine, keys).writing(now) as transaction:
        return staff.second_factor(transaction, member, typed)


def session(
    engine: Engine,
    keys: Keys,
    member: Member,
    token: str = "token",
    now: datetime = NOON,
) -> None:
    with Database(engine, keys).writing(now) as transaction:
        begin(transaction, token, member.id)


def session_at(
    engine: Engine, keys: Keys, token: str = "token", now: datetime = NOON
) -> Session | None:
    with Database(engine, keys).reading(now) as transaction:
        return find(transaction, token)


def test_a_new_account_has_a_password_to_begin_with_and_is_not_ready(
    engine: Engine, keys: Keys
) -> None:
    member = add(engine, keys)

    assert (member.name, member.role, member.ready, member.disabled) == (
        "maria.lopez",
        Role.DESK,
        False,
        None,
    )
    assert staff.knows_password(member, START.password, NOON)
    assert not staff.knows_password(member, "four green otters sing", NOON)
    assert shows(engine, keys, member, "") is Factor.NOTHING_YET


def test_a_password_to_begin_with_ends_after_three_days(
    engine: Engine, keys: Keys
) -> None:
    member = add(engine, keys)

    assert staff.knows_password(
        member, START.password, NOON + timedelta(days=3) - MINUTE
    )
    assert not staff.knows_password(member, START.password, NOON + timedelta(days=3))


def test_an_empty_or_disabled_name_is_not_found(engine: Engine, keys: Keys) -> None:
    member = add(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, member)

    assert not staff.knows_password(None, START.password, NOON)
    assert not staff.knows_password(found(engine), START.password, NOON)


@pytest.mark.parametrize(
    "name", ["", "x", "Maria", "maria lopez", "maria<b>", "m" * 41, "-maria"]
)
def test_a_name_that_cannot_be_typed_everywhere_is_refused(
    engine: Engine, keys: Keys, name: str
) -> None:
    with (
        pytest.raises(StaffRefused, match="cannot be a sign-in name; use"),
        Database(engine, keys).writing(NOON) as transaction,
    ):
        staff.add(transaction, name, Role.DESK, START)


def test_a_name_is_unique(engine: Engine, keys: Keys) -> None:
    add(engine, keys)

    with pytest.raises(StaffRefused, match="there is already a staff member maria"):
        add(engine, keys, staff.plain_name(" Maria.Lopez "))


def test_signs_that_nobody_sees_are_no_part_of_a_name() -> None:
    assert staff.plain_name("Maria\u200b.Lopez\u202e\t") == "maria.lopez"


def test_everyone_is_listed_by_name(engine: Engine, keys: Keys) -> None:
    add(engine, keys, "zoe")
    add(engine, keys, "adam", Role.ADMIN)

    with Database(engine, keys).reading(NOON) as transaction:
        assert [member.name for member in staff.everyone(transaction)] == [
            "adam",
            "zoe",
        ]
        assert staff.find(transaction, "eve") is None
        with pytest.raises(StaffRefused, match="there is no staff member eve"):
            staff.named(transaction, "eve")


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
    secret = staff.codes_secret(keys, add(engine, keys))

    assert codes.address_for_app(secret, "maria.lopez").startswith(
        "otpauth://totp/Pain%20specialist%20finder:maria"
    )


def test_a_reset_ends_everything_from_before(engine: Engine, keys: Keys) -> None:
    member = ready(engine, keys)
    session(engine, keys, member)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, member)
        again = staff.new_start(CHOICE, os.urandom)
        staff.reset(transaction, member, again)

    fresh = found(engine)
    assert (fresh.ready, fresh.disabled) == (False, None)
    assert staff.knows_password(fresh, again.password, NOON)
    assert staff.codes_secret(keys, fresh) == again.codes_secret
    assert session_at(engine, keys) is None
    with reading(engine) as connection:
        assert not connection.execute(select(recovery_code)).all()


def test_the_last_admin_stays(engine: Engine, keys: Keys) -> None:
    first = ready(engine, keys, "adam", Role.ADMIN)
    with (
        pytest.raises(
            StaffRefused,
            match="adam is the only admin; make someone else an admin first",
        ),
        Database(engine, keys).writing(NOON) as at,
    ):
        staff.disable(at, first)

    second = ready(engine, keys, "zoe", Role.ADMIN)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, first)
    with (
        pytest.raises(StaffRefused),
        Database(engine, keys).writing(NOON) as transaction,
    ):
        staff.disable(transaction, second)


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
        see(transaction, at.id)
    assert session_at(engine, keys, now=NOON + IDLE)


def test_a_session_ends_after_a_working_day_however_busy(
    engine: Engine, keys: Keys
) -> None:
    session(engine, keys, ready(engine, keys))
    at = session_at(engine, keys)
    assert at
    with Database(engine, keys).writing(NOON + LONGEST - MINUTE) as transaction:
        see(transaction, at.id)

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
        staff.change_password(transaction, maria, OWN)

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


def test_no_secret_is_in_any_byte_of_the_files(sqlite: Engine, keys: Keys) -> None:
    member = ready(sqlite, keys)
    session(sqlite, keys, member, "planted-token")

    stored = every_byte(sqlite)
    for secret in (
        START.password,
        START.codes_secret,
        "four green otters sing",
        "abcdefghjk",
        "planted-token",
    ):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in stored


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


def test_a_session_from_the_future_has_ended(engine: Engine, keys: Keys) -> None:
    session(engine, keys, ready(engine, keys))

    assert session_at(engine, keys, now=NOON - timedelta(seconds=30))
    assert session_at(engine, keys, now=NOON - 120 * MINUTE) is None
    with Database(engine, keys).writing(NOON - 120 * MINUTE) as transaction:
        assert purge(transaction) == 1
