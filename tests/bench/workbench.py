"""How long the checks of the rules take."""

from collections.abc import Iterator, Sequence
from time import perf_counter, process_time

from finder.core.deciding.change import changes
from finder.core.loading.promises import load_promises
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.workbench.crowd import Pair, simulate
from finder.workbench.prove import CLAIMS, SECTIONS, prove
from tests.bench.measure import Row


def workbench_rows(ruleset: Ruleset, patients: Sequence[Answers]) -> Iterator[Row]:
    print(
        f"\nWhat would change the lead: {1000 * changing(ruleset, patients[:500]):.1f} ms a patient"
    )
    proved = proofs(ruleset)
    print("\nProofs over all possible answers")
    for name, taken in proved.items():
        print(f"  {name:<38} {taken:>12.2f} s")
    *_, whole = proved.values()
    yield Row("all proofs over all possible answers", whole, 120, "s")
    yield Row(
        "200,000 patients under two rulesets, processor time",
        comparing(ruleset, 200_000),
        5,
        "s",
    )


def proofs(ruleset: Ruleset) -> dict[str, float]:
    """Return the time of each claim, and of all together."""
    promises = load_promises(RULES, ruleset)
    words = {
        name: claim.__name__.replace("_", " ")
        for claims in SECTIONS.values()
        for name, claim in claims.items()
    }
    found = {}
    for name in CLAIMS:
        start = perf_counter()
        prove(ruleset, RULES, promises, [name])
        found[words[name]] = perf_counter() - start
    start = perf_counter()
    prove(ruleset, RULES, promises)
    return {**found, "all claims, and what can be scored": perf_counter() - start}


def comparing(ruleset: Ruleset, number: int) -> float:
    """Return the processor seconds for this many made-up patients under two
    rulesets."""
    worked = load_vignettes(RULES, ruleset)
    start = process_time()
    simulate(Pair(ruleset, ruleset), worked, number, lambda _: None)
    return process_time() - start


def changing(ruleset: Ruleset, patients: Sequence[Answers]) -> float:
    """Return the seconds to find what would change the lead, for one patient."""
    start = perf_counter()
    for answers in patients:
        changes(ruleset, answers)
    return (perf_counter() - start) / len(patients)
