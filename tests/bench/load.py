"""Whole visits from many browsers at once, while a server is killed and restarted.

`python -m tests.bench.load` starts one or more processes of the app on one database.
Clients answer every page, read the result and share it. One process is killed half-way
and restarted. The clients behave like people: if nothing responds, they load the page
again. At the end, every receipt must lead to a readable intake.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep

from finder.config import Settings
from tests.bench.client import Client, Forms, Seen
from tests.bench.clinic_runs import (
    ClinicRun,
    clinic_runs,
    lost,
    lost_notes,
    strange,
    total,
)
from tests.bench.measure import Row, show_rows
from tests.bench.pages import answers_of, app_in
from tests.bench.process import free_port, resident
from tests.bench.staff import StaffMember
from tests.postgresql import postgresql

SECRET = "a key for a bench and long enough to be taken"
Turn = Callable[[], object]
"""What one client does again and again."""


@contextmanager
def served(port: int, environment: dict[str, str]) -> Iterator[Popen[bytes]]:
    """Yield a process of the app on this port."""
    command = [sys.executable, "-m", "finder", "run", "--port", str(port)]
    process = Popen(
        command, env=os.environ | environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(words: Namespace, folder: Path, address: str) -> Iterator[Row]:
    """Run the visits, kill a process half-way, and yield the results."""
    settings = Settings(
        data=folder,
        database=address,
        secret_keys=(SECRET,),
        clinic="Riverside Pain Clinic",
    )
    environment = {
        "FINDER_DATA": str(folder),
        "FINDER_DATABASE": address,
        "FINDER_SECRET_KEYS": SECRET,
        "FINDER_CLINIC": settings.clinic,
    }
    answers = answers_of(app_in(folder))
    runs = clinic_runs(settings, words.clinics)

    def turns(ports: list[int]) -> Iterator[Turn]:
        for number in range(words.clients):
            yield partial(visit, ports, runs[number % len(runs)], answers)
        if len(runs) > 1:
            yield from (StaffMember(ports, each).take_turn for each in runs)

    took, memory = drive(words, turns, lambda port: served(port, environment))
    seen = total(each.seen for each in runs)
    print(
        f"{seen.journeys} journeys, {seen.pages} pages in {took:.0f} s; loaded again {seen.retried} times; {seen.wrong}"
    )
    yield Row(
        "journeys a second, receipt included",
        seen.journeys / took,
        1,
        "/s",
        at_least=True,
    )
    yield Row(
        "receipts without an intake",
        sum(lost(settings, each.seen.receipts, each.id) for each in runs),
        0.5,
        "",
    )
    if len(runs) > 1:
        yield from rows_of_clinics(settings, runs)
    yield Row(
        "pages that should not have been shown", sum(seen.wrong.values()), 0.5, ""
    )
    yield Row("memory of a process at the end", memory, 150, "MiB")
    if words.formtools:
        yield from compare_formtools(words, folder, address, answers, seen.pages / took)


def visit(ports: list[int], at: ClinicRun, answers: Forms) -> None:
    """Let one person answer everything and share it at a clinic."""
    Client(ports, at.seen, at.root).journey(answers)


def rows_of_clinics(settings: Settings, runs: list[ClinicRun]) -> Iterator[Row]:
    """Yield what matters only if there are several clinics."""
    print(
        f"{len(runs)} clinics, whose staff wrote {sum(len(each.notes) for each in runs)} notes"
    )
    yield Row(
        "intakes doubled or at the wrong clinic",
        sum(strange(settings, each) for each in runs),
        0.5,
        "",
    )
    yield Row("notes lost", sum(lost_notes(settings, each) for each in runs), 0.5, "")


def compare_formtools(
    words: Namespace, folder: Path, address: str, answers: Forms, pages_a_second: float
) -> Iterator[Row]:
    """Run the same visits through the wizard of django-formtools, and yield the
    comparison."""
    from tests.bench.peer import PeerClient, peer_served

    place, seen = address if words.postgresql else f"sqlite:///{folder}/peer.db", Seen()
    make_tables(place)

    def turns(ports: list[int]) -> Iterator[Turn]:
        for _ in range(words.clients):
            yield lambda: PeerClient(ports, seen).journey(answers)

    took, memory = drive(words, turns, lambda port: peer_served(port, place))
    print(
        f"django-formtools: {seen.journeys} journeys, {seen.pages} pages in {took:.0f} s; "
        f"loaded again {seen.retried} times; {seen.wrong}; {memory:.0f} MiB"
    )
    yield Row("requests a second, of ours", pages_a_second, 1, "/s", at_least=True)
    yield Row(
        "requests a second, of django-formtools",
        seen.pages / took,
        1,
        "/s",
        at_least=True,
    )
    yield Row(
        "requests a second: ours answers so many times as many",
        pages_a_second * took / seen.pages,
        1,
        at_least=True,
    )


def make_tables(place: str) -> None:
    """Let one process of the wizard make its tables. Several that start together could
    make them twice."""
    from tests.bench.peer import peer_served

    port = free_port()
    with peer_served(port, place):
        Client([port], Seen()).get("/healthz")


def drive(
    words: Namespace,
    turns: Callable[[list[int]], Iterable[Turn]],
    serve: Callable[[int], AbstractContextManager["Popen[bytes]"]],
) -> tuple[float, float]:
    """Let clients take their turns at processes of one app, one of which is killed
    half-way. Return the seconds and the memory of the largest process."""
    ports = [free_port() for _ in range(words.processes)]
    ended = Event()
    with ExitStack() as stack:
        servers = [stack.enter_context(serve(port)) for port in ports]
        for port in ports:
            Client([port], Seen()).get("/healthz")

        def go_on(turn: Turn) -> None:
            while not ended.is_set():
                turn()

        clients = [Thread(target=go_on, args=[turn]) for turn in turns(ports)]
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
    return took, memory


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument(
        "--clinics", type=int, default=1, help="with several, staff of each work too"
    )
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument(
        "--formtools",
        action="store_true",
        help="drive django-formtools, too (extra `bench`)",
    )
    words = parser.parse_args()
    if words.processes > 1 and not words.postgresql:
        parser.error("an SQLite database takes one process; add --postgresql")
    if words.formtools and words.clinics > 1:
        parser.error(
            "the wizard has no staff, so --formtools compares one clinic; leave out --clinics"
        )
    with TemporaryDirectory(prefix="finder-bench-") as folder, ExitStack() as stack:
        address = (
            stack.enter_context(postgresql())
            if words.postgresql
            else f"sqlite:///{folder}/finder.db"
        )
        rows = list(run(words, Path(folder), address))
    show_rows(rows)
    return int(any(row.share > 1 for row in rows))


if __name__ == "__main__":
    sys.exit(main())
