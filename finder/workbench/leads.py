"""Claims about leads: no result is empty, caps hold, ties are shown as ties."""

from collections.abc import Callable, Iterator
from itertools import combinations

from z3 import And, BoolRef, Not, Or

from finder.core.deciding.assess import Outcome, assess
from finder.core.loading.scoring import UNCAPPED
from finder.core.reviewing.proofs import Claim, Failure, Range, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of, capped
from finder.workbench.model import Model
from finder.workbench.safety import now
from finder.workbench.solve import Bench

CATALOGUE, SUGGESTIONS, SCORING = ("catalogue.toml", "suggestions.csv", "scoring.toml")


def no_result_is_empty(bench: Bench) -> Claim:
    """Somebody leads, for a reason that may be said, and there is a treatment to ask about."""
    model, ruleset = bench.model, bench.ruleset
    going = Not(model.stopped)
    ways: list[tuple[str, BoolRef, Callable[[Answers], bool]]] = [
        ("no background leads", Not(Or(model.leads)), lambda answers: not assess(ruleset, answers).leads),
        ("there is no treatment to ask about", Not(Or(list(model.suggested_now.values()))),
         lambda answers: not now(assess(ruleset, answers).treatments)),
        ("a background leads without a reason that may be said", Or(list(speechless(model))),
         lambda answers: any(not lead.reasons for lead in assess(ruleset, answers).leads)),
    ]  # fmt: skip
    failures = []
    for text, formula, shows in ways:
        if bench.first.has(going, formula):
            shown = bench.show(going_on(ruleset, shows), going, formula)
            failures.append(Failure(text, SUGGESTIONS, 1, f"a result can be empty: {text}", shown))
    return Claim(
        Sentence("No result is empty: somebody leads, for a reason, with treatments to ask about."),
        Sentence("Every possible set of answers"),
        tuple(failures),
    )


def going_on(ruleset: Ruleset, shows: Callable[[Answers], bool]) -> Callable[[Answers], bool]:
    return lambda answers: not ruleset.questionnaire.stops(answers) and shows(answers)


def speechless(model: Model) -> Iterator[BoolRef]:
    """For each background: it leads, and none of the rules that speak for it may be told."""
    calm = Not(model.level_is(Level.SOON))
    for index, leads in enumerate(model.leads):
        rules = [rule for rule in model.ruleset.suggestions.rows if rule.points[index]]
        speaking = [
            And(model.fires[rule.id], calm) if model.ruleset.reasons[rule.id].calm_only else model.fires[rule.id]
            for rule in rules
        ]
        yield And(leads, Not(any_of(speaking))) if speaking else leads


def every_background_has_its_people(bench: Bench) -> Claim:
    """Each leads for someone, alone unless it never may, and for someone else it does not."""
    ruleset, model = bench.ruleset, bench.model
    failures, notes = [], []
    for index, background in enumerate(ruleset.backgrounds):
        shy = background.id in ruleset.scoring.never_alone
        place = source_lines.of_id(bench.folder, CATALOGUE, background.id)
        if not bench.first.has(*best(model, index, alone=not shy)):
            failures.append(
                Failure(background.id, *place, f"{background.name} can never lead{'' if shy else ' alone'}")
            )
        if not bench.first.has(Not(model.stopped), Not(model.leads[index])):
            failures.append(
                Failure(background.id, *place, f"{background.name} leads for everyone; its points are too many")
            )
        alone = best(model, index, alone=True)
        if shy and bench.first.has(*alone):
            shown = bench.show(leads_alone(ruleset, background.id), *alone)
            failures.append(Failure(background.id, *place, f"{background.name} must never lead alone, and can", shown))
        if shy:
            notes.append(f"{background.name} leads only together with a doctor who treats the body")
            failures += not_named_first(bench, index)
    return Claim(
        Sentence("Every background leads for someone, and for someone else it does not."),
        Sentence("%(backgrounds)s backgrounds", {"backgrounds": len(ruleset.backgrounds)}),
        tuple(failures),
        tuple(notes),
    )


def not_named_first(bench: Bench, index: int) -> Iterator[Failure]:
    """A background that never leads alone can be named first for someone, where the rules say from when."""
    least, model = bench.ruleset.scoring.never_alone_first_from, bench.model
    name = bench.ruleset.backgrounds[index].name
    first = model.named_first(index)
    if least and not bench.first.has(Not(model.stopped), first):
        yield Failure(name, *source_lines.of_key(bench.folder, SCORING, "never_alone_first_from"),
            f"{name} can never be named first; lower never_alone_first_from, or write 0",
        )  # fmt: skip


