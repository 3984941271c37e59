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
        ranked = sorted(self.examples, key=lambda kind: (kind[0] == TREATMENTS, -self.kinds[kind]))
        return [(kind, self.examples[kind]) for kind in ranked[:most]]


@dataclass(frozen=True)
class Pair:
    """The rules before and after an edit."""

    old: Ruleset
    new: Ruleset

    def assessed(self, answers: Answers) -> tuple[Assessment, Assessment]:
        """Return what each tells; the new rules drop what they do not ask."""
        return assess(self.old, answers), assess(self.new, answers_under(self.new, answers))

    def changes(self, answers: Answers) -> list[ChangeKind]:
        before, after = self.assessed(answers)
        views: dict[str, Callable[[Assessment], str]] = {LEAD: leads_of, LEVEL: level_of, TREATMENTS: cards_of}
        seen = [(name, view(before), view(after)) for name, view in views.items()]
        return [kind for kind in seen if kind[1] != kind[2]]

    def has(self, kind: ChangeKind, answers: Answers) -> bool:
        return kind in self.changes(answers)


def answers_under(new: Ruleset, answers: Answers) -> Answers:
    """Return these answers as far as the new rules ask them, under the ids of today."""
    questionnaire = new.questionnaire
    now = questionnaire.as_asked_now(answers)
    return questionnaire.prune(now)


def leads_of(found: Assessment) -> str:
    return ", ".join(lead.background for lead in found.leads)


def level_of(found: Assessment) -> str:
    return f"{found.level.name.lower()}{' and crisis' if found.crisis else ''}"


def cards_of(found: Assessment) -> str:
    return ", ".join(
        sorted(suggestion.treatment for step in found.treatments.steps for suggestion in (*step.shown, *step.more))
    )


def meet_many(
    pair: Pair, worked: Sequence[Vignette], number: int, tell: TellProgress, *, chunk: int = CHUNK, seed: int = 1
) -> Crowd:
    """Return what an edit does to so many patients, half of them random and half of them like the worked ones. `tell`
    hears how many are done. Raises Undecided where the formulas and the app do not agree."""
    old, new, random = Model(pair.old), Model(pair.new), Random(seed)
    answers = [vignette.answers for vignette in worked]
    crowd = Crowd()
    for start in range(0, number, chunk):
        width = min(chunk, number - start)
        half = width // 2 if answers else 0
        for columns in (random_columns(old, width - half, random), realistic_columns(old, answers, half, random)):
            meet(crowd, pair, (old, new), columns, random)
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
    for place in random.sample(found, min(ASKED, len(found))):
        answers = before.answers(old, place)
        kinds = pair.changes(answers)
        if not kinds:
            raise Undecided(f"the formulas and the app do not agree about {answers}")
        for kind in kinds:
            crowd.kinds[kind] += 1
            crowd.examples.setdefault(kind, answers)


def views(old: Model, new: Model) -> dict[str, list[tuple[BoolRef, BoolRef]]]:
    """Return for each part of what a person is told the formulas that say it, before and after."""
    return {
        LEAD: together(old.shown_leads, new.shown_leads, old),
        LEVEL: [(old.level_is(level), new.level_is(level)) for level in Level if level]
        + [(old.in_crisis, new.in_crisis)],
        TREATMENTS: together(old.suggested_now, new.suggested_now, old),
    }


def together(was: Mapping[str, BoolRef], now: Mapping[str, BoolRef], model: Model) -> list[tuple[BoolRef, BoolRef]]:
    """Return formulas of the same name as pairs; what only one ruleset knows is never true in the other."""
    return [(was.get(name, model.never), now.get(name, model.never)) for name in dict.fromkeys([*was, *now])]
