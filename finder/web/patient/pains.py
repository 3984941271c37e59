"""More than one pain: which one a page asks about, and the way to tell of another."""

from finder.core.rules.page import PERSON, Page
from finder.core.telling.pains import pain_of, second_of
from finder.core.visiting.progress import Progress
from finder.web.patient.steps import to


def pain_asked_about(page: Page, progress: Progress) -> str:
    """What the pain is called that the page asks about; empty where the person has one, and on other pages."""
    asked = progress.questionnaire
    if page.about == PERSON or asked.names_pain(page):
        return ""
    called = second_of if page in asked.second_pages else pain_of
    return called(progress.ruleset, progress.visit.answers)


def other_pain(progress: Progress) -> str:
    """The address of the page that asks for a second pain; empty where there is none, or it is known."""
    page = next(iter(progress.questionnaire.second_pages), None)
    if page not in progress.way.reachable or progress.questionnaire.pains(progress.visit.answers)[1:]:
        return ""
    return to("question", page_id=page.id)