def best(model: Model, index: int, *, alone: bool) -> list[BoolRef]:
    others = [Not(leads) for other, leads in enumerate(model.leads) if other != index] if alone else []
    return [Not(model.stopped), model.leads[index], *others]


def leads_alone(ruleset: Ruleset, background: str) -> Callable[[Answers], bool]:
    return lambda answers: [lead.background for lead in assess(ruleset, answers).leads] == [background]


def caps_hold(bench: Bench) -> Claim:
    """One background never gets more from a group than its cap; what the cap takes away is reported."""
    caps = bench.ruleset.scoring.caps
    failures = [failure for group in caps for failure in over_cap(bench, group)]
    capped_off = {group: list(held_back(bench, group)) for group in caps}
    notes = [f"{group} holds at {caps[group]}: {', '.join(lines)}" for group, lines in capped_off.items() if lines]
    return Claim(
        Sentence("No background gets more from one group of rules than its cap."),
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
        if bench.first.has(capped(bench.model.contributions(group, index), cap) > cap):
            place = source_lines.of_key(bench.folder, SCORING, group)
            yield Failure(group, *place, f"{background.name} can get more than {cap} from {group}")


def held_back(bench: Bench, group: str) -> Iterator[str]:
    """What each background would get without the cap, where that is more."""
    cap = bench.ruleset.scoring.caps[group]
    for index, background in enumerate(bench.ruleset.backgrounds):
        parts = bench.model.contributions(group, index)
        if sum(points for _, points in parts) > cap:
            highest = bench.first.extremes(capped(parts, UNCAPPED))[1]
            if highest > cap:
                yield f"{background.name} {highest}"


def ties_are_shown(bench: Bench) -> Claim:
    """Who shares the top leads too: the order of rows or backgrounds never picks a winner."""
    model, failures, ties = bench.model, [], []
    for one, other in combinations(range(len(model.scores)), 2):
        names = [bench.ruleset.backgrounds[index].name for index in (one, other)]
        equal = And(Not(model.stopped), model.scores[one] == model.scores[other], model.scores[one] >= 1)
        if bench.first.has(equal, model.leads[one] != model.leads[other]):
            shown = bench.show(
                lambda answers: won_by_order(bench.ruleset, answers), equal, model.leads[one] != model.leads[other]
            )
            text = f"{names[0]} and {names[1]} can have the same points, and only one of them leads"
            failures.append(Failure(text, SCORING, 1, text, shown))
        if bench.first.has(equal, model.leads[one], model.leads[other]):
            ties.append(" and ".join(names))
    order = "the order of the catalogue decides only who is named first among equals"
    return Claim(
        Sentence("Equal points lead together: the order of rows decides nothing but what is named first."),
        Sentence("%(pairs)s pairs of backgrounds", {"pairs": len(model.scores) * (len(model.scores) - 1) // 2}),
        tuple(failures),
        (f"{len(ties)} pairs can share the top; {order}",) if ties else (),
    )


def won_by_order(ruleset: Ruleset, answers: Answers) -> bool:
    found = assess(ruleset, answers)
    if found.outcome is not Outcome.SUGGESTION:
        return False
    leads = {lead.background for lead in found.leads}
    named = {background.id: score for background, score in zip(ruleset.backgrounds, found.scores, strict=True)}
    return any(named[lead] == named[other] for lead in leads for other in named.keys() - leads)


def ranges(bench: Bench) -> Iterator[Range]:
    """What each background can score, and someone it leads for."""
    ruleset, model = bench.ruleset, bench.model
    for index, background in enumerate(ruleset.backgrounds):
        lowest, highest = bench.first.extremes(model.scores[index], Not(model.stopped))
        yield Range(background.id, background.name, lowest, highest, leads_for(bench, index))


def leads_for(bench: Bench, index: int) -> Witness | None:
    """Return someone without a warning sign for whom it clearly leads, alone if it may."""
    ruleset, model = bench.ruleset, bench.model
    background = ruleset.backgrounds[index].id
    alone = background not in ruleset.scoring.never_alone
    sure, calm = (model.scores[index] >= ruleset.scoring.low_under, Not(model.level_is(Level.SOON)))

    def leads(answers: Answers) -> bool:
        found = assess(ruleset, answers)
        named = [lead.background for lead in found.leads]
        surely = found.strength is not Strength.LOW and found.level < Level.SOON
        return surely and background in named and (not alone or len(named) == 1)

    return bench.show(leads, *best(model, index, alone=alone), sure, calm)
