"""What the clinic counts when a visit comes further than before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from finder.core.counting.counts import reached, what_to_count
from finder.core.deciding.triage import Triage
from finder.core.rules.page import Page
from finder.core.sharing.audiences import Audience
from finder.core.sharing.views import triage_for
from finder.core.visiting.progress import Progress


def count(before: Progress, after: Progress) -> tuple[Progress, Sequence[str]]:
    """Return the progress with the pages counted so far, and what it has reached for
    the first time."""
    visit = after.visit
    number = reached(after.questionnaire, after.way)
    if number <= visit.counted or not visit.answers:
        return after, ()
    found: Iterable[str] = what_to_count(
        after.ruleset,
        visit.answers,
        asked=asked_in_public(after),
        rise=(public_triage(before), public_triage(after)),
        counted=visit.counted,
        reached=number,
    )
    counted = replace(visit, counted=number)
    return after.with_visit(counted), tuple(found)


def public_triage(progress: Progress) -> Triage:
    """Return the triage that counts may use: that of the public answers."""
    answers = progress.visit.answers
    raised = progress.course.triage
    if not raised.flags or not progress.questionnaire.holds_private(answers):
        return raised
    return triage_for(progress.ruleset, answers, Audience.COUNTS)


def asked_in_public(progress: Progress) -> Sequence[Page]:
    """Return the pages that the public answers lead through."""
    questionnaire = progress.questionnaire
    pages = progress.way.pages
    answers = progress.visit.answers
    if not questionnaire.holds_private(answers):
        return pages
    public = questionnaire.without_private(answers)
    return [page for page in pages if questionnaire.is_asked(page, public)]
