"""Several pains: which one a page asks about, and the link for adding another."""

from finder.core.rules.page import PERSON, Page
from finder.core.summarizing.several_pains import pain_of, second_of
from finder.core.visiting.progress import Progress
from finder.web.patient.steps import page_address


def pain_asked_about(page: Page, progress: Progress) -> str:
    """Return the name of the pain that the page asks about, or "" if the person has
    only one pain or the page is not about a pain."""
    asked = progress.questionnaire
    if page.about == PERSON or asked.names_pain(page):
        return ""
    called = second_of if page in asked.second_pages else pain_of
    return called(progress.ruleset, progress.visit.answers)


def other_pain(progress: Progress) -> str:
    """Return the address of the page that asks for a second pain, or "" if there is no
    such page or the second pain is known."""
    page = next(iter(progress.questionnaire.second_pages), None)
    if (
        page not in progress.way.reachable
        or progress.questionnaire.pains(progress.visit.answers)[1:]
    ):
        return ""
    return page_address("question", page_id=page.id)
