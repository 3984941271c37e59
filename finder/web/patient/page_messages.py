"""Messages that follow the last answered page: advice, dropped answers, and unsaved
changes."""

from collections.abc import Iterator

from flask import get_flashed_messages
from flask_babel import gettext

from finder.core.deciding.triage import RedFlag
from finder.core.rules.conditions import NO_IDS, Ids
from finder.core.rules.page import Page, questions_of
from finder.core.summarizing.narrative import advice_blocks, options_in
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.web.app.forms import BODY
from finder.web.patient.steps import label_of_page, questionnaire


def messages_after_page(progress: Progress) -> dict[str, object]:
    """Return the messages for the last answered page: advice to be seen today, and
    sentences after a choice."""
    visit = progress.visit
    last = progress.questionnaire.page(visit.last)
    blocks = advice_blocks(progress.ruleset, visit.answers, fresh_flags(progress))
    notes = [*get_flashed_messages()]
    if last:
        notes += no_longer_counts(visit, last)
        notes += after_choices(visit, last)
    return {"banner": list(blocks), "notes": notes}


def fresh_flags(progress: Progress) -> list[RedFlag]:
    """Return the red flags that the page answered last has raised."""
    fresh = progress.visit.fresh
    if not fresh:
        return []
    return [flag for flag in progress.flags if flag.flag in fresh]


def no_longer_counts(visit: Visit, changed: Page) -> Iterator[str]:
    """Yield a sentence on the answers on other pages that the last change dropped."""
    quoted = [f"“{words}”" for words in dropped(visit)]
    if quoted:
        answers = ", ".join(quoted)
        yield gettext(
            "You changed “%(page)s”. So this no longer counts: %(answers)s.",
            page=label_of_page(changed),
            answers=answers,
        )


def dropped(visit: Visit) -> Iterator[str]:
    """Yield the words of the choices that no longer count, without private ones."""
    if not visit.dropped:
        return
    for question in questions_of(questionnaire().all_pages):
        for option in question.options:
            is_private = option.id in question.held_back
            if (question.id, option.id) in visit.dropped and not is_private:
                yield option.words


def after_choices(visit: Visit, page: Page) -> Iterator[str]:
    """Yield what is said after the options that were chosen on a page."""
    for question in page.questions:
        chosen = visit.answers.get(question.id, NO_IDS)
        for option in options_in(question, chosen):
            if option.after:
                yield option.after


def set_aside(progress: Progress) -> Iterator[str]:
    """Yield a sentence for each answered page whose last change is not saved yet."""
    for page in progress.way.pages:
        if page.id in progress.visit.typed:
            yield gettext(
                "Your last change on “%(page)s” is not saved yet, so the earlier answer counts. "
                "To save it, open that page again and press “Continue”.",
                page=label_of_page(page),
            )


def regions(visit: Visit) -> Ids:
    """Return the parts of the body picture to highlight."""
    return visit.answers.get(BODY, NO_IDS)
