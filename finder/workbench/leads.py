"""The claim that every background can lead, and what each background can score."""

from collections.abc import Iterator
from functools import partial

from z3 import BoolRef, Not

from finder.core.deciding.assess import assess
from finder.core.reviewing.proofs import Claim, Failure, Failures, Range, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.model import Model
from finder.workbench.solve import Bench

CATALOGUE, SCORING = "catalogue.toml", "scoring.toml"


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


def without_people(bench: Bench, index: int) -> Failures:
    """Yield a failure if a background leads for nobody, or for everyone."""
    model = bench.model
    never_alone = is_never_alone(bench.ruleset, index)
    leading = formulas_of_lead(model, index, alone=not never_alone)
    if not bench.first.has(*leading):
        ending = "" if never_alone else " alone"
        yield failure_of(bench, index, f"can never lead{ending}")
    going = Not(model.stopped)
    not_leading = Not(model.leads[index])
    if not bench.first.has(going, not_leading):
        text = "leads for everyone; its points are too many"
        yield failure_of(bench, index, text)


def leading_alone(bench: Bench, index: int) -> Failures:
    """Yield a failure if a background leads alone for someone although it never may."""
    alone = formulas_of_lead(bench.model, index, alone=True)
    if bench.first.has(*alone):
        background = bench.ruleset.backgrounds[index]
        shows = partial(leads_alone, bench.ruleset, background.id)
        patient = bench.show(shows, *alone)
        text = "must never lead alone, and can"
        yield failure_of(bench, index, text, patient)


def failure_of(
    bench: Bench, index: int, text: str, patient: Witness | None = None
) -> Failure:
    """Return a failure of a background, with its name before the text."""
    background = bench.ruleset.backgrounds[index]
    place = source_lines.of_id(bench.folder, CATALOGUE, background.id)
    sentence = f"{background.name} {text}"
    return Failure(background.id, *place, sentence, patient)


def not_named_first(bench: Bench, index: int) -> Failures:
    """Yield a failure if a background that never leads alone is never named first,
    although the rules allow it."""
    if not bench.ruleset.scoring.never_alone_first_from:
        return
    going = Not(bench.model.stopped)
    first = bench.model.named_first(index)
    if not bench.first.has(going, first):
        name = bench.ruleset.backgrounds[index].name
        place = source_lines.of_key(bench.folder, SCORING, "never_alone_first_from")
        text = (
            f"{name} can never be named first; lower never_alone_first_from, or write 0"
        )
        yield Failure(name, *place, text)


def formulas_of_lead(model: Model, index: int, *, alone: bool) -> list[BoolRef]:
    """Return the formulas that a background leads, and with `alone` that no other
    background does."""
    others = list(model.leads)
    leads = others.pop(index)
    formulas = [Not(model.stopped), leads]
    if alone:
        formulas += map(Not, others)
    return formulas


def leads_alone(ruleset: Ruleset, background: str, answers: Answers) -> bool:
    """Return whether the app itself says that a background leads alone."""
    leads = assess(ruleset, answers).leads
    return [lead.background for lead in leads] == [background]


def ranges(bench: Bench) -> Iterator[Range]:
    """Yield the lowest and highest score of each background, and a patient it leads
    for."""
    model = bench.model
    going = Not(model.stopped)
    for index, background in enumerate(bench.ruleset.backgrounds):
        score = model.scores[index]
        lowest, highest = bench.first.extremes(score, going)
        yield Range(
            background.id,
            background.name,
            lowest,
            highest,
            leads_for(bench, index),
        )


def leads_for(bench: Bench, index: int) -> Witness | None:
    """Return a patient without a warning sign for whom the background clearly leads,
    alone if it may."""
    model = bench.model
    never_alone = is_never_alone(bench.ruleset, index)
    score = model.scores[index]
    sure = score >= bench.ruleset.scoring.low_under
    calm = Not(model.level_is(Level.SOON))
    formulas = formulas_of_lead(model, index, alone=not never_alone)
    shows = partial(clearly_leads, bench.ruleset, index)
    return bench.show(shows, *formulas, sure, calm)


def clearly_leads(ruleset: Ruleset, index: int, answers: Answers) -> bool:
    """Return whether the app itself says that a background clearly leads, alone if it
    may."""
    found = assess(ruleset, answers)
    is_unsure = found.strength is Strength.LOW
    if is_unsure or found.level >= Level.SOON:
        return False
    leads = [lead.background for lead in found.leads]
    is_together = len(leads) > 1
    if is_together and not is_never_alone(ruleset, index):
        return False
    return ruleset.backgrounds[index].id in leads
