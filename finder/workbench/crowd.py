"""Many made-up patients under two rulesets: how many get a different result, and which ones.

Who is told something else is worked out for everybody at once, from the formulas of both rulesets. What exactly some
of them are told comes from the app itself.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from z3 import BoolRef

from finder.core.deciding.assess import Assessment, assess
from finder.core.reviewing.check import Vignette
from finder.core.reviewing.proofs import Undecided
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.up_to_date import as_asked_now, prune
from finder.workbench.columns import Columns, as_asked_by, random_columns, realistic_columns
from finder.workbench.model import Model

CHUNK = 100_000
ASKED = 500
"""How many of those who are told something else are looked at one by one, in each chunk."""
TellProgress = Callable[[int], None]
LEAD, LEVEL, TREATMENTS = "lead", "level", "treatments"
ChangeKind = tuple[str, str, str]
"""What changed, and from what to what."""


@dataclass(slots=True)
class Crowd:
    """How many of how many are told something else; of each kind of change one person. `kinds` counts those who were
    looked at one by one."""

    number: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[ChangeKind] = field(default_factory=Counter)
    examples: dict[ChangeKind, Answers] = field(default_factory=dict)

    def most_telling(self, most: int) -> list[tuple[ChangeKind, Answers]]:
        """Return people of the most common kinds of change; another lead or level before other treatments."""

        def rank(kind: ChangeKind) -> tuple[bool, int]:
            what, _, _ = kind
            return what == TREATMENTS, -self.kinds[kind]

        ranked = sorted(self.examples, key=rank)
        return [(kind, self.examples[kind]) for kind in ranked[:most]]


@dataclass(frozen=True)
class Pair:
    """The rules before and after an edit."""

    old: Ruleset
    new: Ruleset

    def assessed(self, answers: Answers) -> tuple[Assessment, Assessment]:
        """Return what each tells; the new rules drop what they do not ask."""
        before = assess(self.old, answers)
        after = assess(self.new, answers_under(self.new, answers))
        return before, after

    def changes(self, answers: Answers) -> list[ChangeKind]:
        before, after = self.assessed(answers)
        found = []
        for what, part_of in PARTS.items():
            was = part_of(before)
            now = part_of(after)
            if was != now:
                found.append((what, was, now))
        return found

    def has(self, kind: ChangeKind, answers: Answers) -> bool:
        return kind in self.changes(answers)


def answers_under(new: Ruleset, answers: Answers) -> Answers:
    """Return these answers as far as the new rules ask them, under the ids of today."""
    questionnaire = new.questionnaire
    now = as_asked_now(questionnaire, answers)
    return prune(questionnaire, now)


def leads_of(found: Assessment) -> str:
    names = [lead.background for lead in found.leads]
    return ", ".join(names)


def level_of(found: Assessment) -> str:
    level = found.level.name.lower()
    return f"{level} and crisis" if found.crisis else level


def cards_of(found: Assessment) -> str:
    names: list[str] = []
    for step in found.treatments.steps:
        names += [card.treatment for card in (*step.shown, *step.more)]
    return ", ".join(sorted(names))


PARTS: Mapping[str, Callable[[Assessment], str]] = {
    LEAD: leads_of,
    LEVEL: level_of,
    TREATMENTS: cards_of,
}
"""The parts of a result that are compared, each as text."""


def meet_many(
    pair: Pair, worked: Sequence[Vignette], number: int, tell: TellProgress, *, chunk: int = CHUNK, seed: int = 1
) -> Crowd:
    """Return what an edit does to so many patients, half of them random and half of them like the worked ones. `tell`
    hears how many are done. Raises Undecided where the formulas and the app do not agree."""
    old, new = Model(pair.old), Model(pair.new)
    random = Random(seed)
    answers = [vignette.answers for vignette in worked]
    crowd = Crowd()
    for start in range(0, number, chunk):
        width = min(chunk, number - start)
        half = width // 2 if answers else 0
        at_random = random_columns(old, width - half, random)
        like_worked = realistic_columns(old, answers, half, random)
        meet(crowd, pair, (old, new), at_random, random)
        meet(crowd, pair, (old, new), like_worked, random)
        crowd.number += width
        tell(crowd.number)
    return crowd


def meet(crowd: Crowd, pair: Pair, both: tuple[Model, Model], before: Columns, random: Random) -> None:
    """Add these patients to the crowd."""
    old, new = both
    after = as_asked_by(new, before)
    differing = 0
    for what, formulas in views(old, new).items():
        differ = 0
        for was, now in formulas:
            differ |= before.evaluator.value(was) ^ after.evaluator.value(now)
        crowd.changed[what] += differ.bit_count()
        differing |= differ
    found = [place for place, bit in enumerate(before.evaluator.bits(differing)) if bit]
    most = min(ASKED, len(found))
    for place in random.sample(found, most):
        answers = before.answers(old, place)
        kinds = pair.changes(answers)
        if not kinds:
            raise Undecided(f"the formulas and the app do not agree about {answers}")
        for kind in kinds:
            crowd.kinds[kind] += 1
            crowd.examples.setdefault(kind, answers)


Formulas = list[tuple[BoolRef, BoolRef]]
"""Formulas that say the same part of a result, before and after."""


def views(old: Model, new: Model) -> dict[str, Formulas]:
    """Return the formulas of each part of a result."""
    levels: Formulas = [(old.level_is(level), new.level_is(level)) for level in Level if level]
    return {
        LEAD: together(old.shown_leads, new.shown_leads, old),
        LEVEL: [*levels, (old.in_crisis, new.in_crisis)],
        TREATMENTS: together(old.suggested_now, new.suggested_now, old),
    }


def together(was: Mapping[str, BoolRef], now: Mapping[str, BoolRef], model: Model) -> Formulas:
    """Return formulas of the same name as pairs; what only one ruleset knows is never true in the other."""
    names = dict.fromkeys([*was, *now])
    return [(was.get(name, model.never), now.get(name, model.never)) for name in names]
