"""`dev` sets itself up, even after an interrupted first start."""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

HOME = Path(__file__).parents[2]
CANNOT_BE_USED = (
    "cannot be used ({}). The project needs a folder where this user can "
    "write. If another user made .venv, delete it."
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout that needs no packages. Its app prints one word."""
    shutil.copy(HOME / "dev", tmp_path)
    for name in ("requirements.txt", "requirements-test.txt"):
        (tmp_path / name).write_text("# none\n", encoding="utf-8")
    (tmp_path / "finder").mkdir()
    (tmp_path / "finder/__main__.py").write_text("print('served')\n", encoding="utf-8")
    return tmp_path


def run(checkout: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(checkout / "dev"), "run"]
    return subprocess.run(
        command, cwd=checkout, capture_output=True, text=True, check=False
    )


def test_a_first_start_interrupted_before_pip_recovers(checkout: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")],
        check=True,
    )

    first, second = run(checkout), run(checkout)

    assert (first.returncode, first.stdout.splitlines()) == (
        0,
        ["Setting up .venv ...", "served"],
    ), first.stderr
    assert second.stdout.splitlines() == ["served"]


def test_a_later_package_error_keeps_a_working_environment_but_an_interruption_does_not(
    checkout: Path,
) -> None:
    run(checkout)
    wanted = checkout / "requirements.txt"

    wanted.write_text("./missing.whl --hash=sha256:" + "0" * 64, encoding="utf-8")
    refused = run(checkout)
    wanted.write_text("# none\n", encoding="utf-8")
    worked = run(checkout)
    (checkout / ".venv/unfinished").touch()
    (checkout / ".venv/half").touch()
    again = run(checkout)

    assert "The packages in requirements.txt could not be installed" in refused.stderr
    assert worked.stdout.splitlines() == ["served"]
    assert again.stdout.splitlines() == ["Setting up .venv ...", "served"]
    assert not (checkout / ".venv/half").exists()
    assert not (checkout / ".venv/unfinished").exists()


def run_in(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `dev` from the folder around its own."""
    command = [sys.executable, str(folder / "dev"), "run"]
    known = {**os.environ, **environment}
    return subprocess.run(
        command,
        cwd=folder.parent,
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_python_3_reads_dev_so_that_an_old_one_is_told_what_it_needs() -> None:
    ast.parse((HOME / "dev").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_folder_with_other_letters_works_in_every_locale(checkout: Path) -> None:
    place = checkout.parent / "señal 日"
    checkout.rename(place)

    first, second = (run_in(place, LC_ALL="C") for _ in range(2))

    assert (first.returncode, second.stdout.splitlines()) == (0, ["served"]), (
        first.stderr
    )


def test_files_are_found_in_the_folder_where_the_command_runs(checkout: Path) -> None:
    here = "import os\nprint(os.getcwd())\n"
    (checkout / "finder/__main__.py").write_text(here, encoding="utf-8")

    ended = run_in(checkout, PWD=HOME.anchor)

    assert ended.stdout.splitlines()[-1:] == [str(checkout.parent)], ended.stderr


@pytest.fixture
def reachable(checkout: Path) -> Iterator[Path]:
    """Yield a copy of the checkout that every user can reach."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(checkout, place, dirs_exist_ok=True)
        place.chmod(0o755)
        yield place


SET_UP = """
import os
import sys
from importlib.machinery import SourceFileLoader
dev = SourceFileLoader("dev", sys.argv[1]).load_module()
if os.geteuid() == 0:
    os.setuid(65534)
dev.set_up("requirements.txt")
"""
"""Sets up as an ordinary user, to whom the folder of a test does not belong."""


def test_what_this_user_cannot_use_is_named(reachable: Path) -> None:
    def refused() -> str:
        words = [sys.executable, "-W", "ignore", "-c", SET_UP, str(reachable / "dev")]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        assert ended.returncode == 1
        return ended.stderr

    reachable.chmod(0o555)
    no_folder = refused()
    reachable.chmod(0o777)
    (reachable / ".venv").mkdir()
    (reachable / ".venv").chmod(0o555)
    no_venv = refused()
    (reachable / ".venv").chmod(0o755)
    (reachable / ".venv/stamp").mkdir()
    no_stamp = refused()

    assert no_folder == f"{reachable} {CANNOT_BE_USED.format('Permission denied')}\n"
    assert (
        no_venv == f"{reachable}/.venv {CANNOT_BE_USED.format('Permission denied')}\n"
    )
    assert (
        no_stamp
        == f"{reachable}/.venv/stamp {CANNOT_BE_USED.format('Is a directory')}\n"
    )


APT = """#!/bin/sh
[ "$1" = install ] && { "$POLICY" nginx start; echo "$? $*" >> "$SEEN"; }
exit 0
"""
"""Replaces apt-get. It records whether a package could start its service."""
SYSTEMCTL = """#!/bin/sh
echo "$*" >> "$SEEN"
"""
INSTALL = """
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
dev = SourceFileLoader("dev", sys.argv[1]).load_module()
dev.POLICY = Path(sys.argv[2])
dev.DEBIAN = {"nginx-light": "/none", "caddy": "/none", "openssl": "/none", "postgresql": sys.argv[1]}
os.geteuid = lambda: 0
dev.{called}
"""


def as_root(
    checkout: Path, called: str, **programs: str
) -> "subprocess.CompletedProcess[str]":
    """Run a call of `dev` as if by root, with these programs first on the path."""
    for name, text in programs.items():
        program = checkout / name.replace("_", "-")
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
    policy = str(checkout / "policy-rc.d")
    known = {
        **os.environ,
        "PATH": f"{checkout}:{os.environ['PATH']}",
        "POLICY": policy,
        "SEEN": str(checkout / "seen"),
    }
    script = INSTALL.replace("{called}", called)
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        script,
        str(checkout / "dev"),
        policy,
    ]
    return subprocess.run(words, env=known, check=True, capture_output=True, text=True)


@pytest.mark.parametrize("own", ["", "#!/bin/sh\nexit 104\n"])
def test_programs_for_tests_start_no_service(checkout: Path, own: str) -> None:
    policy = checkout / "policy-rc.d"
    if own:
        policy.write_text(own, encoding="utf-8")
        policy.chmod(0o755)

    as_root(checkout, "install_programs()", apt_get=APT, systemctl=SYSTEMCTL)

    seen = checkout / "seen"
    installed, disabled = seen.read_text(encoding="utf-8").splitlines()
    assert installed.startswith("101 install ")
    assert disabled == "disable --quiet nginx caddy", (
        "no service of a package that was there before"
    )
    assert (policy.read_text(encoding="utf-8") if policy.exists() else "") == own


SLOW_APT = """#!/bin/sh
[ "$1" = install ] && { sleep 1; echo installed > "$SEEN"; }
exit 0
"""
PYTEST = """
import os
from pathlib import Path
print(Path(os.environ["SEEN"]).read_text())
"""
"""Replaces pytest in a checkout without packages."""


def test_tests_wait_until_the_programs_are_installed(checkout: Path) -> None:
    (checkout / "pytest.py").write_text(PYTEST, encoding="utf-8")
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").symlink_to(sys.executable)
    none = hashlib.sha256(b"# none\n" * 2).hexdigest()
    (checkout / ".venv/stamp").write_text(f"{none}\nrequirements-test.txt")

    ended = as_root(
        checkout, "main(['test', 'tests'])", apt_get=SLOW_APT, systemctl=SYSTEMCTL
    )

    assert ended.stdout.split("== tests")[1].split()[0] == "installed"


def test_the_output_of_a_failed_installation_is_shown(checkout: Path) -> None:
    failing = "#!/bin/sh\necho no mirror has $1\nexit 100\n"

    ended = as_root(
        checkout, "install_programs()", apt_get=failing, systemctl=SYSTEMCTL
    )

    assert "no mirror has install" in ended.stdout
