"""Two processes of the app on one PostgreSQL serve two clinics while one is killed, or
a clinic changes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest

from finder.config import Settings
from tests.bench.client import Client, Seen
from tests.bench.clinic_runs import ClinicRun, clinic_runs, lost, lost_notes, strange
from tests.bench.load import SECRET, served, visit
from tests.bench.pages import answers_of, app_in
from tests.bench.process import free_port
from tests.bench.staff import StaffMember
from tests.postgresql import needed, postgresql

PATIENTS = 4
HALF_WAY = PATIENTS * 12
"""Forms that all patients have sent when a process is killed."""
PATIENCE = 120
"""The seconds after which something that should happen never will."""


class Site:
    """Two clinics, and two processes that serve both."""

    def __init__(self, settings: Settings, at_the_end: ExitStack) -> None:
        self.settings = settings
        self.runs = clinic_runs(settings, 2)
        self.ports = [free_port(), free_port()]
        self.environment = {
            "FINDER_DATA": str(settings.data),
            "FINDER_DATABASE": settings.database,
            "FINDER_SECRET_KEYS": SECRET,
            "FINDER_CLINIC": settings.clinic,
        }
        self._at_the_end = at_the_end
        self.servers = [self.start(port) for port in self.ports]
        for port in self.ports:
            Client([port], Seen()).get("/healthz")

    def start(self, port: int) -> "subprocess.Popen[bytes]":
        return self._at_the_end.enter_context(served(port, self.environment))

    def command(self, *words: str) -> None:
        """Run a command while both processes serve."""
        known = os.environ | self.environment
        subprocess.run(
            [sys.executable, "-m", "finder", *words],
            env=known,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def page(self, port: int, address: str) -> tuple[int, str]:
        """Return the status and the content of a page of one process."""
        reply = Client([port], Seen()).request("GET", address, "")
        return reply.status, reply.read().decode()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    needed()
    with ExitStack() as at_the_end:
        address = at_the_end.enter_context(postgresql())
        settings = Settings(
            data=tmp_path,
            database=address,
            secret_keys=(SECRET,),
            clinic="Riverside Pain Clinic",
        )
        yield Site(settings, at_the_end)


def until(is_so: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, "it never happened"
        sleep(0.05)


def test_nothing_is_lost_or_at_the_wrong_clinic_when_a_process_is_killed_and_restarted(
    site: Site, tmp_path: Path
) -> None:
    answers, settings = answers_of(app_in(tmp_path / "app")), site.settings
    staff = [StaffMember(site.ports, run) for run in site.runs]

    def work(member: StaffMember) -> None:
        while len(member.run.notes) < PATIENTS // 2:
            member.take_turn()

    with ThreadPoolExecutor(PATIENTS + len(staff)) as threads:
        busy = [
            threads.submit(visit, site.ports, site.runs[number % 2], answers)
            for number in range(PATIENTS)
        ]
        busy += [threads.submit(work, member) for member in staff]
        until(lambda: sum(run.seen.answered for run in site.runs) >= HALF_WAY)
        site.servers[0].kill()
        site.servers[0].wait()
        site.servers[0] = site.start(site.ports[0])
        for each in busy:
            each.result()

    for run in site.runs:
        assert not run.seen.wrong
        assert len(set(run.seen.receipts)) == PATIENTS // 2
        assert lost(settings, run.seen.receipts, run.id) == 0
        assert strange(settings, run) == 0
        assert lost_notes(settings, run) == 0
    assert sum(run.seen.retried for run in site.runs) > 0, (
        "some requests reached the killed process"
    )
    for member, other in zip(staff, reversed(site.runs), strict=True):
        member.good = member.good | {404}
        assert all(map(member.finds, member.run.seen.receipts))
        assert not any(map(member.look_up, other.seen.receipts))


def test_both_processes_follow_what_a_command_changes_at_a_clinic(site: Site) -> None:
    first, north = site.runs
    offer = "you may leave a phone number"

    def both_show(run: ClinicRun, status: int, *, offers: bool) -> bool:
        pages = [site.page(port, f"{run.root}/privacy") for port in site.ports]
        return all(
            found == status and (offer in page) == offers for found, page in pages
        )

    assert both_show(first, 200, offers=False)
    assert both_show(north, 200, offers=False)
    slug = north.root.rpartition("/")[2]
    for words, status, offers in (
        (("set", slug, "FINDER_CLINIC_CALL_BACK=on"), 200, True),
        (("set", slug, "FINDER_CLINIC_CALL_BACK="), 200, False),
        (("close", slug), 404, False),
        (("open", slug), 200, False),
    ):
        site.command("clinic", *words)
        until(
            lambda status=status, offers=offers: both_show(north, status, offers=offers)  # type: ignore[misc]
        )
        assert both_show(first, 200, offers=False), "the other clinic stays as it is"
