"""Track which processes serve a data folder, so that a command can signal them and an
SQLite file has only one server."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":  # on Windows, a server loads new rules at a restart
    import fcntl

NAME = "server"
log = logging.getLogger("finder")
MOST = 64
"""The most processes that can be found for one folder."""


def register(folder: Path) -> None:
    """Record that this process serves the folder, if the folder is writable. The lock
    ends with the process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_process_id(folder)
    except OSError:
        log.warning(
            "the folder %s is not writable, so `finder rules reload` cannot find this process",
            folder,
        )


def write_process_id(folder: Path) -> None:
    """Write our process id into the first file that no other process has locked. Raises
    OSError."""
    free = (
        descriptor for path in marks(folder) if (descriptor := lock(path)) is not None
    )
    if descriptor := next(free, None):
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())


def claim(path: Path) -> bool:
    """Lock a file until this process ends, and return whether it was free."""
    return sys.platform == "win32" or lock(path) is not None


def lock(path: Path) -> int | None:
    """Return the descriptor of a file that this call locked, None if another process
    has locked it."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def server_processes(folder: Path) -> list[int]:
    """Return the ids of the processes that serve the folder."""
    found = (process_at(path) for path in marks(folder) if path.exists())
    return [process for process in found if process]


def process_at(path: Path) -> int:
    """Return the id of the process that has locked the file, 0 if there is none."""
    if sys.platform == "win32":
        return 0
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0)
    return 0


def marks(folder: Path) -> Iterator[Path]:
    """Yield the files in which processes record that they serve the folder."""
    yield folder / NAME
    for number in range(2, MOST + 1):
        yield folder / f"{NAME}-{number}"


def request_reload(process: int) -> None:
    """Ask a process to load the rules again."""
    if sys.platform != "win32":
        os.kill(process, signal.SIGHUP)
