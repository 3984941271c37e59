"""Where a visit goes next, and how its pages are called."""

from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.visiting.progress import Progress
from finder.web.app.channel import channel
from finder.web.app.state import state


def questionnaire() -> Questionnaire:
    return state().ruleset.questionnaire


def next_step(progress: Progress) -> str:
    """Urgent advice, else the first unanswered page, else check your answers; the result where there is a stop."""
    if progress.unsettled:
        return to("urgent")
    if page := progress.way.next_page:
        return to("question", page_id=page.id)
    return to("result" if progress.is_stopped else "check")


def to(name: str, page_id: str | None = None, change: int | None = None) -> str:
    """The address of a page of the questionnaire in the channel of this request."""
    return channel().address(name, page_id, change)


def to_mistake(progress: Progress) -> str:
    """Where what was ticked by mistake can be taken back; empty where nothing was."""
    page = progress.page_of_mistake
    return to("question", page_id=page.id, change=1) if page else ""


def asks(page: Page) -> str:
    """What a page is called among the answers: its question, or its title where it has several."""
    return page.questions[0].words if len(page.questions) == 1 else page.heading
