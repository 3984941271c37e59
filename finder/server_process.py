"""Track which processes serve a data folder, so that a command can signal them and an
SQLite file has only one server."""

import logging
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":  # on Windows, a server loads new rules at a restart
    import fcntl

NAME = "server"
log = logging.getLogger("finder")
MOST = 64
"""The most processes that can be found for one folder."""


def register(folder: Path, keys: Iterable[str]) -> None:
    """Record that this process serves the folder and has the keys with these ids, if
    the folder is writable. The lock ends with the process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_process_id(folder, keys)
    except OSError:
        log.warning(
            "the folder %s is not writable, so `finder rules reload` cannot find this process",
            folder,
        )


def write_process_id(folder: Path, keys: Iterable[str]) -> None:
    """Write our process id and the ids of our keys into the first file that no other
    process has locked. Raises OSError."""
    free = (
        descriptor for path in marks(folder) if (descriptor := lock(path)) is not None
    )
    if descriptor := next(free, None):
        words = [str(os.getpid()), *keys]
        write_words(descriptor, words)


def write_words(descriptor: int, words: list[str]) -> None:
    """Replace what a file that we locked holds. Raises OSError."""
    line = " ".join(words)
    os.truncate(descriptor, 0)
    os.write(descriptor, line.encode())


def claim(path: Path) -> bool:
    """Lock a file until this process ends, write our id into it, and return whether it
    was free."""
    if sys.platform == "win32":
        return True
    descriptor = lock(path)
    if descriptor is None:
        return False
    with suppress(OSError):  # a full disk must not prevent a start
        write_words(descriptor, [str(os.getpid())])
    return True


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
    return [process for process, *_ in registered(folder)]


def processes_without_key(folder: Path, key: str) -> list[int]:
    """Return the ids of the processes that serve the folder without this key. They
    started before it was added."""
    return [
        process for process, *keys in registered(folder) if keys and key not in keys
    ]


def registered(folder: Path) -> Iterator[tuple[int, *tuple[str, ...]]]:
    """Yield each process that serves the folder: its id, and the ids of its keys."""
    present = filter(Path.exists, marks(folder))
    for words in filter(None, map(words_of_process, present)):
        process, *keys = words
        yield int(process), *keys


def words_of_process(path: Path) -> list[str]:
    """Return what the process that has locked the file wrote into it, nothing if there
    is none."""
    if sys.platform == "win32":
        return []
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().split()
    return []


def marks(folder: Path) -> Iterator[Path]:
    """Yield the files in which processes record that they serve the folder."""
    yield folder / NAME
    for number in range(2, MOST + 1):
        yield folder / f"{NAME}-{number}"


def request_reload(process: int) -> None:
    """Ask a process to load the rules again."""
    if sys.platform != "win32":
        os.kill(process, signal.SIGHUP)
