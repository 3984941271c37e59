"""Find any person who would lose a red flag or a level through an edit, over every
possible set of answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from z3 import And, BoolRef, Not, substitute

from finder.core.deciding.triage import CRISIS, Triage, triage
from finder.core.reviewing.proofs import Undecided, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Choice
from finder.core.rules.up_to_date import lines_now
from finder.workbench.crowd import answers_under
from finder.workbench.formulas import any_of, variable
from finder.workbench.model import Model
from finder.workbench.safety import level_raised
from finder.workbench.solve import World
from finder.workbench.witness import shrink, witness

LEVELS: tuple[Level | None, ...] = (*(level for level in Level if level), None)
"""All levels, least urgent first. None stands for a crisis."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A red flag or a level that someone would lose, with a patient who shows it."""

    text: str
    patient: Witness


def lost(old: Ruleset, new: Ruleset) -> Iterator[Lost]:
    """Yield each red flag and level that the old rules give to someone and the new ones
    do not."""
    world = World(old, lingering=False)
    after = Model(new)
    flags = dict.fromkeys(row.flag for row in old.red_flags.rows)
    for flag in flags:
        someone = someone_losing_flag(world, after, flag)
        if someone is not None:
            text = f"the red flag {flag} is lost"
            loses = partial(loses_flag, old, new, flag)
            yield shown(old, text, someone, loses)
    for level in LEVELS:
        someone = someone_losing_level(world, after, level)
        if someone is not None:
            text = f"{name_of(level)} becomes less urgent"
            loses = partial(loses_level, old, new, level)
            yield shown(old, text, someone, loses)


def someone_losing_flag(
    world: World,
    after: Model,
    flag: str,
) -> Answers | None:
    lines = lines_now(after.ruleset.questionnaire, flag)
    still = any_of([after.raised(line) for line in lines])
    before = world.model.raised(flag)
    return world.someone(before, Not(pruned(after, still)))


def someone_losing_level(
    world: World,
    after: Model,
    level: Level | None,
) -> Answers | None:
    still = level_raised(after, level)
    before = exactly(world.model, level)
    return world.someone(before, Not(pruned(after, still)))


def name_of(level: Level | None) -> str:
    if level is None:
        return CRISIS
    return level.id.replace("_", " ")


def exactly(model: Model, level: Level | None) -> BoolRef:
    """Return the formula that exactly this level is reached, so that each loss is
    reported once."""
    reached = level_raised(model, level)
    if level is None or level == max(Level):
        return And(reached)
    more = Level(level + 1)
    return And(reached, Not(model.level_is(more)))


def pruned(model: Model, formula: BoolRef) -> BoolRef:
    """Return the formula with only those options counted that the model's own
    questionnaire shows."""
    pairs = []
    for option, chosen in model.options.items():
        question, _ = option
        counts = And(
            chooses(model, option),
            model.asked[question],
            model.holds(model.asked_if(*option)),
        )
        pairs.append((chosen, counts))
    return substitute(formula, *pairs)


def chooses(model: Model, option: Choice) -> BoolRef:
    """Return the formula that an option was chosen, or an older option that it
    replaces."""
    replaced = model.ruleset.questionnaire.replaced
    older = [old for old, now in replaced.items() if option in now]
    return any_of(variable(*each) for each in (option, *older))


def shown(
    old: Ruleset,
    text: str,
    answers: Answers,
    shows: Callable[[Answers], bool],
) -> Lost:
    """Return the loss with the smallest patient who shows it. Raises Undecided if the
    app disagrees."""
    if not shows(answers):
        patient = witness(old, answers)
        raise Undecided(
            f"the formulas and the app do not agree: {text}, {patient.answers}"
        )
    smallest = shrink(old, answers, shows)
    return Lost(text, witness(old, smallest))


def both_triages(
    old: Ruleset,
    new: Ruleset,
    answers: Answers,
) -> tuple[Triage, Triage]:
    before = triage(old, answers)
    after = triage(new, answers_under(new, answers))
    return before, after


def loses_flag(
    old: Ruleset,
    new: Ruleset,
    flag: str,
    answers: Answers,
) -> bool:
    before, after = both_triages(old, new, answers)
    lines = lines_now(new.questionnaire, flag)
    was_raised = flag in flags_of(before)
    return was_raised and flags_of(after).isdisjoint(lines)


def flags_of(found: Triage) -> set[str]:
    return {each.flag for each in found.flags}


def loses_level(
    old: Ruleset,
    new: Ruleset,
    level: Level | None,
    answers: Answers,
) -> bool:
    before, after = both_triages(old, new, answers)
    if level is None:
        return before.crisis and not after.crisis
    return before.level == level > after.level
