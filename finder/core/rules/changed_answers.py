"""What a changed answer does to later ones: it opens pages again, and drops choices."""

from collections.abc import Mapping

from finder.core.rules.conditions import NO_IDS, Answers
from finder.core.rules.page import Page
from finder.core.rules.way import Way


def asked_again(
    before: Way, after: Way, changed: Page, earlier: Mapping[str, str]
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


def dropped(
    before: Answers, after: Answers, changed: Page
) -> frozenset[tuple[str, str]]:
    """Return the choices on other pages that the change removed, as (question,
    option)."""
    found: set[tuple[str, str]] = set()
    for question, chosen in before.items():
        if question not in changed.question_ids:
            removed = chosen - after.get(question, NO_IDS)
            found |= {(question, option) for option in removed}
    return frozenset(found)
