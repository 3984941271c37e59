"""Whole visits from many browsers at once, while a server is killed and restarted.

`python -m tests.bench.load` starts one or more processes of the app on one database. Clients answer every page, read
the result and share it. One process is killed half-way and restarted. The clients behave like people: if nothing
responds, they load the page again. At the end, every receipt must lead to a readable intake.
"""

import os
import random
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from re import compile as pattern
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep
from urllib.parse import urlencode

from finder.config import Settings
from finder.core.sharing.reference import read_code
from finder.secret_keys import secrets_of
from finder.store import intakes
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.store.transaction import Database
from finder.web.app.state import utc_now
from tests.bench.measure import Row, show_rows
from tests.bench.pages import HIDDEN, answers_of, app_in
from tests.bench.process import free_port, resident
from tests.postgresql import postgresql

CODE = pattern(r'<p class="code">([^<]+)</p>')
SECRET = "a key for a bench and long enough to be taken"
Form = dict[str, str | list[str]]
Forms = dict[str, Form]
AGAIN = 0.05
"""The seconds before a page is loaded again."""
ROUNDS = 1000
"""How often a client loads a page again before it gives up."""


class NoReply(Exception):
    """A page that never arrived."""


@dataclass(slots=True)
class Seen:
    """What all clients saw, in total."""

    journeys: int = 0
    pages: int = 0
    answered: int = 0
    """Forms that were answered with the next page."""
    retried: int = 0
    away: int = 0
    """Pages that said that the database cannot be reached."""
    slowest: float = 0
    """The seconds of the slowest response."""
    wrong: Counter[str] = field(default_factory=Counter)
    receipts: list[str] = field(default_factory=list)


class Client:
    """A browser. Each request goes to any of the servers, as behind a proxy."""

    good = frozenset({200, 303})
    """The expected statuses of pages and forms."""

    def __init__(self, ports: list[int], seen: Seen) -> None:
        self.ports = ports
        self.seen = seen
        self.cookies: dict[str, str] = {}
        self.more: dict[str, str] = {}
        """Headers that a proxy would add."""

    def get(self, path: str) -> str:
        """Return the page, after as many attempts as necessary."""
        return self.ask("GET", path)[1]

    def post(self, path: str, data: Form) -> str:
        """Send a form as often as necessary, and return the address of the next page."""
        following = self.ask("POST", path, urlencode(data, doseq=True))[0]
        self.seen.answered += bool(following)
        return following

    def ask(self, method: str, path: str, body: str = "") -> tuple[str, str]:
        """Return where the response leads, and its page. Raises NoReply."""
        for _ in range(ROUNDS):
            began = monotonic()
            try:
                reply = self.request(method, path, body)
                page = reply.read().decode()
            except (OSError, HTTPException):
                self.seen.retried += 1
                sleep(AGAIN)
                continue
            self.seen.pages += 1
            self.seen.slowest = max(self.seen.slowest, monotonic() - began)
            if self.is_to_ask_again(reply.status, page):
                sleep(AGAIN)
                continue
            if reply.status not in self.good:
                self.seen.wrong[f"{method} {path} {reply.status}"] += 1
            return reply.headers["Location"] or "", page
        raise NoReply(path)

    def is_to_ask_again(self, status: int, page: str) -> bool:
        """Return whether to repeat the request, because the page asks the person to try again."""
        return False

    def request(self, method: str, path: str, body: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body or None, {"Cookie": cookies, "Connection": "close", **form, **self.more})
        reply = connection.getresponse()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    def journey(self, answers: Forms) -> None:
        """Answer every page, read the result, and share it."""
        path, answered = "/questions/who", set[str]()
        while path != "/check":
            answered.add(path)
            path = self.post(path, answers[path] | self.hidden(path))
            if path in answered:
                self.seen.wrong[f"{path} asked again"] += 1
                return
        self.get("/check")
        self.get("/result")
        place = ""
        while place != "/shared":
            place = self.post("/share", self.hidden("/share") | {"agree": "yes"})
        found = CODE.search(self.get("/shared"))
        if not found:
            self.seen.wrong["no receipt"] += 1
            return
        self.seen.receipts.append(read_code(found[1]))
        self.seen.journeys += 1

    def hidden(self, path: str) -> Form:
        """Return the hidden fields of a page."""
        found: Form = dict(HIDDEN.findall(self.get(path)))
        return found


