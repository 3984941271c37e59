"""Several processes of the app: they share a PostgreSQL database, but a second process
on an SQLite file is refused."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from finder.config import Settings
from finder.server_process import (
    claim,
    processes_without_key,
    register,
    server_processes,
)
from finder.store.desk_tables import intake
from finder.store.engine import DatabaseAway, open_database, reading
from finder.web.serve import be_the_only_server
from tests.bench.client import Client, Form, Seen
from tests.bench.clinic_runs import lost
from tests.bench.load import SECRET, served
from tests.bench.pages import answers_of, app_in
from tests.commands.starting import Start, free_port, read
from tests.postgresql import needed, postgresql

SERVER = (sys.executable, "-m", "finder")
CLAIM = """
import sys
from pathlib import Path
from finder.server_process import claim
sys.exit(claim(Path(sys.argv[1])))
"""
"""A program whose exit code says whether it could claim a file."""
CLIENTS = 6
HALF_WAY = CLIENTS * 10
"""The number of forms that all clients have sent together when a process is killed."""


@pytest.fixture
def address() -> Iterator[str]:
    needed()
    with postgresql() as found:
        yield found


def test_a_second_server_of_one_sqlite_file_is_refused(
    start: Start, tmp_path: Path
) -> None:
    start(*SERVER)
    another = {
        **os.environ,
        "FINDER_DATA": str(tmp_path / "other"),
        "FINDER_SECRET_FILE": str(tmp_path / "data/secret-key"),
    }
    another["FINDER_DATABASE"] = f"sqlite:///{tmp_path}/data/finder.db"

    second = subprocess.run(
        [*SERVER, "run", "--port", str(free_port())],
        env=another,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert second.returncode == 1
    assert re.search(
        r"process \d+ already serves the database \S+/finder\.db, and SQLite allows only one; stop",
        second.stderr,
    )


def test_a_mark_that_cannot_be_made_is_reported_in_a_sentence(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/finder.db")
    (tmp_path / "finder.db.server").mkdir()

    with pytest.raises(
        DatabaseAway,
        match=r"the file \S+\.server, .+ cannot be created or opened \(.+\); give",
    ):
        be_the_only_server(engine)

    engine.dispose()


def test_the_first_server_may_be_followed_by_another(tmp_path: Path) -> None:
    assert claim(tmp_path / "finder.db.server")

    others = [
        subprocess.run(
            [sys.executable, "-c", CLAIM, tmp_path / name], check=False
        ).returncode
        for name in ("finder.db.server", "another.db.server")
    ]

    assert others == [False, True]


def test_every_process_of_a_folder_is_found(tmp_path: Path) -> None:
    assert server_processes(tmp_path) == []

    register(tmp_path, [])
    register(tmp_path, [])

    assert server_processes(tmp_path) == [os.getpid(), os.getpid()]


def test_a_process_without_a_key_is_found(tmp_path: Path) -> None:
    register(tmp_path, ["0a0a0a0a"])

    assert processes_without_key(tmp_path, "0a0a0a0a") == []
    assert processes_without_key(tmp_path, "0b0b0b0b") == [os.getpid()]


def test_the_key_is_not_rotated_before_the_app_restarts(
    start: Start, tmp_path: Path
) -> None:
    start(*SERVER)

    def run(*words: str) -> str:
        ended = subprocess.run(
            [*SERVER, *words],
            env={**os.environ, "FINDER_DATA": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.stdout + ended.stderr

    before = run("keys", "rotate")
    run("keys", "add")
    refused = run("keys", "rotate")

    assert before == "0 values are now encrypted with the newest key.\n"
    assert re.fullmatch(
        r"Error: process \d+ started before the newest secret was added, and could read nothing after a rotation; "
        r"restart the app, then run `finder keys rotate` again\n",
        refused,
    )
    assert (
        re.search(r"\(the newest\): \d of the audit trail\n", run("keys", "status"))
        is None
    )
    assert re.search(
        r"wrong  keys .+process \d+ started before the newest secret was added\n.+restart the app",
        run("doctor"),
    )


def test_a_process_needs_no_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    register(tmp_path / "made" / "here", [])
    register(tmp_path / "file" / "folder", [])

    assert server_processes(tmp_path / "made" / "here") == [os.getpid()]


def test_new_rules_reach_every_process(
    start: Start, address: str, tmp_path: Path
) -> None:
    both = [start(*SERVER, FINDER_DATABASE=address) for _ in range(2)]

    reloaded = subprocess.run(
        [*SERVER, "rules", "reload"],
        env={**os.environ, "FINDER_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(re.findall(r"Process \d+ loads rules version", reloaded.stdout)) == 2
    for each in both:
        assert read(each + "readyz").startswith("ready, rules version ")


class Counting(Client):
    """A client that reports when all clients together are half-way."""

    sent = 0
    half_way = Event()

    def post(self, path: str, data: Form) -> str:
        Counting.sent += 1
        if Counting.sent >= HALF_WAY:
            self.half_way.set()
        return super().post(path, data)


def test_nothing_is_lost_or_doubled_when_one_of_two_processes_is_killed(
    address: str, tmp_path: Path
) -> None:
    settings = Settings(
        data=tmp_path,
        database=address,
        secret_keys=(SECRET,),
        clinic="Riverside Pain Clinic",
    )
    environment = {
        "FINDER_DATA": str(tmp_path),
        "FINDER_DATABASE": address,
        "FINDER_SECRET_KEYS": SECRET,
        "FINDER_CLINIC": settings.clinic,
    }
    answers = answers_of(app_in(tmp_path / "app"))
    ports, seen = [free_port(), free_port()], Seen()
    with ExitStack() as at_the_end:
        servers = [
            at_the_end.enter_context(served(port, environment)) for port in ports
        ]
        for port in ports:
            Client([port], Seen()).get("/healthz")
        threads = at_the_end.enter_context(ThreadPoolExecutor(CLIENTS))
        journeys = [
            threads.submit(Counting(ports, seen).journey, answers)
            for _ in range(CLIENTS)
        ]

        Counting.half_way.wait()
        servers[0].kill()
        for journey in journeys:
            journey.result()

    engine = open_database(address)
    with reading(engine) as connection:
        stored = connection.scalar(select(func.count()).select_from(intake))
    engine.dispose()
    assert not seen.wrong
    assert seen.retried > 0, "some met the process that was gone"
    assert len(set(seen.receipts)) == CLIENTS == stored
    assert lost(settings, seen.receipts) == 0
