"""An installation to be damaged: a database on a separate disk, processes of the app,
and patients who answer."""

import os
import re
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from urllib.parse import urlencode

from sqlalchemy import Engine

from finder.config import Settings
from finder.secret_keys import secrets_of
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.bench.client import Client, Form, Forms, Seen
from tests.bench.load import SECRET, served
from tests.bench.process import free_port
from tests.postgresql import Postgresql

CLINIC = "Riverside Pain Clinic"
HEADING = re.compile(r"<h1[^>]*>([^<]*)")
ADVICE, EMERGENCY = "Call 911 now", "tel:911"
SIGNS = "/questions/safety_now"
BETWEEN = 0.3
"""The seconds between two emergencies."""
LONG = 180
"""The seconds after which an event counts as missing."""


class Engined(ABC):
    """A database of one kind, with the faults that can happen to it."""

    name: str
    address: str
    processes: int
    room: int
    """The size of the disk in MiB."""

    @abstractmethod
    def start(self) -> None:
        """Start the server, if there is one and it is not running."""

    @abstractmethod
    def stop(self) -> None:
        """Kill the server, if there is one."""

    @abstractmethod
    def hold(self) -> AbstractContextManager[None]:
        """Let no other process write within a block."""


class Sqlite(Engined):
    name, processes, room = "SQLite", 1, 48

    def __init__(self, folder: Path) -> None:
        self.path = folder / "data/finder.db"
        self.address = f"sqlite:///{self.path}"

    def start(self) -> None:
        """Do nothing, because there is no server."""

    def stop(self) -> None:
        """Do nothing, because there is no server."""

    @contextmanager
    def hold(self) -> Iterator[None]:
        with closing(
            sqlite3.connect(self.path, timeout=LONG, isolation_level=None)
        ) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            yield


class Server(Engined):
    name, processes, room = "PostgreSQL", 2, 320

    def __init__(self, folder: Path) -> None:
        self.server = Postgresql(
            folder,
            "-c max_connections=60",
            "-c max_wal_size=64MB",
            "-c min_wal_size=32MB",
        )
        self.address = self.server.address
        self.server.make()
        self.start()

    def start(self) -> None:
        if not self.server.is_up:
            self.server.start()

    def stop(self) -> None:
        if self.server.is_up:
            self.server.kill()

    @contextmanager
    def hold(self) -> Iterator[None]:
        engine = open_database(self.address, patience=LONG)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "LOCK TABLE visit, intake, page_shown IN ACCESS EXCLUSIVE MODE"
            )
            yield
        engine.dispose()


class Patient(Client):
    """A person who waits and tries again if a page asks them to."""

    def is_to_ask_again(self, status: int, page: str) -> bool:
        if status != 503:
            return False
        if not all(number in page for number in ("tel:911", "tel:988")):
            self.seen.wrong["a page without the numbers to call"] += 1
        self.seen.away += 1
        return True


class InEmergency(Client):
    """A person who ticks a sign of a stroke, and must be told immediately to call
    911."""

    form: Form

    def go_to_signs(self, answers: Forms) -> None:
        path = "/questions/who"
        while path != SIGNS:
            path = self.post(path, answers[path] | self.hidden(path))
        self.form = answers[SIGNS] | self.hidden(SIGNS) | {"safety_now": ["rf_stroke"]}

    def tick(self) -> None:
        """Tick the sign, and record how long it takes until the page says what to do,
        if a process is running."""
        began = monotonic()
        try:
            status, page = self.advice()
        except (OSError, HTTPException):
            self.seen.retried += 1
            return
        self.seen.slowest = max(self.seen.slowest, monotonic() - began)
        self.seen.pages += 1
        if ADVICE in page:
            return
        if EMERGENCY in page:
            self.seen.away += 1
            return
        heading = HEADING.search(page)
        self.seen.wrong[
            f"{status} {heading[1] if heading else page} in an emergency"
        ] += 1

    def advice(self) -> tuple[int, str]:
        """Return the status and the page that follows the ticked sign."""
        reply = self.request("POST", SIGNS, urlencode(self.form, doseq=True))
        page, place = reply.read().decode(), reply.headers["Location"]
        if place:
            reply = self.request("GET", place, "")
            page = reply.read().decode()
        return reply.status, page


