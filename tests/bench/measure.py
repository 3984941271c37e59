"""Timing, and the rows of the table of targets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time

ROUNDS = 7
GENEROUS = 1.5
"""A shared machine has slow moments, so a target counts as missed only if the result is
worse by more than half."""

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One target: the result, and its upper limit, or its lower limit with
    `at_least`."""

    what: str
    found: float
    must: float
    unit: str = "x"
    at_least: bool = False

    @property
    def share(self) -> float:
        """1 if the target is just reached, less if the result is better."""
        return self.must / self.found if self.at_least else self.found / self.must


def seconds(run: Run, times: int) -> float:
    """Return the processor time of one call, averaged over several. Processor time is
    used because the machine is shared."""
    start = process_time()
    for _ in range(times):
        run()
    return (process_time() - start) / times


def medians(runs: Mapping[str, Run], times: int) -> dict[str, float]:
    """Return the median time of each. Each runs once per round, so that a slow moment
    of the machine affects all equally."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            taken[name].append(seconds(run, times))
    return {name: median(found) for name, found in taken.items()}


def show(title: str, found: Mapping[str, float], base: str) -> None:
    print(f"\n{title}")
    for name, taken in found.items():
        print(f"  {name:<38} {taken * 1e6:>12,.1f} us   {taken / found[base]:>7.2f} x")


def show_rows(rows: Iterable[Row]) -> None:
    print(f"\n{'':<58} {'measured':>12}    {'target':>10}")
    for row in rows:
        sign, remark = (
            ">=" if row.at_least else "<=",
            "" if row.share <= 1 else "   missed",
        )
        print(
            f"{row.what:<58} {row.found:>8,.2f} {row.unit:<4} {sign} {row.must:>6.3g} {row.unit:<4}{remark}"
        )
