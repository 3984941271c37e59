"""A database with data is not used with keys that cannot decrypt it."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from alembic import command
from sqlalchemy import Engine, update

from finder.core.rules.advice import Level
from finder.store import intake_sharing, staff, visits
from finder.store.desk_tables import intake
from finder.store.desk_tables import staff as staff_table
from finder.store.engine import open_database, writing
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.key_check import MissingKey, check_keys, known_keys, remember
from finder.store.migrate import config_for, drift, migrate
from finder.store.seal import Keys
from finder.store.staff import Role, StartingCredentials
from finder.store.tables import visit
from finder.store.transaction import Database
from tests.store.keys import KEYS

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = "the old secret", "the new secret"


def fill(engine: Engine, keys: Keys, what: str, name: str) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        match what:
            case "staff":
                staff.add(
                    transaction,
                    name,
                    Role.ADMIN,
                    StartingCredentials("begin", "hash", b"codes"),
                )
            case "intake":
                given = Shared(
                    f"REF{name}", b"told", Level.SOON, False, "en", FilledIn.HOME, "1"
                )
                intake_sharing.share(transaction, name, given, HOUR)
            case _:
                visits.begin(transaction, name, b"told", "1", HOUR)


def test_an_empty_database_takes_any_key(engine: Engine) -> None:
    check_keys(engine, Keys((NEW,)))


@pytest.mark.parametrize("what", ["staff", "intake", "visit"])
def test_a_filled_one_is_refused_without_its_key(engine: Engine, what: str) -> None:
    fill(engine, Keys((OLD,)), what, "adam")

    check_keys(engine, Keys((NEW, OLD)))
    with pytest.raises(
        MissingKey,
        match=r"secret-key in FINDER_DATA, or .+ from its backup, add the old key to",
    ):
        check_keys(engine, Keys((NEW,)))


def test_an_old_key_is_not_needed_for_expiring_data(engine: Engine) -> None:
    fill(engine, Keys((OLD,)), "intake", "a")
    fill(engine, Keys((NEW, OLD)), "intake", "b")

    check_keys(engine, Keys((NEW,)))


def test_an_old_key_is_needed_as_long_as_an_account_uses_it(engine: Engine) -> None:
    fill(engine, Keys((OLD,)), "staff", "adam")
    fill(engine, Keys((NEW, OLD)), "staff", "berta")

    with pytest.raises(MissingKey):
        check_keys(engine, Keys((NEW,)))

    with Database(engine, KEYS).writing(NOON) as transaction:
        staff.disable(transaction, staff.named(transaction, "adam"))
    check_keys(engine, Keys((NEW,)))


def test_an_empty_database_belongs_to_the_key_of_its_first_start(
    engine: Engine,
) -> None:
    check_keys(engine, Keys((OLD,)))

    with pytest.raises(
        MissingKey,
        match=r"was first started with a secret key .* give all servers of this database",
    ):
        check_keys(engine, Keys((NEW,)))
    check_keys(engine, Keys((OLD,)))


def test_a_new_key_takes_over_next_to_the_old_one_and_back(engine: Engine) -> None:
    for keys in (
        (OLD,),
        (NEW, OLD),
        (NEW,),
        (OLD, NEW),
        (OLD,),
        (NEW, "a third", OLD),
        (NEW,),
    ):
        check_keys(engine, Keys(keys))

    with pytest.raises(MissingKey):
        check_keys(engine, Keys((OLD,)))


def test_damaged_rows_do_not_prevent_a_start(engine: Engine) -> None:
    for what in ("staff", "intake", "visit"):
        fill(engine, Keys((OLD,)), what, "adam")
    check_keys(engine, Keys((OLD,)))
    with writing(engine) as connection:
        connection.execute(update(staff_table).values(codes_sealed=b"damaged"))
        connection.execute(update(intake).values(label_sealed=b"damaged"))
        connection.execute(update(visit).values(sealed=b""))

    check_keys(engine, Keys((OLD,)))


def first_start(address: str, *secrets: str) -> bool:
    """Return whether a separate process may serve this database."""
    engine = open_database(address)
    try:
        migrate(engine)
        check_keys(engine, Keys(secrets))
    except MissingKey:
        return False
    finally:
        engine.dispose()
    return True


def test_only_one_of_two_processes_with_different_keys_starts(address: str) -> None:
    new = ["one", "two", "three", "four"]
    old = ["one", "of two", "of three", "four"]
    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        served = list(processes.map(first_start, [address] * 4, new, old))

    assert served.count(True) == 1
    assert list(map(first_start, [address] * 4, new, old)) == served


def test_a_slower_server_with_more_keys_does_not_take_over(engine: Engine) -> None:
    with writing(engine) as connection:
        known = known_keys(connection)
    check_keys(engine, Keys((OLD,)))

    with writing(engine) as connection:
        remember(connection, Keys((NEW, "a third")).prints(), known)

    check_keys(engine, Keys((OLD,)))


def test_an_older_database_with_data_adopts_the_key_that_decrypts_it(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    migrate(engine)
    fill(engine, Keys((OLD,)), "staff", "adam")
    with writing(engine) as connection:
        command.downgrade(config_for(connection), "0010")
    migrate(engine)

    assert drift(engine) == []
    with pytest.raises(MissingKey):
        check_keys(engine, Keys((NEW,)))
    check_keys(engine, Keys((OLD,)))
    with pytest.raises(MissingKey):
        check_keys(engine, Keys((NEW,)))
