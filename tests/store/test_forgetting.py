"""What deleted rows leave in the files of PostgreSQL: nothing in a table that is empty
or was rewritten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from finder.store import visits
from finder.store.engine import open_database, reading
from finder.store.migrate import migrate
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.tables import visit
from finder.store.transaction import Database
from tests.postgresql import needed, postgresql

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VISITS = 40


def planted(engine: Engine, keys: Keys, *, stay: int) -> list[bytes]:
    """Begin visits, some with a long lifetime. Return the sealed bytes of the
    others."""
    with Database(engine, keys).writing(NOON) as transaction:
        for number in range(VISITS):
            lifetime = 100 * HOUR if number < stay else HOUR
            visits.begin(
                transaction, f"token {number}", b"planted words" * 20, "1", lifetime
            )
    with reading(engine) as connection:
        ending = visit.c.expires == NOON + HOUR
        return list(connection.execute(select(visit.c.sealed).where(ending)).scalars())


def left_in_table(engine: Engine, folder: Path, planted: list[bytes]) -> int:
    """Return how many of these values are in the file of the table."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("CHECKPOINT")
        path = connection.exec_driver_sql(
            "SELECT pg_relation_filepath('visit')"
        ).scalar_one()
    content = (folder / "data" / path).read_bytes()
    return sum(each in content for each in planted)


@pytest.mark.parametrize(("stay", "rewrite"), [(0, False), (5, True)])
def test_no_byte_of_what_was_purged_is_left_in_the_table(
    keys: Keys, stay: int, *, rewrite: bool
) -> None:
    needed()
    with postgresql() as address:
        engine = open_database(address)
        migrate(engine)
        sealed = planted(engine, keys, stay=stay)
        folder = Path(str(engine.url.query["host"]))
        before = left_in_table(engine, folder, sealed)

        gone = purge_all(Database(engine, keys), NOON + HOUR, rewrite=rewrite)

        after = left_in_table(engine, folder, sealed)
        engine.dispose()
    assert gone.visits == before == VISITS - stay
    assert after == 0
