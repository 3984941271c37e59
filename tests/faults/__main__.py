"""Break an installation on purpose and count the damage: `python -m tests.faults`, or
with words of a fault to cause only those.

Each fault happens on SQLite and on PostgreSQL, on a separate small disk, while patients
answer page after page and share. Afterwards, everything that was acknowledged must be
there, once, and complete. This needs root for the disk, and takes about half an hour.
The counts are stored in `counted.json`, from which `python3 dev docs` fills the table
of docs/SECURITY.md. It exits with status 1 if a count is wrong.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.pages import answers_of, app_in
from tests.faults.counted import load, save
from tests.faults.counting import Count, count
from tests.faults.disks import disk_in
from tests.faults.faults import FAKE_CLOCK, FAULTS, SOME, Fault, another_clock
from tests.faults.migrations import WORDS, kill_migrations
from tests.faults.site import Engined, Server, Site, Sqlite
from tests.postgresql import PROGRAMS

KILLED_MIGRATIONS = 10
KINDS: dict[str, Callable[[Path], Engined]] = {Sqlite.name: Sqlite, Server.name: Server}


def run(fault: Fault, kind: str, times: int) -> Count:
    """Cause one fault on one engine, and return the counts."""
    with ExitStack() as stack:
        folder = room(stack)
        disk = stack.enter_context(
            disk_in(folder, (Sqlite if kind == Sqlite.name else Server).room)
        )
        engined = KINDS[kind](disk.folder)
        stack.callback(engined.stop)
        data = disk.folder / "data" if kind == Sqlite.name else folder / "data"
        site = Site(engined, data, answers_of(app_in(folder / "app")))
        stack.enter_context(another_clock(site) if fault.needs_clock else nullcontext())
        with site.serving():
            with site.patients(fault.most), site.an_emergency():
                site.answer(SOME)
                fault.make(site, disk, times)
                site.answer(SOME)
            print(
                *site.seen.wrong.items(),
                *site.urgent.wrong.items(),
                sep="\n",
                flush=True,
            )
            return count(site, fault.words, times)


def room(stack: ExitStack) -> Path:
    """Return a folder that other users may enter, because PostgreSQL runs as one of
    them."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="finder-faults-")))
    folder.chmod(0o711)
    return folder


def migrated(kind: str) -> Count:
    with ExitStack() as stack:
        folder = room(stack) / "database"
        folder.mkdir()
        engined = KINDS[kind](folder)
        stack.callback(engined.stop)
        return kill_migrations(engined, KILLED_MIGRATIONS)


def wanted(words: list[str]) -> Iterator[Callable[[], Count]]:
    """Yield a function for each fault and engine to run."""
    kinds = [name for name in KINDS if name == Sqlite.name or PROGRAMS]
    for fault in FAULTS:
        if words and not any(word in fault.words for word in words):
            continue
        if fault.needs_clock and not FAKE_CLOCK:
            print("The clock is not turned: on Debian, apt-get install libfaketime")
            continue
        for kind in kinds:
            if kind != Sqlite.name or not fault.needs_server:
                yield lambda fault=fault, kind=kind: run(fault, kind, fault.times)  # type: ignore[misc]
    if not words or any(word in WORDS for word in words):
        for kind in kinds:
            yield lambda kind=kind: migrated(kind)  # type: ignore[misc]


def all_of_them() -> list[tuple[str, str]]:
    """Return every fault with its engines, in order."""
    made = [
        (fault.words, kind)
        for fault in FAULTS
        for kind in KINDS
        if kind != Sqlite.name or not fault.needs_server
    ]
    return made + [(WORDS, kind) for kind in KINDS]


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "words", nargs="*", help="words of the faults to make; all without"
    )
    found = load()
    good = True
    for do in wanted(parser.parse_args().words):
        one = do()
        print(one, flush=True)
        good &= one.is_good
        found[one.fault, one.engine] = one
        save([found[key] for key in all_of_them() if key in found])
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