@contextmanager
def served(port: int, environment: dict[str, str]) -> Iterator[Popen[bytes]]:
    """Yield a process of the app on this port."""
    command = [sys.executable, "-m", "finder", "run", "--port", str(port)]
    process = Popen(command, env=os.environ | environment, stdout=DEVNULL, stderr=DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(words: Namespace, folder: Path, address: str) -> Iterator[Row]:
    """Run the visits, kill a process half-way, and yield the results."""
    settings = Settings(data=folder, database=address, secret_keys=(SECRET,), clinic="Riverside Pain Clinic")
    environment = {
        "FINDER_DATA": str(folder),
        "FINDER_DATABASE": address,
        "FINDER_SECRET_KEYS": SECRET,
        "FINDER_CLINIC": settings.clinic,
    }
    answers = answers_of(app_in(folder))
    seen, took, memory = drive(words, answers, Client, lambda port: served(port, environment))
    print(
        f"{seen.journeys} journeys, {seen.pages} pages in {took:.0f} s; loaded again {seen.retried} times; {seen.wrong}"
    )
    yield Row("journeys a second, receipt included", seen.journeys / took, 1, "/s", at_least=True)
    yield Row("receipts without an intake", lost(settings, seen.receipts), 0.5, "")
    yield Row("pages that should not have been shown", sum(seen.wrong.values()), 0.5, "")
    yield Row("memory of a process at the end", memory, 150, "MiB")
    if words.beside:
        yield from beside(words, folder, address, answers, seen.pages / took)


def beside(words: Namespace, folder: Path, address: str, answers: Forms, pages_a_second: float) -> Iterator[Row]:
    """Run the same visits through the wizard of django-formtools, and yield the comparison."""
    from tests.bench.peer import PeerClient, peer_served

    place = address if words.postgresql else f"sqlite:///{folder}/peer.db"
    seen, took, memory = drive(words, answers, PeerClient, lambda port: peer_served(port, place))
    print(
        f"django-formtools: {seen.journeys} journeys, {seen.pages} pages in {took:.0f} s; "
        f"loaded again {seen.retried} times; {seen.wrong}; {memory:.0f} MiB"
    )
    yield Row("requests a second, of ours", pages_a_second, 1, "/s", at_least=True)
    yield Row("requests a second, of django-formtools", seen.pages / took, 1, "/s", at_least=True)
    yield Row(
        "requests a second: ours answers so many times as many", pages_a_second * took / seen.pages, 1, at_least=True
    )


def drive(
    words: Namespace,
    answers: Forms,
    kind: type[Client],
    serve: Callable[[int], AbstractContextManager["Popen[bytes]"]],
) -> tuple[Seen, float, float]:
    """Run visits through processes of one app, one of which is killed half-way. Return what the clients saw, the
    seconds, and the memory of the largest process."""
    ports = [free_port() for _ in range(words.processes)]
    seen, ended = Seen(), Event()
    with ExitStack() as stack:
        servers = [stack.enter_context(serve(port)) for port in ports]
        for port in ports:
            kind([port], Seen()).get("/healthz")

        def visit() -> None:
            while not ended.is_set():
                kind(ports, seen).journey(answers)

        clients = [Thread(target=visit) for _ in range(words.clients)]
        began = monotonic()
        for client in clients:
            client.start()
        sleep(words.seconds / 2)
        servers[0].kill()
        servers[0].wait()
        servers[0] = stack.enter_context(serve(ports[0]))
        sleep(words.seconds / 2)
        ended.set()
        for client in clients:
            client.join()
        took = monotonic() - began
        memory = max(resident(server.pid) for server in servers)
    return seen, took, memory


def lost(settings: Settings, receipts: list[str]) -> int:
    """Return how many receipts lead to no readable intake."""
    database = Database(open_database(settings.database_url), Keys(secrets_of(settings)))
    with database.reading(utc_now()) as transaction:
        keys = [intakes.key_of(transaction, receipt) for receipt in receipts]
        found = [key is not None and intakes.find(transaction, key) is not None for key in keys]
    database.engine.dispose()
    return found.count(False)


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--beside", action="store_true", help="drive django-formtools, too (extra `bench`)")
    words = parser.parse_args()
    if words.processes > 1 and not words.postgresql:
        parser.error("an SQLite database takes one process; add --postgresql")
    with TemporaryDirectory(prefix="finder-bench-") as folder, ExitStack() as stack:
        address = stack.enter_context(postgresql()) if words.postgresql else f"sqlite:///{folder}/finder.db"
        rows = list(run(words, Path(folder), address))
    show_rows(rows)
    return int(any(row.share > 1 for row in rows))


if __name__ == "__main__":
    sys.exit(main())
