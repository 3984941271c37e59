"""Check how much of each room the tests reach: `python -m tests.covered FOLDER`.

FOLDER holds a report of SlipCover for each part of the tests that was measured. Lines
and branches count alike.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from slipcover import merge_coverage

ALONE = "core-and-store"
"""The report of the tests that must reach all of core and store without the others."""
COMPLETE = {"finder/core": 100.0, "finder/store": 100.0}
FLOORS = {
    "finder/commands": 97.0,
    "finder/paper": 97.5,
    "finder/web": 98.0,
    "finder/workbench": 97.0,
}
"""The least percentage that all parts together must reach. A floor only rises."""
RISE = 1.0
"""How far a room may rise above its floor before the floor must follow."""

Files = Mapping[str, Mapping[str, Any]]


def main(folder: Path) -> int:
    """Print how much of each room is covered. Return 1 if a room is below its floor, or
    far above it."""
    paths = sorted(folder.glob("*.json"))
    reports = {path.stem: json.loads(path.read_bytes()) for path in paths}
    wrong = list(below_or_above(reports[ALONE]["files"], COMPLETE))
    wrong += below_or_above(merged(reports.values())["files"], FLOORS)
    print("\n".join(wrong))
    return 1 if wrong else 0


def merged(reports: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return one report of what any of these covers. The first one is changed."""
    first, *others = reports
    for each in others:
        merge_coverage(first, each)
    return first


def below_or_above(files: Files, floors: Mapping[str, float]) -> Iterator[str]:
    """Print each room, and yield a line for all that is wrong with it."""
    for room, floor in floors.items():
        percentage = covered(files, room)
        print(f"{room}: {percentage:.2f}% covered, floor {floor:.1f}%")
        if percentage < floor:
            yield f"{room} is below its floor. These lines are not covered:"
            yield from not_covered(files, room)
        elif percentage >= floor + RISE:
            yield f"{room} is far above its floor. Raise it in tests/covered.py."


def covered(files: Files, room: str) -> float:
    """Return the percentage of lines and branches of a room that tests reached."""
    counts: Counter[str] = Counter()
    for each in files_in(files, room).values():
        counts.update(each["summary"])
    reached = counts["covered_lines"] + counts["covered_branches"]
    missed = counts["missing_lines"] + counts["missing_branches"]
    return 100 * reached / (reached + missed)


def not_covered(files: Files, room: str) -> Iterator[str]:
    """Yield each file with its missing lines, and its missing branches as from-to."""
    for name, each in sorted(files_in(files, room).items()):
        branches = (f"{start}-{end}" for start, end in each["missing_branches"])
        missing = [*map(str, each["missing_lines"]), *branches]
        if missing:
            yield f"  {name}: {', '.join(missing)}"


def files_in(files: Files, room: str) -> Files:
    return {name: each for name, each in files.items() if name.startswith(room + "/")}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
