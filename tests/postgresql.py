"""A PostgreSQL server for tests and measurements."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from tests.missing import missing

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
"""The folder of Debian's PostgreSQL programs, or None if PostgreSQL is not
installed."""


def needed() -> None:
    """Skip a test if PostgreSQL is not installed, or fail it in CI."""
    if PROGRAMS is None:
        missing("PostgreSQL is not here; on Debian: apt-get install postgresql")


class Postgresql:
    """A server with all its files in one folder, reached through a socket in that
    folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.address = f"postgresql://finder@/postgres?host={folder}"
        self._options = (f"-k {folder}", "-c listen_addresses=''", *options)
        self._first = 0
        """The id of its first process. The others are its children."""
        self._owner = (
            "postgres" if os.geteuid() == 0 else None
        )  # its programs refuse to run as root

    def make(self) -> None:
        if self._owner:
            shutil.chown(self.folder, self._owner)
        self._run("initdb", "-U", "finder", "-A", "trust", "-E", "UTF8")

    def start(self) -> None:
        """Start the server and wait until it accepts connections. Delete the files of a
        killed server first, because another process may have its id by now."""
        pid_file = self.folder / "data/postmaster.pid"
        for left in (pid_file, self.folder / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        self._run("pg_ctl", "-w", "-l", "log", "-o", " ".join(self._options), "start")
        self._first = int(pid_file.read_text(encoding="utf-8").split()[0])

    def stop(self) -> None:
        """Stop the server immediately, as in a crash."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill all processes of the server."""
        found = self._processes()
        send(signal.SIGKILL, found)
        while any(map(is_alive, found)):
            sleep(0.01)

    @property
    def is_up(self) -> bool:
        """Return whether its first process is running."""
        return is_alive(self._first)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Pause all processes of the server, and resume them at the end."""
        found = self._processes()
        send(signal.SIGSTOP, found)
        try:
            yield
        finally:
            send(signal.SIGCONT, found)

    def _processes(self) -> list[int]:
        children = Path(f"/proc/{self._first}/task/{self._first}/children").read_text(
            encoding="utf-8"
        )
        return [self._first, *map(int, children.split())]

    def _run(self, program: str, *words: str) -> None:
        assert PROGRAMS
        command = [str(PROGRAMS / program), "-D", str(self.folder / "data"), *words]
        subprocess.run(
            command,
            check=True,
            user=self._owner,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )


def send(sent: signal.Signals, processes: list[int]) -> None:
    """Send a signal to processes of the server. A process of a connection may have
    ended by itself meanwhile."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, sent)


def is_alive(process: int) -> bool:
    """Return whether a process is running. A zombie is not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of an empty server, started in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="finder-postgresql-"))
    server = Postgresql(folder, "-c fsync=off")
    server.make()
    server.start()
    try:
        yield server.address
    finally:
        server.stop()
        shutil.rmtree(folder)


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database on an engine, `sqlite` or `postgresql`."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/finder.db"
        return
    needed()
    with postgresql() as found:
        yield found
