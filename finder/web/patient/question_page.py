"""One page of questions as HTML: what is the same for many people, and the messages for
this person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from finder.core.rules.page import Page
from finder.core.rules.way import PagePath
from finder.core.visiting.drafts import Draft
from finder.core.visiting.progress import Progress
from finder.web.app.channel import channel
from finder.web.app.forms import Asked
from finder.web.app.request_globals import current_request
from finder.web.app.template_context import helps
from finder.web.patient import page_cache
from finder.web.patient.page_messages import messages_after_page
from finder.web.patient.pains import pain_asked_about
from finder.web.patient.steps import VisitStep, label_of_page


def ask(
    page: Page,
    asked: Iterable[Asked],
    progress: Progress,
    draft: Draft | None = None,
) -> str:
    """Return the page with these questions. Most of it comes from the cache if it shows
    nothing specific to this person."""
    fields = tuple(asked)
    looks = shared_parts(page, progress)
    notes = notes_on(page, fields, progress, draft)
    if may_be_cached(fields, notes):
        return page_cache.question_page(page, fields, **looks)
    template = channel().page
    return page_cache.render(template, page, fields, **looks, **notes)


def may_be_cached(fields: Sequence[Asked], notes: Mapping[str, object]) -> bool:
    """Return whether a page shows nothing specific to this person but ticks."""
    has_notes = any(notes.values())
    has_own_words = any(each.text for each in fields)
    return channel().caches_pages and not has_notes and not has_own_words


def shared_parts(page: Page, progress: Progress) -> dict[str, Any]:
    """Return the parts around the questions that are the same for many people."""
    questionnaire = progress.questionnaire
    way = progress.way
    is_changing = "change" in current_request().args
    goes_on = way.unanswered or page in way.offered
    back_to = ("check", None) if is_changing else step_before(page, way)
    return {
        "left": way.left(page),
        "total": len(questionnaire.pages) - 1,
        "helper": questionnaire.helper_words if helps() else "",
        "pain": pain_asked_about(page, progress),
        "change": is_changing or not goes_on,
        "back_to": back_to,
    }


def step_before(page: Page, way: PagePath) -> VisitStep | None:
    """Return the step to the page before, or None for the first page."""
    before = way.before(page)
    return ("question", before.id) if before else None


def notes_on(
    page: Page,
    fields: Sequence[Asked],
    progress: Progress,
    draft: Draft | None,
) -> dict[str, Any]:
    """Return the messages for this person only."""
    changed = progress.visit.again.get(page.id, "")
    cause = progress.questionnaire.page(changed)
    return {
        "errors": error_summary(fields, draft) if draft else [],
        "again": label_of_page(cause) if cause else "",
        "mistake": progress.page_of_mistake is page,
        **messages_after_page(progress),
    }


def error_summary(
    fields: Sequence[Asked],
    draft: Draft,
) -> list[tuple[str, str]]:
    """Return each error with the address of its question, or the error of the whole
    page."""
    found = []
    for each in fields:
        if each.error:
            address = f"#{each.anchor}"
            found.append((address, each.error))
    if draft.above and not found:
        return [("", draft.above)]
    return found
