"""Messages that follow the last answered page: advice, dropped answers, and unsaved changes."""

from collections.abc import Iterator

from flask import get_flashed_messages
from flask_babel import gettext

from finder.core.rules.conditions import Answers
from finder.core.rules.page import Option, Page
from finder.core.telling.narrative import advice_blocks
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.web.app.forms import BODY
from finder.web.patient.steps import asks, questionnaire


def news(progress: Progress) -> dict[str, object]:
    """Return the messages for the last answered page: advice to be seen today, and sentences after a choice."""
    visit, last = progress.visit, progress.questionnaire.page(progress.visit.last)
    new = [flag for flag in progress.flags if flag.flag in visit.fresh] if visit.fresh else []
    chosen = [option.after for option in chosen_options(last, visit.answers) if option.after] if last else []
    return {
        "banner": list(advice_blocks(progress.ruleset, visit.answers, new)),
        "notes": [*get_flashed_messages(), *no_longer_counts(visit, last), *chosen],
    }


def no_longer_counts(visit: Visit, changed: Page | None) -> Iterator[str]:
    """Yield a sentence on the answers on other pages that the last change dropped."""
    if not visit.dropped:
        return
    options = [
        option.words
        for page in questionnaire().all_pages
        for question in page.questions
        for option in question.options
        if (question.id, option.id) in visit.dropped and not (question.private or option.private)
    ]
    if changed and options:
        quoted = ", ".join(f"“{words}”" for words in options)
        yield gettext(
            "You changed “%(page)s”. So this no longer counts: %(answers)s.", page=asks(changed), answers=quoted
        )


def set_aside(progress: Progress) -> Iterator[str]:
    """Yield a sentence for each answered page whose last change is not saved yet."""
    for page in progress.way.pages:
        if page.id in progress.visit.typed:
            yield gettext(
                "Your last change on “%(page)s” is not saved yet, so the earlier answer counts. "
                "To save it, open that page again and press “Continue”.",
                page=asks(page),
            )


def chosen_options(page: Page, answers: Answers) -> list[Option]:
    chosen = ((question, answers.get(question.id, frozenset())) for question in page.questions)
    return [option for question, ids in chosen for option in question.options if option.id in ids]


def regions(answers: Answers) -> frozenset[str]:
    """Return the parts of the body picture to highlight."""
    return answers.get(BODY, frozenset())
