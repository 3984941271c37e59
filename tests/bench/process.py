"""One process as users run it: its processor time until the first response, and its
memory after that."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from subprocess import DEVNULL, Popen
from time import sleep
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.measure import Row

PATIENCE = 60
STARTS = 5
"""How many starts are measured. The least time and memory count."""


def process_rows(folder: Path) -> Iterator[Row]:
    """Yield the results of a second start. The first start also creates the database
    and Python's compiled files."""
    first_response(folder)
    starts = [first_response(folder) for _ in range(STARTS)]
    spent, memory = (min(each) for each in zip(*starts, strict=True))
    yield Row("memory of one process after its first response", memory, 90, "MiB")
    yield Row("start until the first response, processor time", spent, 0.6, "s")


def first_response(folder: Path) -> tuple[float, float]:
    """Return the processor time in seconds and the memory in MiB."""
    port = free_port()
    settings = {"FINDER_DATA": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "finder", "run", "--port", str(port)]
    process = Popen(command, env=os.environ | settings, stdout=DEVNULL, stderr=DEVNULL)
    try:
        ask(f"http://127.0.0.1:{port}/questions/who")
        return processor_time(process.pid), resident(process.pid)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def ask(address: str) -> None:
    """Request the address until it responds."""
    for _ in range(100 * PATIENCE):
        try:
            urlopen(address).read()  # noqa: S310 - an address of ours
        except URLError:
            sleep(0.01)
        else:
            return
    raise TimeoutError(address)


def processor_time(process: int) -> float:
    """Return the processor time of a process in seconds, as Linux reports it."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    after_name = stat.rpartition(")")[2].split()
    spent = map(int, after_name[11:13])  # by the app, and by the system for it
    return sum(spent) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> float:
    """Return the memory of a process in MiB, as Linux reports it."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(
        int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")
    )
