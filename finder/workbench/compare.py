"""The effect of an edit of the rules as text: what changed, and for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from finder.core.exchange.plain_data import as_data
from finder.core.loading.load import load
from finder.core.loading.promises import load_promises
from finder.core.reviewing.check import EXPECTED, Vignette, load_vignettes
from finder.core.reviewing.dangers import load_dangers
from finder.workbench.crowd import (
    LEAD,
    LEVEL,
    TREATMENTS,
    ChangeKind,
    Crowd,
    Pair,
    ShowProgress,
    simulate,
)
from finder.workbench.dangers import dangers_lost
from finder.workbench.differences import Difference, differences, promises_gone
from finder.workbench.lost import Lost, lost
from finder.workbench.report import FAILS, HOLDS, patient_lines, wrapped
from finder.workbench.witness import shrink, witness

EXAMPLES = 10


@dataclass(frozen=True)
class WorkedResult:
    """A worked patient with a different result. `kinds` holds the most important
    changes, `names` the names of all parts that differ."""

    story: str
    kinds: tuple[ChangeKind, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All effects of an edit. A lost red flag, a lost danger, a lowered level and a
    removed promise are errors."""

    pair: Pair
    differences: tuple[Difference, ...]
    promises_gone: tuple[str, ...]
    lost: tuple[Lost, ...]
    dangers_lost: tuple[str, ...]
    worked: tuple[WorkedResult, ...]
    crowd: Crowd

    @property
    def is_safe(self) -> bool:
        return not self.lost and not self.promises_gone and not self.dangers_lost


def compare(
    folders: tuple[Path, Path], number: int, show_progress: ShowProgress
) -> Comparison:
    """Return what changes from the rules in the first folder to those in the second,
    with this many made-up patients. Raises BrokenRules, Undecided."""
    before, after = folders
    old = load(before, newer=after)
    new = load(after)
    pair = Pair(old, new)
    old_promises = load_promises(before, old)
    new_promises = load_promises(after, new)
    old_dangers = load_dangers(before, old)
    new_dangers = load_dangers(after, new)
    vignettes = load_vignettes(before, old)
    worked = [worked_result(pair, vignette) for vignette in vignettes]
    return Comparison(
        pair,
        tuple(differences(old, new)),
        tuple(promises_gone(old_promises, new_promises)),
        tuple(lost(old, new)),
        tuple(dangers_lost((old, old_dangers), (new, new_dangers))),
        tuple(each for each in worked if each.names),
        simulate(pair, vignettes, number, show_progress),
    )


def worked_result(pair: Pair, vignette: Vignette) -> WorkedResult:
    """Return what changes for a worked patient."""
    before, after = pair.assessed(vignette.answers)
    old_data = as_data(pair.old, before)
    new_data = as_data(pair.new, after)
    names = [name for name in EXPECTED if old_data[name] != new_data[name]]
    changes = pair.changes(vignette.answers)
    return WorkedResult(vignette.story, tuple(changes), tuple(names))


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield the comparison line by line, what is dangerous first."""
    yield f"Rules {found.pair.old.version} -> {found.pair.new.version}"
    yield from ("", "Safety")
    yield from safety_lines(found)
    yield from ("", f"What changed in the rules: {len(found.differences) or 'nothing'}")
    for each in found.differences:
        yield from wrapped(
            f"  {each.kind} {each.file}: ",
            f"{each.name}{': ' * bool(each.text)}{each.text}",
            "      ",
        )
    yield from (
        "",
        f"Worked patients with another result: {len(found.worked) or 'none'}",
    )
    for worked in found.worked:
        yield from wrapped("  ", f"{worked.story} ({', '.join(worked.names)})")
        yield from kind_lines(worked.kinds)
    yield from crowd_lines(found)


def safety_lines(found: Comparison) -> Iterator[str]:
    for text in found.promises_gone:
        yield from wrapped(f"  {FAILS} ", f"A promise is lost: {text}")
    for text in found.dangers_lost:
        yield from wrapped(f"  {FAILS} ", f"A danger is lost: {text}")
    for each in found.lost:
        yield from wrapped(f"  {FAILS} ", f"For someone {each.text}:")
        yield from patient_lines(each.patient, "      ")
    if found.is_safe:
        safe = "Whatever anyone answers, no red flag, danger or promise is lost, and no level is lowered."
        yield f"  {HOLDS} {safe}"


def kind_lines(kinds: Sequence[ChangeKind], start: str = "    ") -> Iterator[str]:
    for what, before, after in kinds:
        if what == TREATMENTS:
            yield from wrapped(
                f"{start}{what}: ", cards_changed(before, after), f"{start}  "
            )
        else:
            yield from wrapped(
                f"{start}{what}: ",
                f"{before or 'none'} -> {after or 'none'}",
                f"{start}  ",
            )


def cards_changed(before: str, after: str) -> str:
    """Return only the cards that were added or removed."""
    was, now = before.split(", "), after.split(", ")
    return ", ".join(
        [f"-{card}" for card in was if card not in now]
        + [f"+{card}" for card in now if card not in was]
    )


def crowd_lines(found: Comparison) -> Iterator[str]:
    crowd = found.crowd
    yield from (
        "",
        f"Of {crowd.number:,} made-up patients, half of them like the worked ones",
    )
    for what in (LEAD, LEVEL, TREATMENTS):
        number = crowd.changed[what]
        share = f" ({100 * number / crowd.number:.1f} %)" if number else ""
        yield f"  {number:>8,} get {'other' if what == TREATMENTS else 'another'} {what}{share}"
    examples = crowd.most_common_changes(EXAMPLES)
    if examples:
        yield from ("", "Some of them")
    for kind, answers in examples:
        plain = shrink(found.pair.old, answers, partial(found.pair.has, kind))
        yield from kind_lines([kind], "  ")
        yield from patient_lines(witness(found.pair.old, plain), "      ")
