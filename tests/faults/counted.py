"""The counts of the last run of each fault."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.faults.counting import Count

FILE = Path(__file__).with_name("counted.json")
Counts = dict[tuple[str, str], Count]


def load() -> Counts:
    """Return the counts by fault and engine."""
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    return {(each["fault"], each["engine"]): Count(**each) for each in found}


def save(counts: Iterable[Count]) -> None:
    rows = [each.as_row for each in counts]
    FILE.write_text(f"{json.dumps(rows, indent=2)}\n", encoding="utf-8")
