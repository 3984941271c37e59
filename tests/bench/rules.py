"""The rules alone: one patient, many rules, many patients, and the start."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

from finder.core.deciding.assess import assess
from finder.core.deciding.ranking import add_up
from finder.core.loading.load import load
from finder.core.rules.conditions import Chosen, Condition
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.random_patients import Answers
from tests.bench.measure import Row, Run, medians, seconds, show


def rules_rows(ruleset: Ruleset, patients: list[Answers]) -> Iterator[Row]:
    yield from one_assessment(ruleset, patients)
    yield growth(ruleset, patients)
    yield Row(
        "load and check all rules",
        1e3 * medians({"load": lambda: load(RULES)}, 3)["load"],
        25,
        "ms",
    )
    yield Row(
        "1,000,000 patients through the table (from 100,000)",
        10 * hundred_thousand(ruleset, patients),
        15,
        "s",
    )


def one_assessment(ruleset: Ruleset, patients: list[Answers]) -> Iterator[Row]:
    """Yield the results for one patient after another: which rules fire, and their
    points."""
    match, findings = ruleset.suggestions.match, ruleset.questionnaire.findings

    def loop(answers: Answers) -> list[str]:
        return [
            rule.id
            for rule in ruleset.suggestions.rows
            if rule.when.holds(answers, findings)
        ]

    def one_by_one(run: Callable[[Answers], object]) -> Run:
        following = cycle(patients)
        return lambda: run(next(following))

    table = "table, with points"
    runs: dict[str, Run] = {
        table: one_by_one(lambda answers: add_up(match(answers), ruleset.scoring)),
        "whole assessment": one_by_one(lambda answers: assess(ruleset, answers)),
        "plain loop, matching only": one_by_one(loop),
    }
    try:
        from tests.bench.zen_table import zen_run
    except ImportError:
        print("zen-engine is not installed (extra `bench`), so it is left out")
    else:
        runs["zen-engine compiled, matching only"] = zen_run(ruleset, patients)
    found = medians(runs, 500)
    show(f"One assessment ({len(ruleset.suggestions.rows)} rules)", found, table)
    *_, last = found
    if last.startswith("zen"):
        yield Row(
            "one assessment: zen takes so many times as long",
            found[last] / found[table],
            4,
            at_least=True,
        )


def growth(ruleset: Ruleset, patients: list[Answers]) -> Row:
    """Return how much matching grows from 60 rules to 6,000. The others are for another
    age group, so that the same number of rules hold."""
    rows = ruleset.suggestions.rows[:60]
    elsewhere = Chosen("age", frozenset({"under18"}))
    others = [
        replace(row, when=Condition((*row.when.terms[:2], elsewhere)))
        for row in rows * 99
    ]
    few, many = (
        Table(each, ruleset.questionnaire.findings) for each in (rows, [*rows, *others])
    )
    assert all(len(few.match(each)) == len(many.match(each)) for each in patients[:100])
    first, second = cycle(patients), cycle(patients)
    found = medians(
        {
            "60": lambda: few.match(next(first)),
            "6,000": lambda: many.match(next(second)),
        },
        300,
    )
    show("Growth of matching", found, "60")
    return Row("growth of matching, 60 to 6,000 rules", found["6,000"] / found["60"], 3)


def hundred_thousand(ruleset: Ruleset, patients: list[Answers]) -> float:
    following = cycle(patients)
    return 100_000 * seconds(
        lambda: add_up(ruleset.suggestions.match(next(following)), ruleset.scoring),
        100_000,
    )
