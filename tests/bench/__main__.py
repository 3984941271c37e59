"""What is claimed, measured: `python -m tests.bench` runs each pair in turn, several rounds, prints medians, and in the
end a table of each result and its target. It asserts nothing; with `--check` it ends with status 1 where one
misses its target by half as much again. Only ratios of one run mean anything on a shared machine."""

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
    patients = [answers for answers in random_patients(ruleset.questionnaire, 2000) if len(answers) > 5]
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
