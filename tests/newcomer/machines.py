"""Machines for a newcomer: one that boots systemd, and one that runs containers. Both
need root."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.site import until
from tests.house.documents import HOME

DEBIAN = "bookworm"
ALWAYS = ("ca-certificates", "curl", "passwd", "python3", "python3-venv")
BOOTS = ("systemd", "systemd-sysv", "dbus")
PYTHON = ("python-is-python3",)
BASE = "docker.io/library/python:3.13-slim"
"""The base image in the container file. Here it is made from Debian's packages, so its
Python is Debian's."""
PATH = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
CONTAINER = Path(__file__).with_name("docker.sh")


def make_system(archive: Path, *packages: str) -> None:
    """Create an archive of a Debian system with these packages, unless it exists."""
    if not archive.exists():
        include = ",".join((*ALWAYS, *packages))
        unfinished = archive.with_suffix(".unfinished.tar")
        run(
            [
                "mmdebstrap",
                "--variant=minbase",
                f"--include={include}",
                DEBIAN,
                str(unfinished),
            ]
        )
        unfinished.rename(archive)


def run(command: list[str], **how: object) -> str:
    """Run a command and return its output. On failure, print the output and raise
    CalledProcessError."""
    done = subprocess.run(command, check=False, text=True, capture_output=True, **how)  # type: ignore[call-overload]
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
        done.check_returncode()
    said: str = done.stdout
    return said


class Machine(ABC):
    """A machine on which commands are typed in the project's folder."""

    port: int

    @abstractmethod
    def type(self, command: str) -> str:
        """Run a command as root and return its output."""

    @abstractmethod
    def put(self, release: Path) -> None:
        """Copy a release of the project into the folder where commands are typed."""


class Systemd(Machine):
    """A booted Debian system in a folder, with its units and its network."""

    port = 8001

    def __init__(self, root: Path, outer: int) -> None:
        self.root = root
        self._children = Path(f"/proc/{outer}/task/{outer}/children")

    def type(self, command: str) -> str:
        inside = f"cd /project && {command}"
        return run([*self.enter, "/bin/sh", "-c", inside], env=PATH)

    @property
    def enter(self) -> list[str]:
        """Return the command that enters the machine. The machine's first process is
        the last child of the process that boots it."""
        *_, leader = self._children.read_text(encoding="utf-8").split()
        return ["nsenter", "--target", leader, "--all"]

    @property
    def is_up(self) -> bool:
        if not self._children.read_text(encoding="utf-8").split():
            return False
        asked = [*self.enter, "systemctl", "is-active", "basic.target"]
        return (
            subprocess.run(asked, env=PATH, check=False, capture_output=True).returncode
            == 0
        )

    def put(self, release: Path) -> None:
        put(release, self.root / "project")


@contextmanager
def booted(archive: Path, root: Path) -> Iterator[Systemd]:
    """Yield a Debian system that is booted in this folder."""
    root.mkdir()
    run(["tar", "xf", str(archive), "-C", str(root), "--exclude=./dev/*"])
    (root / "project").mkdir()
    options = [
        "--quiet",
        "--boot",
        "--register=no",
        "--keep-unit",
        "--link-journal=no",
        "--console=pipe",
    ]
    shared = ["--bind-ro=/etc/ssl/certs", "--resolv-conf=copy-host"]
    command = ["systemd-nspawn", *options, *shared, "-D", str(root)]
    with (root.parent / f"{root.name}.log").open("wb") as log:
        outer = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        machine = Systemd(root, outer.pid)
        until(lambda: machine.is_up, "the machine is up")
        yield machine
    finally:
        outer.terminate()
        outer.wait()


class Containers(Machine):
    """A machine whose `docker` is buildah in a chroot."""

    port = 8000

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        programs = folder / "bin"
        programs.mkdir(parents=True)
        (programs / "docker").symlink_to(CONTAINER)
        self._known = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "FOLDER": str(folder),
            "STORAGE_DRIVER": "vfs",
        }

    def type(self, command: str) -> str:
        with (self.folder / "said").open("w+") as said:
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=self.project,
                env=self._known,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
                start_new_session=True,
            )
            said.seek(0)
            text = said.read()
        if done.returncode:
            print(text[-3000:])
            done.check_returncode()
        return text

    def put(self, release: Path) -> None:
        put(release, self.project)

    def make_base(self, archive: Path) -> None:
        """Make the base image in the container file."""
        self.project.mkdir(exist_ok=True)
        self.type(
            f"c=$(buildah from scratch) && buildah add --quiet $c {archive} / > /dev/null"
            " && buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $c"
            f" && buildah commit --quiet $c {BASE} && buildah rm $c"
        )


def put(release: Path, folder: Path) -> None:
    """Copy a release into a folder, in place of the previous one."""
    for old in folder.glob("*"):
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache")
    shutil.copytree(release, folder, ignore=left_out, dirs_exist_ok=True)


@contextmanager
def earlier(commit: str, folder: Path) -> Iterator[Path]:
    """Yield an earlier release, from the history of the project."""
    run(["git", "-C", str(HOME), "worktree", "add", "--detach", str(folder), commit])
    try:
        yield folder
    finally:
        run(["git", "-C", str(HOME), "worktree", "remove", "--force", str(folder)])
