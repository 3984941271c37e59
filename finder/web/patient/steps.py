"""The next step of a visit, and the names of its pages."""

from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.visiting.progress import Progress
from finder.web.app.channel import channel
from finder.web.app.state import state

VisitStep = tuple[str, str | None]
"""A page of a visit: its name and, for a question page, its id. These are the arguments
of `page_address`."""


def questionnaire() -> Questionnaire:
    return state().ruleset.questionnaire


def next_step(progress: Progress) -> str:
    """Return the address of the next step: urgent advice, the first unanswered page, or
    "Check your answers". After a stop it is the result."""
    if progress.unsettled:
        return page_address("urgent")
    if page := progress.way.next_page:
        return page_address("question", page_id=page.id)
    return page_address("result" if progress.is_stopped else "check")


def page_address(
    name: str, page_id: str | None = None, change: int | None = None
) -> str:
    """Return the address of a questionnaire page in the channel of this request."""
    return channel().address(name, page_id, change)


def to_mistake(progress: Progress) -> str:
    """Return the address where a mistaken answer can be changed, or "" if there is
    none."""
    page = progress.page_of_mistake
    return page_address("question", page_id=page.id, change=1) if page else ""


def label_of_page(page: Page) -> str:
    """Return the name of a page among the answers: its question, or its title if it has
    several questions."""
    return page.questions[0].words if len(page.questions) == 1 else page.heading
