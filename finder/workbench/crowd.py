"""Many made-up patients under two rulesets: how many are told something else, and who."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from pathlib import Path
from random import Random

from finder.core.deciding.assess import Assessment, assess
from finder.core.loading.load import load
from finder.core.reviewing.check import load_vignettes
from finder.core.reviewing.proofs import plain
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.workbench.patients import random_patient, realistic_patient
from finder.workbench.rows import fires, rows_of

CHUNK = 5_000
Tell = Callable[[int], None]
LEAD, LEVEL, TREATMENTS = "lead", "level", "treatments"
Kind = tuple[str, str, str]
"""What changed, and from what to what."""


@dataclass(slots=True)
class Crowd:
    """How many of how many are told something else; of each kind of change one person."""

    number: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    examples: dict[Kind, Answers] = field(default_factory=dict)

    def most_telling(self, most: int) -> list[tuple[Kind, Answers]]:
        """People of the most common kinds of change; another lead or level before other treatments."""
        ranked = sorted(self.examples, key=lambda kind: (kind[0] == TREATMENTS, -self.kinds[kind]))
        return [(kind, self.examples[kind]) for kind in ranked[:most]]

    def add(self, other: "Crowd") -> None:
        self.number += other.number
        self.changed += other.changed
        self.kinds += other.kinds
        self.examples = {**other.examples, **self.examples}


@dataclass(frozen=True)
class Pair:
    """The rules before and after an edit."""

    old: Ruleset
    new: Ruleset

    def told(self, answers: Answers) -> tuple[Assessment, Assessment]:
        """What each tells; the new rules drop what they do not ask."""
        return assess(self.old, answers), assess(self.new, self.new.questionnaire.prune(answers))

    def changes(self, answers: Answers) -> list[Kind]:
        before, after = self.told(answers)
        views: dict[str, Callable[[Assessment], str]] = {LEAD: leads_of, LEVEL: level_of, TREATMENTS: cards_of}
        seen = [(name, view(before), view(after)) for name, view in views.items()]
        return [kind for kind in seen if kind[1] != kind[2]]

    def has(self, kind: Kind, answers: Answers) -> bool:
        return kind in self.changes(answers)


def leads_of(found: Assessment) -> str:
    return ", ".join(lead.background for lead in found.leads)


def level_of(found: Assessment) -> str:
    return f"{found.level.name.lower()}{' and crisis' if found.crisis else ''}"


def cards_of(found: Assessment) -> str:
    return ", ".join(sorted(offer.treatment for step in found.offers.steps for offer in (*step.shown, *step.more)))


def untouched(pair: Pair) -> Callable[[Answers], bool]:
    """Whether nothing can have changed for someone, since the same rows hold and none of them was edited. Where the
    questions or the scoring were edited, no one is."""
    before, after = ({row.id: row for row in rows_of(each)} for each in (pair.old, pair.new))
    edited = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    parts = [(each.questionnaire, each.scoring) for each in (pair.old, pair.new)]
    alike = plain(parts[0]) == plain(parts[1])

    def shown(answers: Answers) -> bool:
        return alike and not any(
            fires(ruleset, rows[name], answers)
            for ruleset, rows in ((pair.old, before), (pair.new, after))
            for name in edited & rows.keys()
        )

    return shown


def meet(pair: Pair, patients: Iterator[Answers]) -> Crowd:
    """Ask both rule sets about each patient."""
    crowd, skip = Crowd(), untouched(pair)
    for answers in patients:
        crowd.number += 1
        for kind in [] if skip(answers) else pair.changes(answers):
            crowd.changed[kind[0]] += 1
            crowd.kinds[kind] += 1
            crowd.examples.setdefault(kind, answers)
    return crowd


def meet_some(folders: tuple[Path, Path], numbers: tuple[int, int]) -> Crowd:
    """So many patients from a seed, half of them random and half realistic. Runs in a process of its own."""
    seed, number = numbers
    pair = Pair(load(folders[0]), load(folders[1]))
    vignettes = [vignette.answers for vignette in load_vignettes(folders[0], pair.old)]
    random = Random(seed)
    questionnaire = pair.old.questionnaire
    half = number // 2
    crowd = meet(pair, (random_patient(questionnaire, random) for _ in range(number - half)))
    crowd.add(meet(pair, (realistic_patient(questionnaire, vignettes, random) for _ in range(half))))
    return crowd


def meet_many(folders: tuple[Path, Path], number: int, tell: Tell, chunk: int = CHUNK) -> Crowd:
    """All of them, so many at a time, on every core; `tell` hears how many are done."""
    chunks = [(seed, min(chunk, number - start)) for seed, start in enumerate(range(0, number, chunk))]
    crowd = Crowd()
    with ProcessPoolExecutor(max_workers=min(cpu_count() or 1, len(chunks) or 1)) as pool:
        for some in pool.map(partial(meet_some, folders), chunks):
            crowd.add(some)
            tell(crowd.number)
    return crowd
