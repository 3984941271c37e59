"""Many made-up patients under two rulesets: how many get a different result, and which
ones.

The formulas of both rulesets give the patients with a different result, for all
patients at once. The app itself then gives the exact results for a sample of them.
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
from finder.core.rules.up_to_date import prune, translate_replaced
from finder.workbench.carry_over import as_asked_by
from finder.workbench.columns import (
    Columns,
    random_columns,
    realistic_columns,
)
from finder.workbench.model import Model

CHUNK = 100_000
SEED = 1
"""Each comparison simulates the same patients."""
ASKED = 500
"""The most patients with a different result that are assessed one by one, in each
chunk."""
ShowProgress = Callable[[int], None]
Formulas = list[tuple[BoolRef, BoolRef]]
"""Pairs of formulas for the same part of a result, before and after the edit."""
LEAD, LEVEL, TREATMENTS = "lead", "level", "treatments"
ChangeKind = tuple[str, str, str]
"""What changed, its old value, and its new value."""


@dataclass(slots=True)
class Crowd:
    """How many patients get a different result, with one example for each kind of
    change. `kinds` counts only patients who were assessed one by one."""

    number: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[ChangeKind] = field(default_factory=Counter)
    examples: dict[ChangeKind, Answers] = field(default_factory=dict)

    def most_common_changes(self, most: int) -> list[tuple[ChangeKind, Answers]]:
        """Return patients with the most common kinds of change. Changes of lead or
        level come before changes of treatments."""

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
        """Return the assessments of both rulesets. The new one ignores answers that it
        does not ask for."""
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
    """Return the answers that the new rules ask for, under their current ids."""
    questionnaire = new.questionnaire
    now = translate_replaced(questionnaire, answers)
    return prune(questionnaire, now)


def leads_of(found: Assessment) -> str:
    names = [lead.background for lead in found.leads]
    return ", ".join(names)


def level_of(found: Assessment) -> str:
    level = found.level.id
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
"""The parts of a result to compare, each as text."""


def simulate(
    pair: Pair,
    worked: Sequence[Vignette],
    number: int,
    show_progress: ShowProgress,
    *,
    chunk: int = CHUNK,
) -> Crowd:
    """Return what an edit does to this many patients. Half of them are random, and half
    are like the worked ones.

    `show_progress` receives how many are done. Raises Undecided if the formulas and the
    app disagree.
    """
    both = Model(pair.old), Model(pair.new)
    old, _ = both
    random = Random(SEED)
    answers = [vignette.answers for vignette in worked]
    crowd = Crowd()
    for start in range(0, number, chunk):
        width = min(chunk, number - start)
        half = width // 2 if answers else 0
        at_random = random_columns(old, width - half, random)
        like_worked = realistic_columns(old, answers, half, random)
        add_patients(crowd, pair, both, at_random, random)
        add_patients(crowd, pair, both, like_worked, random)
        crowd.number += width
        show_progress(crowd.number)
    return crowd


def add_patients(
    crowd: Crowd,
    pair: Pair,
    both: tuple[Model, Model],
    before: Columns,
    random: Random,
) -> None:
    """Add these patients to the crowd."""
    old, new = both
    after = as_asked_by(new, before)
    with_change = 0
    for what, formulas in formulas_by_part(old, new).items():
        differ = patients_who_differ(formulas, before, after)
        crowd.changed[what] += differ.bit_count()
        with_change |= differ
    bits = before.evaluator.bits(with_change)
    places = [place for place, bit in enumerate(bits) if bit]
    most = min(ASKED, len(places))
    for place in random.sample(places, most):
        answers = before.answers(old, place)
        add_changes(crowd, pair, answers)


def patients_who_differ(formulas: Formulas, before: Columns, after: Columns) -> int:
    """Return the patients for whom one of these formulas has another value after the
    edit."""
    differ = 0
    for old, new in formulas:
        was = before.evaluator.value(old)
        now = after.evaluator.value(new)
        differ |= was ^ now
    return differ


def add_changes(crowd: Crowd, pair: Pair, answers: Answers) -> None:
    """Add the changes of one patient to the crowd. Raises Undecided if the app gives
    the same result."""
    kinds = pair.changes(answers)
    if not kinds:
        raise Undecided(f"the formulas and the app do not agree about {answers}")
    for kind in kinds:
        crowd.kinds[kind] += 1
        crowd.examples.setdefault(kind, answers)


def formulas_by_part(old: Model, new: Model) -> dict[str, Formulas]:
    """Return the formulas of each part of a result."""
    levels: Formulas = [(old.in_crisis, new.in_crisis)]
    for level in filter(None, Level):
        levels.append((old.level_is(level), new.level_is(level)))
    never = old.never
    return {
        LEAD: pairs_of(old.shown_leads, new.shown_leads, never),
        LEVEL: levels,
        TREATMENTS: pairs_of(old.suggested_now, new.suggested_now, never),
    }


def pairs_of(
    old: Mapping[str, BoolRef], new: Mapping[str, BoolRef], never: BoolRef
) -> Formulas:
    """Return pairs of formulas with the same name. A name that one ruleset does not
    know is never true there."""
    found = []
    for name in dict.fromkeys([*old, *new]):
        was = old.get(name, never)
        now = new.get(name, never)
        found.append((was, now))
    return found
