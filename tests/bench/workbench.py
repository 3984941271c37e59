"""How long it takes to know what the rules do."""

from collections.abc import Iterator, Sequence
from time import perf_counter

from finder.core.deciding.change import changes
from finder.core.loading.promises import load_promises
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.places import RULES
from finder.workbench.crowd import meet_many
from finder.workbench.prove import CLAIMS, SECTIONS, prove
from tests.bench.measure import Row


def workbench_rows(ruleset: Ruleset, patients: Sequence[Answers]) -> Iterator[Row]:
    print(f"\nWhat would change the lead: {1000 * changing(ruleset, patients[:500]):.1f} ms a patient")
    proved = proofs(ruleset)
    print("\nProofs over all possible answers")
    for name, taken in proved.items():
        print(f"  {name:<38} {taken:>12.2f} s")
    print(f"200,000 patients under two rule sets: about {10 * comparing(20_000):.0f} s (from 20,000)")
    *_, whole = proved.values()
    yield Row("all proofs over all possible answers", whole, 120, "s")


def proofs(ruleset: Ruleset) -> dict[str, float]:
    """Each claim by itself, then all of them in one go."""
    promises = load_promises(RULES, ruleset)
    words = {name: claim.__name__.replace("_", " ") for claims in SECTIONS.values() for name, claim in claims.items()}
    found = {}
    for name in CLAIMS:
        start = perf_counter()
        prove(ruleset, RULES, promises, [name])
        found[words[name]] = perf_counter() - start
    start = perf_counter()
    prove(ruleset, RULES, promises)
    return {**found, "all claims, and what can be scored": perf_counter() - start}


def comparing(number: int) -> float:
    """Made-up patients met under two rule sets, the same twice."""
    start = perf_counter()
    meet_many((RULES, RULES), number, lambda _: None)
    return perf_counter() - start


def changing(ruleset: Ruleset, patients: Sequence[Answers]) -> float:
    """What would change the lead, for one patient."""
    start = perf_counter()
    for answers in patients:
        changes(ruleset, answers)
    return (perf_counter() - start) / len(patients)
