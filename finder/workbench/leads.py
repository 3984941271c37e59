"""Claims about leads: no result is empty, caps hold, and ties are shown as ties."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from z3 import And, BoolRef, Not, Or

from finder.core.deciding.assess import Assessment, Outcome, assess
from finder.core.loading.scoring import UNCAPPED
from finder.core.reviewing.proofs import Claim, Failure, Range, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of, capped
from finder.workbench.model import Model
from finder.workbench.promised import now
from finder.workbench.solve import Bench

CATALOGUE, SUGGESTIONS, SCORING = ("catalogue.toml", "suggestions.csv", "scoring.toml")


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
            shown = bench.show(shows, going, empty.formula)
            text = f"a result can be empty: {empty.text}"
            failures.append(Failure(empty.text, SUGGESTIONS, 1, text, shown))
    return Claim(
        Sentence(
            "No result is empty: a background leads, with a reason and with treatments to ask about."
        ),
        Sentence("Every possible set of answers"),
        tuple(failures),
    )


def empty_results(model: Model) -> list[EmptyResult]:
    someone_leads = Or(model.leads)
    has_treatment = Or(list(model.suggested_now.values()))
    without_reason = Or(list(unexplained_leads(model)))
    return [
        EmptyResult(
            "no background leads", Not(someone_leads), lambda found: not found.leads
        ),
        EmptyResult(
            "there is no treatment to ask about",
            Not(has_treatment),
            lambda found: not now(found.treatments),
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
    calm = Not(model.level_is(Level.SOON))
    reasons = model.ruleset.reasons
    for index, leads in enumerate(model.leads):
        speaking = []
        for rule in model.ruleset.suggestions.rows:
            if rule.points[index]:
                fired = model.fires[rule.id]
                speaking.append(
                    And(fired, calm) if reasons[rule.id].calm_only else fired
                )
        yield And(leads, Not(any_of(speaking))) if speaking else leads


def every_background_can_lead(bench: Bench) -> Claim:
    """Check that each background leads for some people and not for others. It must lead
    alone for someone if it may."""
    backgrounds = bench.ruleset.backgrounds
    failures: list[Failure] = []
    notes = []
    for index, background in enumerate(backgrounds):
        failures += without_people(bench, index)
        if is_never_alone(bench.ruleset, index):
            failures += leading_alone(bench, index)
            failures += not_named_first(bench, index)
            notes.append(
                f"{background.name} leads only together with a doctor who treats the body"
            )
    return Claim(
        Sentence("Every background leads for some people and not for others."),
        Sentence("%(backgrounds)s backgrounds", {"backgrounds": len(backgrounds)}),
        tuple(failures),
        tuple(notes),
    )


def is_never_alone(ruleset: Ruleset, index: int) -> bool:
    background = ruleset.backgrounds[index]
    return background.id in ruleset.scoring.never_alone


def without_people(bench: Bench, index: int) -> Iterator[Failure]:
    """Yield a failure if a background leads for nobody, or for everyone."""
    model = bench.model
    background = bench.ruleset.backgrounds[index]
    place = source_lines.of_id(bench.folder, CATALOGUE, background.id)
    never_alone = is_never_alone(bench.ruleset, index)
    if not bench.first.has(*best(model, index, alone=not never_alone)):
        ending = "" if never_alone else " alone"
        yield Failure(
            background.id, *place, f"{background.name} can never lead{ending}"
        )
    if not bench.first.has(Not(model.stopped), Not(model.leads[index])):
        yield Failure(
            background.id,
            *place,
            f"{background.name} leads for everyone; its points are too many",
        )


def leading_alone(bench: Bench, index: int) -> Iterator[Failure]:
    """Yield a failure if a background leads alone for someone although it never may."""
    background = bench.ruleset.backgrounds[index]
    alone = best(bench.model, index, alone=True)
    if bench.first.has(*alone):
        place = source_lines.of_id(bench.folder, CATALOGUE, background.id)
        shown = bench.show(leads_alone(bench.ruleset, background.id), *alone)
        yield Failure(
            background.id,
            *place,
            f"{background.name} must never lead alone, and can",
            shown,
        )


def not_named_first(bench: Bench, index: int) -> Iterator[Failure]:
    """Yield a failure if a background that never leads alone is never named first,
    although the rules allow it."""
    if not bench.ruleset.scoring.never_alone_first_from:
        return
    model = bench.model
    first = model.named_first(index)
    if not bench.first.has(Not(model.stopped), first):
        name = bench.ruleset.backgrounds[index].name
        place = source_lines.of_key(bench.folder, SCORING, "never_alone_first_from")
        text = (
            f"{name} can never be named first; lower never_alone_first_from, or write 0"
        )
        yield Failure(name, *place, text)


def best(model: Model, index: int, *, alone: bool) -> list[BoolRef]:
    """Return the formulas that a background leads, and with `alone` that no other
    background does."""
    formulas = [Not(model.stopped), model.leads[index]]
    if alone:
        others = [leads for other, leads in enumerate(model.leads) if other != index]
        formulas += [Not(leads) for leads in others]
    return formulas


def leads_alone(ruleset: Ruleset, background: str) -> Callable[[Answers], bool]:
    def shows(answers: Answers) -> bool:
        leads = assess(ruleset, answers).leads
        return [lead.background for lead in leads] == [background]

    return shows


def caps_hold(bench: Bench) -> Claim:
    """Check that no background gets more from a group than its cap. Note the points
    that caps remove."""
    caps = bench.ruleset.scoring.caps
    failures: list[Failure] = []
    notes = []
    for group, cap in caps.items():
        failures += over_cap(bench, group)
        lines = list(held_back(bench, group))
        if lines:
            notes.append(f"{group} is capped at {cap}: {', '.join(lines)}")
    return Claim(
        Sentence(
            "No background gets more points from a group of rules than the cap of the group."
        ),
        Sentence(
            "%(groups)s groups, %(backgrounds)s backgrounds",
            {"groups": len(caps), "backgrounds": len(bench.ruleset.backgrounds)},
        ),
        tuple(failures),
        tuple(notes),
    )


def over_cap(bench: Bench, group: str) -> Iterator[Failure]:
    cap = bench.ruleset.scoring.caps[group]
    for index, background in enumerate(bench.ruleset.backgrounds):
        parts = bench.model.contributions(group, index)
        if bench.first.has(capped(parts, cap) > cap):
            place = source_lines.of_key(bench.folder, SCORING, group)
            yield Failure(
                group, *place, f"{background.name} can get more than {cap} from {group}"
            )


def held_back(bench: Bench, group: str) -> Iterator[str]:
    """Yield what each background could get without the cap, if that is more."""
    cap = bench.ruleset.scoring.caps[group]
    for index, background in enumerate(bench.ruleset.backgrounds):
        parts = bench.model.contributions(group, index)
        most = sum(points for _, points in parts)
        if most > cap:
            _, highest = bench.first.extremes(capped(parts, UNCAPPED))
            if highest > cap:
                yield f"{background.name} {highest}"


def ties_are_shown(bench: Bench) -> Claim:
    """Check that backgrounds with equal points lead together. The order of rows or
    backgrounds must never pick a winner."""
    pairs = list(combinations(range(len(bench.model.scores)), 2))
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
    mine = model.scores[one]
    return And(Not(model.stopped), mine == model.scores[other], mine >= 1)


def only_one_leads(bench: Bench, one: int, other: int) -> Iterator[Failure]:
    """Yield a failure if only one of two backgrounds with equal points leads."""
    model = bench.model
    equal = have_equal_points(model, one, other)
    unlike = model.leads[one] != model.leads[other]
    if bench.first.has(equal, unlike):
        first, second = (
            bench.ruleset.backgrounds[index].name for index in (one, other)
        )
        shown = bench.show(
            partial(tie_is_broken_by_order, bench.ruleset), equal, unlike
        )
        text = (
            f"{first} and {second} can have the same points, and only one of them leads"
        )
        yield Failure(text, SCORING, 1, text, shown)


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
    scores = dict(
        zip(
            [background.id for background in ruleset.backgrounds],
            found.scores,
            strict=True,
        )
    )
    of_leads = {scores[lead] for lead in leads}
    others = [score for background, score in scores.items() if background not in leads]
    return not of_leads.isdisjoint(others)


def ranges(bench: Bench) -> Iterator[Range]:
    """Yield the lowest and highest score of each background, and a patient it leads
    for."""
    model = bench.model
    going = Not(model.stopped)
    for index, background in enumerate(bench.ruleset.backgrounds):
        lowest, highest = bench.first.extremes(model.scores[index], going)
        someone = leads_for(bench, index)
        yield Range(background.id, background.name, lowest, highest, someone)


def leads_for(bench: Bench, index: int) -> Witness | None:
    """Return a patient without a warning sign for whom the background clearly leads,
    alone if it may."""
    model = bench.model
    never_alone = is_never_alone(bench.ruleset, index)
    sure = model.scores[index] >= bench.ruleset.scoring.low_under
    calm = Not(model.level_is(Level.SOON))
    formulas = best(model, index, alone=not never_alone)
    shows = partial(clearly_leads, bench.ruleset, index)
    return bench.show(shows, *formulas, sure, calm)


def clearly_leads(ruleset: Ruleset, index: int, answers: Answers) -> bool:
    """Return whether the app itself says that a background clearly leads, alone if it
    may."""
    found = assess(ruleset, answers)
    if found.strength is Strength.LOW or found.level >= Level.SOON:
        return False
    leads = [lead.background for lead in found.leads]
    is_alone = len(leads) == 1
    may_share = is_never_alone(ruleset, index)
    return ruleset.backgrounds[index].id in leads and (may_share or is_alone)
