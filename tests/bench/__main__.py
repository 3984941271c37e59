"""Measure what the docs claim. `python -m tests.bench` runs each pair in turn for
several rounds, and prints medians and a table of results and targets. It asserts
nothing. With `--check` it exits with status 1 if a result misses its target by more
than half. On a shared machine, only ratios within one run are meaningful."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from finder.core.loading.load import load
from finder.paths import RULES
from finder.workbench.random_patients import random_patients
from tests.bench.measure import GENEROUS, Row, show_rows
from tests.bench.pages import pages_rows
from tests.bench.process import process_rows
from tests.bench.queue import queue_row
from tests.bench.rules import rules_rows
from tests.bench.sheets import sheet_rows
from tests.bench.workbench import workbench_rows


def rows(folder: Path) -> Iterator[Row]:
    ruleset = load(RULES)
    patients = [
        answers
        for answers in random_patients(ruleset.questionnaire, 2000)
        if len(answers) > 5
    ]
    yield from rules_rows(ruleset, patients)
    yield from pages_rows(folder)
    yield from sheet_rows(ruleset, patients[0])
    yield queue_row()
    yield from process_rows(folder)
    yield from workbench_rows(ruleset, patients)


def main() -> int:
    with TemporaryDirectory() as folder:
        found = list(rows(Path(folder)))
    show_rows(found)
    return int("--check" in sys.argv and any(row.share > GENEROUS for row in found))


if __name__ == "__main__":
    sys.exit(main())