class Site:
    """Processes of the app on one database."""

    def __init__(self, engined: Engined, data: Path, answers: Forms) -> None:
        self.engined = engined
        self.seen, self.urgent = Seen(), Seen()
        self.added = 0
        """Intakes that no patient shared."""
        self.answers = answers
        self.secrets: tuple[str, ...] = (SECRET,)
        self.more: dict[str, str] = {}
        self.data = data
        self._ports = [free_port() for _ in range(engined.processes)]
        self._servers: list[subprocess.Popen[bytes]] = []
        self._stack = ExitStack()
        self._killed = 0

    @property
    def settings(self) -> Settings:
        return Settings(
            data=self.data,
            database=self.engined.address,
            secret_keys=self.secrets,
            clinic=CLINIC,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "FINDER_DATA": str(self.data),
            "FINDER_DATABASE": self.engined.address,
            "FINDER_SECRET_KEYS": ",".join(self.secrets),
            "FINDER_CLINIC": CLINIC,
            **self.more,
        }

    @contextmanager
    def database(self) -> Iterator[Database]:
        engine: Engine = open_database(self.engined.address, patience=LONG)
        try:
            yield Database(engine, Keys(secrets_of(self.settings)))
        finally:
            engine.dispose()

    @contextmanager
    def serving(self) -> Iterator[None]:
        with self._stack:
            self._servers = [self._serve(port) for port in self._ports]
            for port in self._ports:
                wait_for(port)
            yield

    def _serve(self, port: int) -> "subprocess.Popen[bytes]":
        return self._stack.enter_context(served(port, self.environment))

    def kill(self) -> None:
        """Kill the next process in turn."""
        server = self._servers[self._killed % len(self._servers)]
        self._killed += 1
        server.kill()
        server.wait()

    def start(self) -> None:
        """Start every process that has ended, and wait until all respond."""
        for number, server in enumerate(self._servers):
            if server.poll() is not None:
                self._servers[number] = self._serve(self._ports[number])
        for port in self._ports:
            wait_for(port)

    def restart(self) -> None:
        """Restart one process after the other."""
        for _ in self._servers:
            self.kill()
            self.start()

    @contextmanager
    def patients(self, many: int) -> Iterator[None]:
        """Run this many patients, who repeat visits. At the end, each finishes the
        current visit."""
        ended = Event()

        def visit() -> None:
            while not ended.is_set():
                Patient(self._ports, self.seen).journey(self.answers)

        threads = [Thread(target=visit) for _ in range(many)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    @contextmanager
    def an_emergency(self) -> Iterator[None]:
        """Let one person tick a sign of a stroke repeatedly."""
        person, ended = InEmergency(self._ports, self.urgent), Event()
        person.go_to_signs(self.answers)

        def tick() -> None:
            while not ended.wait(BETWEEN):
                person.tick()

        thread = Thread(target=tick)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    @property
    def port(self) -> int:
        return self._ports[0]

    def answer(self, more: int) -> None:
        """Wait until this many more forms are answered."""
        goal = self.seen.answered + more
        until(lambda: self.seen.answered >= goal, "patients are answered")

    def turn_away(self, more: int) -> None:
        """Wait until this many more pages have said that the database is away."""
        goal = self.seen.away + more
        until(lambda: self.seen.away >= goal, "pages say that the database is away")

    def command(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a `finder` command while the app runs."""
        known = os.environ | self.environment
        return subprocess.Popen(
            [sys.executable, "-m", "finder", *words],
            env=known,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def wait_for(port: int) -> None:
    Client([port], Seen()).get("/healthz")


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds. Raises TimeoutError if it does not."""
    end = monotonic() + LONG
    while not is_so():
        if monotonic() > end:
            raise TimeoutError(f"it was waited for {LONG} seconds until {what}")
        sleep(0.01)
