"""Find anyone who would lose a red flag or a level through an edit, over every possible set of answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from z3 import And, BoolRef, Not, substitute

from finder.core.deciding.triage import CRISIS, Triage, triage
from finder.core.reviewing.proofs import Undecided, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.questionnaire import Choice
from finder.workbench.crowd import answers_under
from finder.workbench.model import Model, any_of, variable
from finder.workbench.safety import level_raised
from finder.workbench.solve import World
from finder.workbench.witness import shrink, witness

LEVELS: tuple[Level | None, ...] = (*(level for level in Level if level), None)
"""From the least urgent on; none is a crisis."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A flag or a level that someone would no longer be told."""

    text: str
    patient: Witness


def lost(old: Ruleset, new: Ruleset) -> Iterator[Lost]:
    """Everything urgent that the old rules tell someone and the new ones do not."""
    world, then = World(old, lingering=False), Model(new)
    for flag in dict.fromkeys(row.flag for row in old.red_flags.rows):
        now = new.questionnaire.lines_now(flag)
        told = any_of([then.raised(each) for each in now])
        found = world.someone(world.model.raised(flag), Not(pruned(then, told)))
        if found is not None:
            yield shown(old, f"the red flag {flag} is lost", found, partial(loses_flag, old, new, flag))
    for level in LEVELS:
        found = world.someone(exactly(world.model, level), Not(pruned(then, level_raised(then, level))))
        if found is not None:
            name = CRISIS if level is None else level.name.lower().replace("_", " ")
            yield shown(old, f"{name} becomes something less urgent", found, partial(loses_level, old, new, level))


def exactly(model: Model, level: Level | None) -> BoolRef:
    """Return those who reach just this level, so that each loss is reported once."""
    more = [Not(model.level_is(Level(level + 1)))] if level is not None and level < max(Level) else []
    return And(level_raised(model, level), *more)


def pruned(model: Model, formula: BoolRef) -> BoolRef:
    """The formula where only what the model's own questionnaire shows counts as chosen."""
    return substitute(
        formula,
        *(
            (chosen, And(chooses(model, one), model.asked[one[0]], model.holds(model.asked_if(*one))))
            for one, chosen in model.options.items()
        ),
    )


def chooses(model: Model, option: Choice) -> BoolRef:
    """Return that an option was chosen, or an older one that it replaces."""
    older = [old for old, now in model.ruleset.questionnaire.replaced.items() if option in now]
    return any_of(variable(*each) for each in (option, *older))


def shown(old: Ruleset, text: str, answers: Answers, shows: Callable[[Answers], bool]) -> Lost:
    if not shows(answers):
        raise Undecided(f"the formulas and the app do not agree: {text}, {witness(old, answers).answers}")
    return Lost(text, witness(old, shrink(old, answers, shows)))


def both(old: Ruleset, new: Ruleset, answers: Answers) -> tuple[Triage, Triage]:
    return triage(old, answers), triage(new, answers_under(new, answers))


def loses_flag(old: Ruleset, new: Ruleset, flag: str, answers: Answers) -> bool:
    before, after = both(old, new, answers)
    told = {each.flag for each in after.flags}
    return flag in {each.flag for each in before.flags} and told.isdisjoint(new.questionnaire.lines_now(flag))


def loses_level(old: Ruleset, new: Ruleset, level: Level | None, answers: Answers) -> bool:
    before, after = both(old, new, answers)
    if level is None:
        return before.crisis and not after.crisis
    return before.level == level > after.level
