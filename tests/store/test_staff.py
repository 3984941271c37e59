import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, select

from finder.store import codes, passwords, staff, staff_signin
from finder.store.desk_tables import recovery_code
from finder.store.engine import reading
from finder.store.seal import Keys
from finder.store.sessions import Session, begin, find
from finder.store.staff import Member, Role, StaffRefused
from finder.store.staff_signin import Factor
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
        staff_signin.make_ready(
            transaction, member, OWN, 1, ("abcde-fghjk", "mnpqr-stvwx")
        )
    return found(engine, name)


def code(keys: Keys, member: Member, at: datetime = NOON) -> str:
    return (
        codes.totp(staff_signin.codes_secret(keys, member))
        .generate(int(at.timestamp()))
        .decode()
    )


def shows(
    engine: Engine, keys: Keys, member: Member, typed: str, now: datetime = NOON
) -> Factor | None:
    with Database(engine, keys).writing(now) as transaction:
        return staff_signin.second_factor(transaction, member, typed)


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
    assert staff_signin.knows_password(member, START.password, NOON)
    assert not staff_signin.knows_password(member, "four green otters sing", NOON)
    assert shows(engine, keys, member, "") is Factor.NOTHING_YET


def test_an_empty_or_disabled_name_is_not_found(engine: Engine, keys: Keys) -> None:
    member = add(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, member)

    assert not staff_signin.knows_password(None, START.password, NOON)
    assert not staff_signin.knows_password(found(engine), START.password, NOON)


@pytest.mark.parametrize(
    "name", ["", "x", "Maria", "maria lopez", "maria<b>", "m" * 41, "-maria"]
)
def test_a_name_that_cannot_be_typed_everywhere_is_refused(
    engine: Engine, keys: Keys, name: str
) -> None:
    with (
        pytest.raises(StaffRefused, match="Use 2 to 40 lowercase letters"),
        Database(engine, keys).writing(NOON) as transaction,
    ):
        staff.add(transaction, name, Role.DESK, START)


def test_a_name_is_unique(engine: Engine, keys: Keys) -> None:
    add(engine, keys)

    with pytest.raises(StaffRefused, match="There is already a staff member maria"):
        add(engine, keys, staff.plain_name(" Maria.Lopez "))


def test_signs_that_nobody_sees_are_no_part_of_a_name() -> None:
    assert staff.plain_name("Maria\u200b.Lopez\u202e\t") == "maria.lopez"


def test_everyone_is_listed_by_name(engine: Engine, keys: Keys) -> None:
    add(engine, keys, "zoe")
    add(engine, keys, "adam", Role.ADMIN)

    with Database(engine, keys).reading(NOON) as transaction:
        assert [member.name for member in staff.members(transaction)] == [
            "adam",
            "zoe",
        ]
        assert staff.find(transaction, "eve") is None
        with pytest.raises(StaffRefused, match="There is no staff member eve"):
            staff.named(transaction, "eve")


def test_a_reset_ends_everything_from_before(engine: Engine, keys: Keys) -> None:
    member = ready(engine, keys)
    session(engine, keys, member)
    with Database(engine, keys).writing(NOON) as transaction:
        staff.disable(transaction, member)
        again = staff.new_start(CHOICE, os.urandom)
        staff.reset(transaction, member, again)

    fresh = found(engine)
    assert (fresh.ready, fresh.disabled) == (False, None)
    assert staff_signin.knows_password(fresh, again.password, NOON)
    assert staff_signin.codes_secret(keys, fresh) == again.codes_secret
    assert session_at(engine, keys) is None
    with reading(engine) as connection:
        assert not connection.execute(select(recovery_code)).all()


def test_the_last_admin_stays(engine: Engine, keys: Keys) -> None:
    first = ready(engine, keys, "adam", Role.ADMIN)
    with (
        pytest.raises(
            StaffRefused,
            match=r"The only admin is adam\. Add another admin first\.",
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
