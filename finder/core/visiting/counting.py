"""What the clinic counts of a visit that comes further than before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from finder.core.sharing.counts import happened, reached
from finder.core.visiting.progress import Progress


def count(before: Progress, after: Progress) -> tuple[Progress, Sequence[str]]:
    """Return the progress as it is counted now, and what it has reached for the first time."""
    visit = after.visit
    number = reached(after.questionnaire, after.way)
    if number <= visit.counted or not visit.answers:
        return after, ()
    found: Iterable[str] = happened(
        after.ruleset,
        visit.answers,
        asked=after.way.pages,
        rise=(before.course.triage, after.course.triage),
        counted=visit.counted,
        reached=number,
    )
    return after.with_visit(replace(visit, counted=number)), tuple(found)
