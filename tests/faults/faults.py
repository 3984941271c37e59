"""Each fault, as a function that causes it this many times while patients answer."""

import random
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from finder.store.desk_tables import intake
from finder.store.rotation import SEALED_COLUMNS, key_id_in
from finder.store.transaction import Database
from finder.web.app.state import utc_now
from tests.faults.disks import Disk
from tests.faults.site import Server, Site, until
from tests.store.test_rotation import fill

FAKE_CLOCK = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
"""A library that changes the time for a program, or None if it is not installed."""
FEW, SOME = 10, 40
"""The number of answers between two faults, and after the last one."""
CROWD = 64
IDLE = 1000
ROWS = 400
"""The number of rows in each sealed column before the keys are rotated."""
MINUTES = 100
"""How far the clock moves. Answers are stored for two hours, so none may expire."""
NEW_SECRET = "a new key for a bench and long enough to be taken"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in words, and how often to cause it. `most` is the number of patients who
    answer at the same time."""

    words: str
    make: "Callable[[Site, Disk, int], None]"
    times: int
    most: int = 6
    needs_server: bool = False
    """Whether the fault needs a database server."""
    needs_clock: bool = False


def kill(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(random.randint(1, FEW))
        site.kill()
        site.start()


def fill_disk(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(SOME)
        with disk.full():
            site.turn_away(FEW)
        site.engined.start()


def fail_disk(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(SOME)
        disk.fail()
        site.turn_away(FEW)
        for _ in range(site.engined.processes):
            site.kill()
        site.engined.stop()
        disk.repair()
        site.engined.start()
        site.start()


def lock(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(SOME)
        with site.engined.hold():
            site.turn_away(FEW)


def stop_database(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(SOME)
        site.engined.stop()
        site.turn_away(FEW)
        site.engined.start()


def freeze_database(site: Site, disk: Disk, times: int) -> None:
    assert isinstance(site.engined, Server)
    for _ in range(times):
        site.answer(SOME)
        with site.engined.server.frozen():
            site.turn_away(FEW)


def take_connections(site: Site, disk: Disk, times: int) -> None:
    for _ in range(times):
        site.answer(SOME)
        with ExitStack() as held, site.database() as database:
            database.engine.connect().close()
            for _ in range(FEW):
                take_all(database, held)
                end_others(database)
            take_all(database, held)
            site.turn_away(FEW)


def take_all(database: Database, held: ExitStack) -> None:
    """Take every free connection of the server."""
    with suppress(psycopg.OperationalError):
        while True:
            held.callback(psycopg.connect(database.engine.url.render_as_string()).close)


def end_others(database: Database) -> None:
    """Terminate the connections that serve patients."""
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        " AND pid <> pg_backend_pid() AND query <> ''"
    )
    try:
        with database.engine.connect() as connection:
            connection.exec_driver_sql(end)
    except OperationalError:
        return


def hold_idle_connections(site: Site, disk: Disk, times: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for _ in range(times):
        with ExitStack() as held:
            for number in range(IDLE):
                idle = held.enter_context(
                    socket.create_connection(("127.0.0.1", site.port), timeout=60)
                )
                if number % 2:
                    idle.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            site.answer(SOME)


def turn_clock(site: Site, disk: Disk, times: int) -> None:
    clock = site.data.parent / "clock"
    for number in range(times):
        clock.write_text("+0" if number % 2 else f"+{MINUTES}m", encoding="utf-8")
        site.answer(SOME)
    clock.write_text("+0", encoding="utf-8")
    with site.database() as database, database.reading(utc_now()) as transaction:
        first, last = transaction.execute(
            select(func.min(intake.c.created), func.max(intake.c.created))
        ).one()
    assert (last - first).total_seconds() > 60 * MINUTES / 2, (
        "the clock of the app has turned"
    )


@contextmanager
def another_clock(site: Site) -> Iterator[None]:
    """Make the app read a clock that can be changed."""
    assert FAKE_CLOCK
    clock = site.data.parent / "clock"
    clock.write_text("+0", encoding="utf-8")
    site.more = {
        "LD_PRELOAD": str(FAKE_CLOCK),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    yield


def rotate_keys(site: Site, disk: Disk, times: int) -> None:
    """Add many rows, give the app a new key, and kill the rotation half-way."""
    with site.database() as database:
        for number in range(ROWS):
            fill(database, number, utc_now())
    site.added += ROWS
    old = site.secrets
    for secrets in ((*old, NEW_SECRET), (NEW_SECRET, *old)):
        site.secrets = secrets
        site.restart()
    with site.database() as database:
        killed = 0
        while killed < times:
            before = left(database)
            assert before, "the rotation is done before it was killed often enough"
            command = site.command("keys", "rotate")
            wait_for_progress(database, command, before)
            command.kill()
            command.wait()
            killed += bool(left(database))
        assert site.command("keys", "rotate").wait() == 0
        assert left(database) == 0, "a rotation that is not killed leaves nothing"


def wait_for_progress(database: Database, command: "Popen[bytes]", before: int) -> None:
    until(lambda: left(database) < before or command.poll() is not None, "keys rotate")


def left(database: Database) -> int:
    """Return how many values are not sealed with the newest key."""
    newest = database.keys.newest_first[0].id
    with database.reading(utc_now()) as transaction:
        counts = (
            select(func.count())
            .select_from(each.column.table)
            .where(each.column.is_not(None), key_id_in(each.column) != newest)
            for each in SEALED_COLUMNS
        )
        return sum(transaction.execute(count).scalar_one() for count in counts)


FAULTS = (
    Fault("A process of the app is killed (SIGKILL) and started again.", kill, 50),
    Fault("The disk is full.", fill_disk, 3),
    Fault("The disk fails: nothing on it can be read or written.", fail_disk, 3),
    Fault("Another program locks the database.", lock, 3),
    Fault(
        "64 patients at once, and the database is locked: every connection is in use.",
        lock,
        1,
        CROWD,
    ),
    Fault(
        "The database is killed and started again.",
        stop_database,
        10,
        needs_server=True,
    ),
    Fault(
        "The database stops responding (SIGSTOP), then continues.",
        freeze_database,
        3,
        needs_server=True,
    ),
    Fault(
        "Other programs take all connections of the database.",
        take_connections,
        3,
        needs_server=True,
    ),
    Fault("1,000 idle connections.", hold_idle_connections, 3),
    Fault(
        "The clock moves 100 minutes forward and back.",
        turn_clock,
        10,
        needs_clock=True,
    ),
    Fault("A key rotation is killed halfway.", rotate_keys, 10),
)
