"""The claim that no result is empty."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from z3 import And, BoolRef, Not, Or

from finder.core.deciding.assess import Assessment, assess
from finder.core.reviewing.proofs import Claim, Failure
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.workbench.formulas import any_of
from finder.workbench.model import Model
from finder.workbench.promised import treatments_now
from finder.workbench.solve import Bench

SUGGESTIONS = "suggestions.csv"


@dataclass(frozen=True, slots=True)
class EmptyResult:
    """A way in which a result can be empty, as a formula and as a check of the app's
    result."""

    text: str
    formula: BoolRef
    shows: Callable[[Assessment], bool]


def no_result_is_empty(bench: Bench) -> Claim:
    """Check that no result is empty. A background must lead, with a reason to show, and
    with a treatment to ask about."""
    going = Not(bench.model.stopped)
    failures = []
    for empty in empty_results(bench.model):
        if bench.first.has(going, empty.formula):
            shows = partial(is_empty, bench.ruleset, empty)
            patient = bench.show(shows, going, empty.formula)
            text = f"a result can be empty: {empty.text}"
            failure = Failure(empty.text, SUGGESTIONS, 1, text, patient)
            failures.append(failure)
    return Claim(
        Sentence(
            "No result is empty: a background leads, with a reason and with treatments to ask about."
        ),
        Sentence("Every possible set of answers"),
        tuple(failures),
    )


def empty_results(model: Model) -> list[EmptyResult]:
    """Return every way in which a result can be empty."""
    some_background_leads = Or(model.leads)
    has_treatment = Or(list(model.suggested_now.values()))
    without_reason = Or(list(unexplained_leads(model)))
    return [
        EmptyResult(
            "no background leads",
            Not(some_background_leads),
            lambda found: not found.leads,
        ),
        EmptyResult(
            "there is no treatment to ask about",
            Not(has_treatment),
            lambda found: not treatments_now(found.treatments),
        ),
        EmptyResult(
            "a background leads without a reason that may be shown",
            without_reason,
            has_lead_without_reason,
        ),
    ]


def has_lead_without_reason(found: Assessment) -> bool:
    return not all(lead.reasons for lead in found.leads)


def is_empty(ruleset: Ruleset, empty: EmptyResult, answers: Answers) -> bool:
    """Return whether the app's own result is empty in this way."""
    if ruleset.questionnaire.stops(answers):
        return False
    return empty.shows(assess(ruleset, answers))


def unexplained_leads(model: Model) -> Iterator[BoolRef]:
    """Yield for each background the formula that it leads, and that no rule with points
    for it can be shown."""
    for index, leads in enumerate(model.leads):
        shown = list(shown_reasons(model, index))
        yield And(leads, Not(any_of(shown))) if shown else leads


def shown_reasons(model: Model, index: int) -> Iterator[BoolRef]:
    """Yield for each rule with points for a background the formula that its reason can
    be shown."""
    calm = Not(model.level_is(Level.SOON))
    for rule in model.ruleset.suggestions.rows:
        if not rule.points[index]:
            continue
        fired = model.fires[rule.id]
        reason = model.ruleset.reasons[rule.id]
        yield And(fired, calm) if reason.calm_only else fired
