"""A PostgreSQL server that hangs: waiting requests get an error, and a long statement
is not mistaken for a hang."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree
from time import sleep

import psycopg
import pytest
from sqlalchemy import Engine, text

from finder.store import unresponsive_server
from finder.store.engine import DatabaseAway, reading, writing
from finder.store.unresponsive_server import Liveness
from tests.postgresql import Postgresql, needed

PATIENCE = 1
TRIES = 600


@pytest.fixture
def server() -> Iterator[Postgresql]:
    """Yield a separate server, so that no other test is affected when it hangs."""
    needed()
    folder = Path(tempfile.mkdtemp(prefix="finder-postgresql-"))
    found = Postgresql(folder, "-c fsync=off", "-c max_connections=6")
    found.make()
    found.start()
    yield found
    found.stop()
    rmtree(folder)


def ask(engine: Engine, statement: str = "SELECT 1") -> object:
    with reading(engine) as connection:
        return connection.execute(text(statement)).scalar()


def test_a_server_that_hangs_is_away_and_comes_back(
    server: Postgresql, opened: Callable[[str], Engine]
) -> None:
    engine = opened(server.address)
    ask(engine)

    with server.frozen(), ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(ask, engine) for _ in range(4)]
        for each in waiting:
            with pytest.raises(DatabaseAway, match="cannot be reached"):
                each.result()

    until_it_answers(engine)


def until_it_answers(engine: Engine) -> None:
    """Retry until the database responds, like a person who reloads a page."""
    for _ in range(TRIES):
        try:
            assert ask(engine) == 1
        except DatabaseAway:
            sleep(0.1)
        else:
            return
    raise AssertionError("it stays away")


def test_a_transaction_under_way_is_undone(
    server: Postgresql, opened: Callable[[str], Engine]
) -> None:
    engine = opened(server.address)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE noted (number INTEGER)"))

    with (
        pytest.raises(DatabaseAway, match="cannot be reached"),
        writing(engine) as connection,
    ):
        connection.execute(text("INSERT INTO noted VALUES (1)"))
        with server.frozen():
            connection.execute(text("INSERT INTO noted VALUES (2)"))

    until_it_answers(engine)
    assert ask(engine, "SELECT count(*) FROM noted") == 0


def test_a_long_statement_is_waited_for(
    server: Postgresql, opened: Callable[[str], Engine]
) -> None:
    assert ask(opened(server.address), f"SELECT pg_sleep({PATIENCE})::text") == ""


def test_a_server_that_has_no_connection_free_answers(
    server: Postgresql, opened: Callable[[str], Engine]
) -> None:
    held = [opened(server.address).connect() for _ in range(6)]

    assert held[0].execute(text(f"SELECT pg_sleep({PATIENCE})::text")).scalar() == ""

    for each in held:
        each.close()


def test_a_waiting_request_uses_a_response_that_arrived_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def connect() -> "psycopg.Connection[object]":
        asked.append(1)
        raise psycopg.OperationalError("no connection is free")

    began, answered, began_before_that = 10.0, 20.0, 15.0
    moments = iter([began, answered, began_before_that])
    monkeypatch.setattr(unresponsive_server, "monotonic", lambda: next(moments))
    liveness = Liveness()

    assert liveness.is_answering(connect)
    assert liveness.is_answering(connect)
    assert asked == [1]
