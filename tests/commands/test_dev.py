"""`dev` sets itself up, even after an interrupted first start."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]


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
    command, here = (
        [sys.executable, str(checkout / "dev"), "run"],
        {**os.environ, "PWD": str(checkout)},
    )
    return subprocess.run(
        command, cwd=checkout, env=here, capture_output=True, text=True, check=False
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
dev.install_programs()
"""


@pytest.mark.parametrize("own", ["", "#!/bin/sh\nexit 104\n"])
def test_programs_for_tests_start_no_service(checkout: Path, own: str) -> None:
    policy, seen = checkout / "policy-rc.d", checkout / "seen"
    for name, text in {
        "apt-get": APT,
        "systemctl": SYSTEMCTL,
        **({"policy-rc.d": own} if own else {}),
    }.items():
        (checkout / name).write_text(text, encoding="utf-8")
        (checkout / name).chmod(0o755)
    known = {
        "PATH": f"{checkout}:{os.environ['PATH']}",
        "POLICY": str(policy),
        "SEEN": str(seen),
    }
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        INSTALL,
        str(checkout / "dev"),
        str(policy),
    ]

    subprocess.run(words, env={**os.environ, **known}, check=True, capture_output=True)

    installed, disabled = seen.read_text(encoding="utf-8").splitlines()
    assert installed.startswith("101 install ")
    assert disabled == "disable --quiet nginx caddy", (
        "no service of a package that was there before"
    )
    assert (policy.read_text(encoding="utf-8") if policy.exists() else "") == own
