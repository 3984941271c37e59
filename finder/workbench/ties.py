"""The claim that ties are shown as ties."""

from functools import partial
from itertools import combinations

from z3 import And, BoolRef, Not

from finder.core.deciding.assess import Outcome, assess
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.workbench.model import Model
from finder.workbench.solve import Bench

SCORING = "scoring.toml"


def ties_are_shown(bench: Bench) -> Claim:
    """Check that backgrounds with equal points lead together. The order of rows or
    backgrounds must never pick a winner."""
    indexes = range(len(bench.model.scores))
    pairs = list(combinations(indexes, 2))
    failures: list[Failure] = []
    ties = 0
    for one, other in pairs:
        failures += only_one_leads(bench, one, other)
        ties += can_tie(bench, one, other)
    order = "the order of the catalogue only decides which is named first"
    notes = [f"{ties} pairs can lead with equal points; {order}"] if ties else []
    return Claim(
        Sentence(
            "Backgrounds with equal points lead together; the order of rows only decides which is named first."
        ),
        Sentence("%(pairs)s pairs of backgrounds", {"pairs": len(pairs)}),
        tuple(failures),
        tuple(notes),
    )


def have_equal_points(model: Model, one: int, other: int) -> BoolRef:
    """Return the formula that two backgrounds have the same points, and have any."""
    first = model.scores[one]
    second = model.scores[other]
    return And(Not(model.stopped), first == second, first >= 1)


def only_one_leads(bench: Bench, one: int, other: int) -> Failures:
    """Yield a failure if only one of two backgrounds with equal points leads."""
    model = bench.model
    equal = have_equal_points(model, one, other)
    unlike = model.leads[one] != model.leads[other]
    if not bench.first.has(equal, unlike):
        return
    backgrounds = bench.ruleset.backgrounds
    first = backgrounds[one].name
    second = backgrounds[other].name
    shows = partial(tie_is_broken_by_order, bench.ruleset)
    patient = bench.show(shows, equal, unlike)
    text = f"{first} and {second} can have the same points, and only one of them leads"
    yield Failure(text, SCORING, 1, text, patient)


def can_tie(bench: Bench, one: int, other: int) -> bool:
    """Return whether two backgrounds with equal points can lead together."""
    model = bench.model
    equal = have_equal_points(model, one, other)
    return bench.first.has(equal, model.leads[one], model.leads[other])


def tie_is_broken_by_order(ruleset: Ruleset, answers: Answers) -> bool:
    """Return whether one of two backgrounds with equal points leads, and the other does
    not."""
    found = assess(ruleset, answers)
    if found.outcome is not Outcome.SUGGESTION:
        return False
    leads = {lead.background for lead in found.leads}
    scores_of_leads = set()
    scores_of_others = set()
    for background, score in zip(ruleset.backgrounds, found.scores, strict=True):
        if background.id in leads:
            scores_of_leads.add(score)
        else:
            scores_of_others.add(score)
    return not scores_of_leads.isdisjoint(scores_of_others)
