"""A PostgreSQL server for tests and measurements."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.missing import missing

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
"""Where Debian puts its programs; none where it is not installed."""


def needed() -> None:
    """Skip a test where it is not installed; in CI it must be."""
    if PROGRAMS is None:
        missing("PostgreSQL is not here; on Debian: apt-get install postgresql")


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty one, started in a folder that goes with it."""
    assert PROGRAMS
    owner = "postgres" if os.geteuid() == 0 else None  # its programs refuse to run as root
    folder = Path(tempfile.mkdtemp(prefix="finder-postgresql-"))
    if owner:
        shutil.chown(folder, owner)

    def run(program: str, *words: str) -> None:
        command = [str(PROGRAMS / program), "-D", str(folder / "data"), *words]
        subprocess.run(command, check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-U", "finder", "-A", "trust", "-E", "UTF8")
    run("pg_ctl", "-w", "-l", "log", "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    try:
        yield f"postgresql://finder@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)
