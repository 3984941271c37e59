"""Which process serves a data folder, so that a command can reach it."""

import os
import signal
import sys
from pathlib import Path

if sys.platform != "win32":  # there a server takes new rules by a restart
    import fcntl

NAME = "server"


def mark(folder: Path) -> bool:
    """Say that this process serves the folder, unless another one does; the lock ends with the process, however that
    ends."""
    if sys.platform == "win32":
        return False
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return True


def server_process(folder: Path) -> int | None:
    """The process that serves the folder, if there is one that can be told something."""
    if sys.platform == "win32" or not (folder / NAME).exists():
        return None
    with (folder / NAME).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def tell(process: int) -> None:
    """Ask it to load the rules again."""
    if sys.platform != "win32":
        os.kill(process, signal.SIGHUP)
