"""What a changed answer does to later ones: it opens pages again, and drops choices."""

from collections.abc import Mapping

from finder.core.rules.conditions import NO_IDS, Answers
from finder.core.rules.page import Choice, Page
from finder.core.rules.way import PagePath


def asked_again(
    before: PagePath, after: PagePath, changed: Page, earlier: Mapping[str, str]
) -> dict[str, str]:
    """Return the answered pages that are open again, each with the page whose change
    opened it.

    Pages are given by their ids. `earlier` holds the pages that were open again before.
    """
    answered = {page.id for page in before.pages if page not in before.unanswered}
    found = {}
    for page in after.unanswered:
        if page.id in answered:
            found[page.id] = changed.id
        elif page.id in earlier:
            found[page.id] = earlier[page.id]
    return found


def dropped(before: Answers, after: Answers, changed: Page) -> frozenset[Choice]:
    """Return the choices on other pages that the change removed."""
    found: set[Choice] = set()
    for question in before.keys() - changed.question_ids:
        still_chosen = after.get(question, NO_IDS)
        removed = before[question] - still_chosen
        found.update((question, option) for option in removed)
    return frozenset(found)
