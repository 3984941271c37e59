"""Remove each defense in a copy of the project, and check that its test fails: `python
-m tests.defenses`, or with words of a goal to try only those. It exits with status 1 if
a test passes without its defense."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.defenses.defense import HOME, Defense, load

FAILED = 1
"""The status of pytest if it ran and a test failed. Other problems have other
numbers."""
PATIENCE = 120
"""The seconds for one test. A test that hangs without its defense counts as failed."""


def main() -> int:
    wanted = sys.argv[1:]
    tried = [
        each
        for each in load()
        if not wanted or any(word in each.goal for word in wanted)
    ]
    if not tried:
        print("No goal has one of these words; leave them out to try every defense.")
        return 2
    with TemporaryDirectory(prefix="finder-defenses-") as folder:
        copy = Path(folder, "project")
        shutil.copytree(
            HOME,
            copy,
            ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"),
        )
        whole = run(copy, *(each.test for each in tried))
        if whole.returncode:
            print(
                "With every defense in its place these tests must pass.",
                whole.stdout[-4000:],
            )
            return 1
        missed = [each for each in tried if not is_noticed(copy, each)]
    return int(bool(missed))


def is_noticed(copy: Path, defense: Defense) -> bool:
    """Remove the defense from the copy, then restore it. Return whether the test failed
    or never ended in between."""
    path = copy / defense.file
    before = path.read_text(encoding="utf-8")
    path.write_text(defense.taken_away(before), encoding="utf-8")
    try:
        is_failed = run(copy, defense.test).returncode == FAILED
    except subprocess.TimeoutExpired:
        is_failed = True
    path.write_text(before, encoding="utf-8")
    print("noticed" if is_failed else "MISSED ", defense.goal, flush=True)
    return is_failed


def run(copy: Path, *tests: str) -> "subprocess.CompletedProcess[str]":
    """Run these tests in the copy. Raises TimeoutExpired if they hang."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    return subprocess.run(
        command,
        cwd=copy,
        env=environment(copy),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE * len(tests),
    )


def environment(copy: Path) -> dict[str, str]:
    """Return an environment that imports the copy instead of the project."""
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    sys.exit(main())
