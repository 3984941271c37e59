"""The claim that the caps of groups of rules hold."""

from collections.abc import Iterator

from finder.core.loading.scoring import UNCAPPED
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import capped
from finder.workbench.solve import Bench

SCORING = "scoring.toml"


def caps_hold(bench: Bench) -> Claim:
    """Check that no background gets more from a group than its cap. Note the points
    that caps remove."""
    caps = bench.ruleset.scoring.caps
    failures: list[Failure] = []
    notes = []
    for group, cap in caps.items():
        failures += over_cap(bench, group)
        without_cap = ", ".join(scores_without_cap(bench, group))
        if without_cap:
            notes.append(f"{group} is capped at {cap}: {without_cap}")
    return Claim(
        Sentence(
            "No background gets more points from a group of rules than the cap of the group."
        ),
        Sentence(
            "%(groups)s groups, %(backgrounds)s backgrounds",
            {
                "groups": len(caps),
                "backgrounds": len(bench.ruleset.backgrounds),
            },
        ),
        tuple(failures),
        tuple(notes),
    )


def over_cap(bench: Bench, group: str) -> Failures:
    """Yield a failure for each background that can get more than the cap."""
    cap = bench.ruleset.scoring.caps[group]
    for index, background in enumerate(bench.ruleset.backgrounds):
        parts = bench.model.contributions(group, index)
        points = capped(parts, cap)
        if bench.first.has(points > cap):
            place = source_lines.of_key(bench.folder, SCORING, group)
            text = f"{background.name} can get more than {cap} from {group}"
            yield Failure(group, *place, text)


def scores_without_cap(bench: Bench, group: str) -> Iterator[str]:
    """Yield what each background could get without the cap, if that is more."""
    cap = bench.ruleset.scoring.caps[group]
    for index, background in enumerate(bench.ruleset.backgrounds):
        parts = bench.model.contributions(group, index)
        most = sum(points for _, points in parts)
        if most <= cap:
            continue
        without_cap = capped(parts, UNCAPPED)
        _, highest = bench.first.extremes(without_cap)
        if highest > cap:
            yield f"{background.name} {highest}"
