"""A newcomer's day, using only the commands of docs/operating.md: `python -m
tests.newcomer systemd`, or `container`.

It creates a machine, installs an earlier release, lets a patient share and a staff
member look up the intake, upgrades, makes a backup, and restores it on a second
machine, where the intake must be found again. It needs root, the Debian packages
mmdebstrap and systemd-container or buildah, and the network for packages. `--from`
names the earlier release as a commit.
"""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.client import Client, Forms, Seen
from tests.bench.pages import answers_of, app_in
from tests.house.documents import HOME
from tests.newcomer.documented import commands
from tests.newcomer.machines import (
    BOOTS,
    PYTHON,
    Containers,
    Machine,
    booted,
    earlier,
    make_system,
)
from tests.newcomer.people import Member, share

SETTINGS = "FINDER_HOSTS=pain.example.org\nFINDER_CLINIC=Riverside Pain Clinic\n"
UNITS = "With systemd, step by step"
CONTAINER = "In a container"
OLD_RELEASE = "41e34c7"
"""This release has only one clinic, so the next one changes its tables."""


class Day:
    """What the newcomer does, step by step."""

    def __init__(self, machine: Machine, answers: Forms) -> None:
        self.machine = machine
        self.answers = answers
        self.member = Member(machine.port, Seen())
        self.references: list[str] = []

    def type(self, *documented: str) -> str:
        """Type the commands, and return the output of the last one."""
        said = ""
        for command in documented:
            print(f"  $ {command}", flush=True)
            said = self.machine.type(command)
        return said

    def open_desk(self, said: str) -> None:
        """Set up the first account, with the printed password."""
        self.member.set_up(said.partition(": ")[2].split()[0])

    def share(self) -> None:
        self.references.append(share(self.machine.port, self.answers))

    def find_all(self) -> None:
        """Look up everything that was shared so far."""
        found = [self.member.finds(reference) for reference in self.references]
        assert found
        assert all(found), f"{found.count(False)} of {len(found)} intakes are not found"
        print(f"  {len(found)} shared, and all found at the desk", flush=True)

    def move_to(self, machine: Machine) -> None:
        self.machine = machine
        self.member.ports = [machine.port]


def answers_now(port: int) -> None:
    """Wait until the app responds."""
    Client([port], Seen()).get("/healthz")


def by_systemd(words: Namespace, folder: Path, old: Path, answers: Forms) -> None:
    archive = words.keep / "systemd.tar"
    make_system(archive, *BOOTS)
    with booted(archive, folder / "first") as first:
        day = Day(first, answers)
        print("Install, and start for the first time")
        first.put(old)
        install(day)
        day.type(*commands(UNITS, "3. Put the units"))
        day.open_desk(day.type(*commands(UNITS, "5. Make the first account")))
        day.share()
        day.find_all()
        print("Upgrade")
        first.put(HOME)
        day.type(
            *[each for each in commands(UNITS, "2. Install") if "pip install" in each]
        )
        day.type("systemctl restart finder@8001")
        answers_now(first.port)
        day.share()
        day.find_all()
        print("Back up")
        day.type("systemctl start finder-backup")
        [backup] = (first.root / "var/lib/finder-backups").glob("*.backup")
        copies = (
            backup.read_bytes(),
            (first.root / "var/lib/finder/secret-key").read_bytes(),
        )
    with booted(archive, folder / "second") as second:
        print("Restore on another machine")
        day.move_to(second)
        second.put(HOME)
        install(day)
        for name, content in zip(("FILE", "secret-key"), copies, strict=True):
            (second.root / "project" / name).write_bytes(content)
        print(
            "  " + day.type(*commands(UNITS, "To restore on another machine")).strip()
        )
        day.type(*commands(UNITS, "3. Put the units"))
        day.member.sign_in()
        day.find_all()


def install(day: Day) -> None:
    """Do the first two steps."""
    day.type(*commands(UNITS, "1. Make the user"))
    lines = SETTINGS.replace("\n", "\\n")
    day.type(f"printf '{lines}' > /etc/finder/settings")
    day.type(*commands(UNITS, "2. Install"))


def by_container(words: Namespace, folder: Path, old: Path, answers: Forms) -> None:
    archive = words.keep / "container.tar"
    make_system(archive, *PYTHON)
    first, second = (Containers(folder / name) for name in ("first", "second"))
    first.make_base(archive)
    day = Day(first, answers)
    build, start, add = (
        each.replace("172.17.0.1", "127.0.0.1") for each in commands(CONTAINER)
    )
    start = start.replace(
        "--env ", "--env 'FINDER_CLINIC=Riverside Pain Clinic' --env ", 1
    )
    print("Install, and start for the first time")
    first.put(old)
    day.type(build, start)
    answers_now(first.port)
    day.open_desk(day.type(add))
    day.share()
    day.find_all()
    print("Upgrade")
    first.put(HOME)
    day.type(build, "docker stop finder", "docker rm finder", start)
    answers_now(first.port)
    day.share()
    day.find_all()
    print("Back up")
    day.type(
        *commands(CONTAINER, "Back up into a file"),
        "docker stop finder",
        "docker rm finder",
    )
    copies = [(first.project / name).read_bytes() for name in ("FILE", "secret-key")]
    print("Restore on another machine")
    day.move_to(second)
    second.put(HOME)
    for name, content in zip(("FILE", "secret-key"), copies, strict=True):
        (second.project / name).write_bytes(content)
    day.type(build)
    print(
        "  " + day.type(*commands(CONTAINER, "To restore on another machine")).strip()
    )
    day.type(start)
    answers_now(second.port)
    day.member.sign_in()
    day.find_all()
    day.type("docker stop finder", "docker rm finder")


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=("systemd", "container"))
    parser.add_argument(
        "--from", dest="commit", default=OLD_RELEASE, help="the earlier release"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        help="a folder in which the Debian is kept for the next time",
    )
    words = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                TemporaryDirectory(
                    prefix="finder-newcomer-", ignore_cleanup_errors=True
                )
            )
        )
        folder.chmod(0o755)
        words.keep = words.keep or folder
        old = stack.enter_context(earlier(words.commit, folder / "old"))
        answers = answers_of(app_in(folder / "app"))
        day = {"systemd": by_systemd, "container": by_container}[words.way]
        day(words, folder, old, answers)
    print("The day is done.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
