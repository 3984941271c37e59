"""The claim that every promise in `promises.toml` is kept."""

from collections.abc import Callable, Iterator
from functools import partial

from z3 import And, BoolRef, Not

from finder.core.deciding.assess import assess
from finder.core.deciding.treatments import SuggestedTreatment, SuggestedTreatments
from finder.core.deciding.triage import triage
from finder.core.loading.promises import FILE as PROMISES
from finder.core.loading.promises import Promise
from finder.core.reviewing.proofs import Claim, Failure, Failures, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Condition
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.workbench.model import Model
from finder.workbench.safety import level_raised
from finder.workbench.solve import Bench

Formula = Callable[[Model], BoolRef]
Shows = Callable[[Answers], bool]
Breach = tuple[Formula, str, Shows]
"""A way to break a promise: as a formula, in words, and as a check of the app's
result."""


def every_promise_holds(bench: Bench) -> Claim:
    promises = bench.promises.promises
    failures: list[Failure] = []
    for promise in promises:
        failures += broken(bench, promise)
    return Claim(
        Sentence("Every promise of promises.toml is kept."),
        Sentence("%(promises)s promises", {"promises": len(promises)}),
        tuple(failures),
    )


def broken(bench: Bench, promise: Promise) -> Failures:
    """Yield a failure for each condition that nobody meets, and for each breach."""
    for condition in promise.when:
        holds = bench.model.holds(condition)
        if not bench.first.has(holds):
            text = " can never be tested: no possible answers meet its condition"
            yield failure_of(promise, text)
        for breach in breaches(bench.ruleset, promise):
            yield from found_breach(bench, promise, condition, breach)


def found_breach(
    bench: Bench, promise: Promise, condition: Condition, breach: Breach
) -> Failures:
    """Yield a failure if someone who meets the condition gets a result that breaks the
    promise."""
    formula, against, shows = breach
    first = bench.model
    ever = bench.ever.model
    formulas = first.holds(condition), formula(first)
    after_going_back = ever.holds(condition), formula(ever)
    if bench.first.has(*formulas):
        shows_breach = partial(meets, bench.ruleset, condition, shows)
        patient = bench.show(shows_breach, *formulas)
        yield failure_of(promise, f" is not kept: {against}", patient)
    elif bench.ever.has(*after_going_back):
        text = f" is not kept after going back to an earlier page: {against}"
        yield failure_of(promise, text)


def failure_of(promise: Promise, text: str, patient: Witness | None = None) -> Failure:
    """Return a failure that quotes the promise before the text."""
    quoted = f"“{promise.words}”{text}"
    return Failure(promise.words, PROMISES, promise.at, quoted, patient)


def meets(
    ruleset: Ruleset, condition: Condition, shows: Shows, answers: Answers
) -> bool:
    """Return whether the answers meet the condition, and show the breach."""
    findings = ruleset.questionnaire.findings
    return condition.holds(answers, findings) and shows(answers)


def breaches(ruleset: Ruleset, promise: Promise) -> Iterator[Breach]:
    """Yield each way to break a promise."""
    if promise.kind == "level":
        yield (
            lambda model: Not(level_raised(model, promise.level)),
            "the level is lower",
            lambda answers: not level_reached(ruleset, answers, promise.level),
        )
    if promise.kind == "never_alone":
        background = promise.background
        yield (
            lambda model: leads_alone(model, background),
            f"{background} leads alone",
            lambda answers: leads_of(ruleset, answers) == [background],
        )
    for card in promise.cards:
        yield breach_by_card(ruleset, promise, card)


def leads_alone(model: Model, name: str) -> BoolRef:
    """Return the formula that a background leads and no other does."""
    names = [background.id for background in model.ruleset.backgrounds]
    others = list(model.leads)
    leads = others.pop(names.index(name))
    return And(leads, *map(Not, others))


def leads_of(ruleset: Ruleset, answers: Answers) -> list[str]:
    """Return the backgrounds that lead, as the app itself says."""
    found = assess(ruleset, answers)
    return [lead.background for lead in found.leads]


def breach_by_card(ruleset: Ruleset, promise: Promise, card: str) -> Breach:
    match promise.kind:
        case "line":
            return (
                lambda model: suggested_without(model, card, promise.line),
                f"{card} is suggested without {promise.line}",
                lambda answers: shows_without(ruleset, answers, card, promise.line),
            )
        case "later":
            return (
                lambda model: model.suggested_now[card],
                f"{card} is suggested now",
                lambda answers: card in cards_now(ruleset, answers),
            )
        case _:
            return (
                lambda model: model.suggested[card],
                f"{card} is offered",
                lambda answers: bool(suggestions_of(ruleset, answers, card)),
            )


def suggested_without(model: Model, card: str, line: str) -> BoolRef:
    """Return the formula that a card is suggested without a caution."""
    suggested = model.suggested[card]
    rows = model.ruleset.treatment_rows.rows
    row = next(row for row in rows if row.id == line)
    carries = row.effect.is_caution and card in row.cards
    if not carries:
        return suggested
    return And(suggested, Not(model.fires[row.id]))


def shows_without(ruleset: Ruleset, answers: Answers, card: str, line: str) -> bool:
    """Return whether the app itself suggests a card without a caution."""
    suggested = suggestions_of(ruleset, answers, card)
    return any(line not in each.cautions for each in suggested)


def level_reached(ruleset: Ruleset, answers: Answers, level: Level | None) -> bool:
    found = triage(ruleset, answers)
    return found.crisis if level is None else found.level >= level


def treatments_now(treatments: SuggestedTreatments) -> list[SuggestedTreatment]:
    """Return the treatments to ask about now, step by step."""
    found: list[SuggestedTreatment] = []
    for step in treatments.steps:
        found += step.shown + step.more
    return found


def cards_now(ruleset: Ruleset, answers: Answers) -> set[str]:
    """Return the cards that the app itself suggests now."""
    now = treatments_now(assess(ruleset, answers).treatments)
    return {suggestion.treatment for suggestion in now}


def suggestions_of(
    ruleset: Ruleset, answers: Answers, card: str
) -> list[SuggestedTreatment]:
    treatments = assess(ruleset, answers).treatments
    every = [*treatments_now(treatments), *treatments.later]
    return [suggestion for suggestion in every if suggestion.treatment == card]
