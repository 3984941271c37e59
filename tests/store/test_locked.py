"""A filled database is not used with keys that do not open it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from finder.core.rules.advice import Level
from finder.store import intakes, staff, visits
from finder.store.engine import writing
from finder.store.intakes import Shared, Taken
from finder.store.locked import KeyGone, check_keys
from finder.store.seal import Keys
from finder.store.staff import Role, Start

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = "the old secret", "the new secret"


def fill(engine: Engine, keys: Keys, what: str, name: str) -> None:
    with writing(engine) as connection:
        match what:
            case "staff":
                staff.add(connection, keys, name, Role.ADMIN, Start("begin", "hash", b"codes"), NOON)
            case "intake":
                given = Shared(f"REF{name}", b"told", Level.SOON, False, "en", Taken.HOME, "1")
                intakes.share(connection, keys, name, given, NOON, HOUR)
            case _:
                visits.begin(connection, keys, name, b"told", "1", NOON, HOUR)


def test_an_empty_database_takes_any_key(engine: Engine) -> None:
    check_keys(engine, Keys((NEW,)))


@pytest.mark.parametrize("what", ["staff", "intake", "visit"])
def test_a_filled_one_is_refused_without_its_key(engine: Engine, what: str) -> None:
    fill(engine, Keys((OLD,)), what, "adam")

    check_keys(engine, Keys((NEW, OLD)))
    with pytest.raises(KeyGone, match=r"secret-key back into FINDER_DATA, or name the old key in FINDER_SECRET_KEYS"):
        check_keys(engine, Keys((NEW,)))


def test_an_old_key_goes_when_only_what_passes_was_sealed_with_it(engine: Engine) -> None:
    fill(engine, Keys((OLD,)), "intake", "a")
    fill(engine, Keys((NEW, OLD)), "intake", "b")

    check_keys(engine, Keys((NEW,)))


def test_an_old_key_stays_as_long_as_an_account_needs_it(engine: Engine) -> None:
    fill(engine, Keys((OLD,)), "staff", "adam")
    fill(engine, Keys((NEW, OLD)), "staff", "berta")

    with pytest.raises(KeyGone):
        check_keys(engine, Keys((NEW,)))

    with writing(engine) as connection:
        staff.disable(connection, staff.named(connection, "adam"), NOON)
    check_keys(engine, Keys((NEW,)))
