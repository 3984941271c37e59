"""A migration that is killed half-way: an old database with rows in every table, and
processes that start to migrate it."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from time import sleep

from sqlalchemy import Engine

from finder.store.engine import open_database, reading
from finder.store.migrate import TableVersion, drift, table_version
from tests.faults.counting import Count
from tests.faults.site import LONG, Engined, until
from tests.store.test_each_migration import MOVED, Rows, content, fill, go, lost

WORDS = "A change of the tables is killed halfway."
OLD, ROWS = "0008", 2000
LONGEST = 0.4
"""The most seconds from the beginning of a migration to its kill."""
MIGRATE = """
import sys
from finder.store.engine import open_database
from finder.store.migrate import migrate
migrate(open_database(sys.argv[1]))
"""
"""The first step when the app starts."""


def kill_migrations(engined: Engined, times: int, rows: int = ROWS) -> Count:
    """Kill this many running migrations, then let one finish, and return the counts."""
    engine = open_database(engined.address, patience=LONG)
    go(engine, OLD)
    fill(engine, rows)
    before, killed, torn = content(engine), 0, 0
    while killed < times:
        kill_one(engined.address, engine)
        if table_version(engine) is TableVersion.CURRENT:
            go(engine, OLD, down=True)
            continue
        killed += 1
        torn += content(engine) != before
    subprocess.run([sys.executable, "-c", MIGRATE, engined.address], check=True)
    after, wrong = content(engine), len(drift(engine))
    engine.dispose()
    return counted(engined, times, before, after, torn, wrong)


def kill_one(address: str, engine: Engine) -> None:
    """Start a migration and kill it at a random moment after it has begun."""
    process = subprocess.Popen([sys.executable, "-c", MIGRATE, address])
    until(
        lambda: is_under_way(engine) or process.poll() is not None, "the tables change"
    )
    sleep(random.uniform(0, LONGEST))
    process.kill()
    process.wait()


def is_under_way(engine: Engine) -> bool:
    """Return whether a migration is running."""
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            return bool(connection.exec_driver_sql(locks).scalar_one())
    with closing(
        sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
    ) as quick:
        try:
            quick.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False


def counted(
    engined: Engined, times: int, before: Rows, after: Rows, torn: int, wrong: int
) -> Count:
    rows = sum(map(len, before.values()))
    moved = set().union(*MOVED.values())
    return Count(
        fault=WORDS,
        engine=engined.name,
        times=times,
        answers=rows,
        receipts=0,
        asked_again=0,
        lost=len(lost(before, after, moved)),
        doubled=sum(
            max(0, len(after.get(name, ())) - len(found))
            for name, found in before.items()
        ),
        unreadable=torn + wrong,
        trail=0,
        away=0,
        wrong=0,
        unanswered=0,
        slowest=0,
        urgent=0,
    )
