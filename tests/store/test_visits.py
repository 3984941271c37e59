from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import NoResultFound, StatementError

from finder.store.engine import forget_deleted, open_database, writing
from finder.store.seal import Keys, Tampered
from finder.store.tables import visit
from finder.store.transaction import Database
from finder.store.visits import StoredVisit, begin, end, find, keep, purge

ROUNDS = 50
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def start(
    engine: Engine,
    keys: Keys,
    token: str = "token",
    payload: bytes = b"my back hurts",
    now: datetime = NOON,
) -> StoredVisit:
    with Database(engine, keys).writing(now) as transaction:
        return begin(transaction, token, payload, "v1", HOUR)


def look(
    engine: Engine, keys: Keys, token: str = "token", now: datetime = NOON
) -> StoredVisit | None:
    with Database(engine, keys).reading(now) as transaction:
        return find(transaction, token)


def found_in(
    engine: Engine, keys: Keys, token: str = "token", now: datetime = NOON
) -> StoredVisit:
    found = look(engine, keys, token, now)
    assert found
    return found


def every_byte(engine: Engine) -> bytes:
    return b"".join(
        path.read_bytes() for path in Path(str(engine.url.database)).parent.iterdir()
    )


def test_a_visit_is_found_by_its_token_as_it_was_begun(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    found = found_in(engine, keys)

    assert found == begun
    assert (found.payload, found.rules_version, found.started, found.expires) == (
        b"my back hurts",
        "v1",
        NOON,
        NOON + HOUR,
    )
    assert found.started.tzinfo is UTC


def test_printing_a_visit_object_shows_no_answers(engine: Engine, keys: Keys) -> None:
    assert "back" not in repr(start(engine, keys))


def test_no_other_token_finds_it(engine: Engine, keys: Keys) -> None:
    start(engine, keys)

    assert look(engine, keys, "other") is None


@pytest.mark.parametrize(
    ("later", "is_found"), [(HOUR - timedelta(microseconds=1), True), (HOUR, False)]
)
def test_a_visit_ends_at_the_moment_it_expires(
    engine: Engine, keys: Keys, later: timedelta, is_found: bool
) -> None:
    start(engine, keys)

    assert (look(engine, keys, now=NOON + later) is not None) == is_found


def test_storing_a_visit_replaces_its_answers_and_restarts_its_time(
    engine: Engine, keys: Keys
) -> None:
    begun = start(engine, keys)

    with Database(engine, keys).writing(NOON + HOUR) as transaction:
        stored = keep(transaction, "token", begun, b"my knee", HOUR)

    found = found_in(engine, keys, now=NOON + HOUR)
    assert found == stored
    assert (found.payload, found.rules_version, found.started) == (
        b"my knee",
        "v1",
        NOON,
    )
    assert found.expires == NOON + 2 * HOUR


def test_a_visit_may_move_to_newer_rules(engine: Engine, keys: Keys) -> None:
    begun = start(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        keep(transaction, "token", begun, b"my knee", HOUR, "v2")

    assert found_in(engine, keys).rules_version == "v2"


def test_a_deleted_visit_never_counts_as_stored(engine: Engine, keys: Keys) -> None:
    begun = start(engine, keys)
    with Database(engine, keys).writing(NOON) as transaction:
        end(transaction, "token")

    with (
        pytest.raises(NoResultFound),
        Database(engine, keys).writing(NOON) as transaction,
    ):
        keep(transaction, "token", begun, b"my knee", HOUR)


def test_ending_deletes_only_the_visit_of_this_token(
    engine: Engine, keys: Keys
) -> None:
    start(engine, keys)
    start(engine, keys, "other")

    with Database(engine, keys).writing(NOON) as transaction:
        end(transaction, "token")

    assert look(engine, keys) is None
    assert look(engine, keys, "other") is not None


def test_a_purge_deletes_what_is_over_in_batches(engine: Engine, keys: Keys) -> None:
    for number in range(5):
        start(engine, keys, f"over {number}")
    start(engine, keys, "going on", now=NOON + HOUR)

    with Database(engine, keys).writing(NOON + HOUR) as transaction:
        gone = [purge(transaction, batch=2) for _ in range(4)]

    assert gone == [2, 2, 1, 0]
    assert look(engine, keys, "going on") is not None


def test_a_sealed_visit_cannot_be_decrypted_in_another_row(
    engine: Engine, keys: Keys
) -> None:
    start(engine, keys, "mine", b"my back hurts")
    start(engine, keys, "yours", b"my knee hurts")
    with writing(engine) as connection:
        mine = (
            connection.execute(select(visit.c.sealed).order_by(visit.c.id))
            .scalars()
            .first()
        )
        connection.execute(update(visit).values(sealed=mine))

    assert found_in(engine, keys, "mine").payload == b"my back hurts"
    with pytest.raises(Tampered):
        look(engine, keys, "yours")


def test_a_new_key_opens_visits_of_the_old_one_and_takes_them_over(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("sqlite://")
    visit.metadata.create_all(engine)
    old, both, new = (
        Keys(("the old secret",)),
        Keys(("the new secret", "the old secret")),
        Keys(("the new secret",)),
    )
    start(engine, old)

    assert look(engine, new) is None
    with Database(engine, both).writing(NOON) as transaction:
        found = find(transaction, "token")
        assert found
        keep(transaction, "token", found, found.payload, HOUR)

    assert found_in(engine, new).payload == b"my back hurts"


def test_ending_finds_visits_of_an_older_key_too(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("sqlite://")
    visit.metadata.create_all(engine)
    start(engine, Keys(("the old secret",)))

    with Database(engine, Keys(("the new secret", "the old secret"))).writing(
        NOON
    ) as transaction:
        end(transaction, "token")

    assert look(engine, Keys(("the old secret",))) is None


def test_times_of_other_zones_mean_the_same_moment(engine: Engine, keys: Keys) -> None:
    start(engine, keys, now=NOON.astimezone(timezone(timedelta(hours=-5))))

    assert found_in(engine, keys).started == NOON


def test_a_time_without_its_zone_is_refused(engine: Engine, keys: Keys) -> None:
    with pytest.raises(StatementError, match="a time needs its time zone"):
        start(engine, keys, now=NOON.replace(tzinfo=None))


def test_no_answer_is_in_any_byte_of_the_files(sqlite: Engine, keys: Keys) -> None:
    start(sqlite, keys, "planted-token", b"planted words")
    with writing(sqlite) as connection:
        sealed = connection.execute(select(visit.c.sealed)).scalar_one()

    assert sealed in every_byte(sqlite)
    assert b"planted" not in every_byte(sqlite)

    with Database(sqlite, keys).writing(NOON + HOUR) as transaction:
        purge(transaction)
    forget_deleted(sqlite)

    assert sealed not in every_byte(sqlite)


def test_forgetting_has_nothing_to_do_where_there_is_no_such_log(
    engine: Engine,
) -> None:
    forget_deleted(engine)


def count_up(address: str, secret: str, worker: int) -> int:
    engine, keys = open_database(address, patience=30), Keys((secret,))
    for _ in range(ROUNDS):
        with Database(engine, keys).writing(NOON) as transaction:
            found = find(transaction, "token")
            assert found
            keep(
                transaction, "token", found, str(int(found.payload) + 1).encode(), HOUR
            )
    engine.dispose()
    return worker


def test_four_processes_that_read_and_then_write_lose_nothing(
    engine: Engine, address: str
) -> None:
    secret = "the secret of four processes"
    start(engine, Keys((secret,)), payload=b"0")

    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        list(processes.map(partial(count_up, address, secret), range(4)))

    assert found_in(engine, Keys((secret,))).payload == str(4 * ROUNDS).encode()
