"""What is claimed, measured: `python -m tests.bench` runs each pair in turn, several rounds, and prints medians and
ratios. It asserts nothing; with `--check` it ends with status 1 where a ratio misses a generous bound."""

import gzip
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter

from finder.core.assess import add_up, assess
from finder.core.conditions import Chosen, Condition
from finder.core.knowledge import Ruleset
from finder.core.load import load
from finder.core.table import Table
from finder.places import RULES
from finder.workbench.patients import Answers, random_patients
from tests.bench.pages import bare_page, first_view, question_page
from tests.bench.sheets import sheet_runs
from tests.bench.workbench import changing, comparing, proofs

ROUNDS = 7
Run = Callable[[], object]


def seconds(run: Run, times: int) -> float:
    """The time of one call, from so many."""
    start = perf_counter()
    for _ in range(times):
        run()
    return (perf_counter() - start) / times


def medians(runs: Mapping[str, Run], times: int) -> dict[str, float]:
    """Every contestant once a round, so that a slow moment of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            taken[name].append(seconds(run, times))
    return {name: median(found) for name, found in taken.items()}


def one_assessment(ruleset: Ruleset, patients: list[Answers]) -> dict[str, float]:
    """All rules on one patient after the other: which fire, and the points they give."""
    following = {name: cycle(patients) for name in ("bitset", "whole", "loop", "zen")}
    findings = ruleset.questionnaire.findings
    runs: dict[str, Run] = {
        "bitset table, with points": lambda: add_up(
            ruleset.suggestions.match(next(following["bitset"])), ruleset.scoring
        ),
        "whole assessment": lambda: assess(ruleset, next(following["whole"])),
        "plain loop, matching only": lambda: loop(ruleset, next(following["loop"])),
    }
    try:
        from tests.bench.zen_table import zen_run
    except ImportError:
        print("zen-engine is not installed (extra `bench`), so it is left out")
    else:
        runs["zen-engine compiled, matching only"] = zen_run(ruleset, patients)

    def loop(ruleset: Ruleset, answers: Answers) -> list[str]:
        return [rule.id for rule in ruleset.suggestions.rows if rule.when.holds(answers, findings)]

    return medians(runs, 500)


def growth(ruleset: Ruleset, patients: list[Answers]) -> dict[str, float]:
    """Matching with 60 rules, and with 5,940 more for people of another age, so that as many rules hold as before."""
    rows = ruleset.suggestions.rows[:60]
    elsewhere = Chosen("age", frozenset({"under18"}))
    others = [replace(row, when=Condition((*row.when.terms[:2], elsewhere))) for row in rows * 99]
    findings = ruleset.questionnaire.findings
    tables = {"60 rules": Table(rows, findings), "6,000 rules": Table([*rows, *others], findings)}
    assert all(len(tables["60 rules"].match(each)) == len(tables["6,000 rules"].match(each)) for each in patients[:100])
    following = {name: cycle(patients) for name in tables}
    return medians(
        {name: (lambda name=name: tables[name].match(next(following[name]))) for name in tables},  # type: ignore[misc]
        300,
    )


def show(title: str, found: dict[str, float], base: str) -> None:
    print(f"\n{title}")
    for name, taken in found.items():
        print(f"  {name:<38} {taken * 1e6:>12,.1f} us   {taken / found[base]:>7.2f} x")


def main() -> int:
    ruleset = load(RULES)
    patients = [answers for answers in random_patients(ruleset.questionnaire, 2000) if len(answers) > 5]

    assessed = one_assessment(ruleset, patients)
    show("One assessment (93 rules)", assessed, "bitset table, with points")
    grown = growth(ruleset, patients)
    show("Growth of matching", grown, "60 rules")
    started = medians({"load and check all rules": lambda: load(RULES)}, 3)
    show("Start", started, "load and check all rules")
    start = perf_counter()
    for _ in range(100_000 // len(patients)):
        for answers in patients:
            add_up(ruleset.suggestions.match(answers), ruleset.scoring)
    tenth = perf_counter() - start
    print(f"\n1,000,000 random patients through the whole table: about {10 * tenth:.0f} s (from 100,000)")
    print(f"What would change the lead: {1000 * changing(ruleset, patients[:500]):.1f} ms a patient")

    proved = proofs(ruleset)
    print("\nProofs over all possible answers")
    for name, taken in proved.items():
        print(f"  {name:<38} {taken:>12.2f} s")
    print(f"200,000 patients under two rule sets: about {10 * comparing(20_000):.0f} s (from 20,000)")

    show("One sheet, as PDF/UA-1", medians(sheet_runs(ruleset, patients[0]), 3), "typst")

    folder = Path(mkdtemp())
    page = question_page(folder)
    pages = medians({"bare Flask page, same bytes": bare_page(page), "question page": page}, 100)
    show("GET of a question page, in process", pages, "bare Flask page, same bytes")

    first = {name: float(len(gzip.compress(content, 6))) for name, content in first_view(page()).items()}
    print("\nFirst view of a question page, compressed")
    for name, size in (*first.items(), ("together", sum(first.values()))):
        print(f"  {name:<38} {size:>12,.0f} bytes")

    bounds = {
        "growth to 6,000 rules": grown["6,000 rules"] / grown["60 rules"] <= 6,
        "proofs within two minutes": proved["all claims, and what can be scored"] <= 120,
        "question page": pages["question page"] / pages["bare Flask page, same bytes"] <= 8,
    }
    missed = [name for name, kept in bounds.items() if not kept]
    if "--check" in sys.argv and missed:
        print("missed:", ", ".join(missed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
