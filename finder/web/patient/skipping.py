"""Skip a page. Its answers are cleared, but never a warning sign."""

from dataclasses import dataclass

from flask_babel import lazy_gettext

from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.conditions import NO_IDS, Answers, Ids
from finder.core.rules.page import Page
from finder.core.visiting.visit import Visit
from finder.web.app.forms import PageForm
from finder.web.app.state import state

CLEARED = lazy_gettext("You skipped a page. The answers on it are cleared.")
SIGN_STAYS = lazy_gettext(
    "Skipping does not clear a warning sign. What you ticked stays. To take it back, open the page and change it."
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """The answers that a skipped page keeps, and the messages about it."""

    answers: Answers
    sentences: tuple[str, ...]


def skipped(page: Page, form: PageForm, visit: Visit) -> Skipped:
    """Return the answers of a skipped page: all empty, except those that raise a red
    flag."""
    before = answers_of(form, visit)
    all_answers = {**visit.answers, **before}
    answers = {}
    for question in before:
        answers[question] = remaining(question, all_answers)
    sentences = []
    if answers != before or clears_words(page, form, visit):
        sentences.append(str(CLEARED))
    if any(answers.values()):
        sentences.append(str(SIGN_STAYS))
    return Skipped(answers, tuple(sentences))


def answers_of(form: PageForm, visit: Visit) -> Answers:
    """Return what is ticked on the page, otherwise what was answered before."""
    found = {}
    for question, _ in form.shown:
        ticked = form.field(question).data
        answered = visit.answers.get(question.id, NO_IDS)
        found[question.id] = ticked or answered
    return found


def clears_words(page: Page, form: PageForm, visit: Visit) -> bool:
    """Return whether skipping the page clears own words."""
    if not page.asks_for_words:
        return False
    if visit.own_words:
        return True
    return any(form.field(question).typed for question, _ in form.shown)


def remaining(question: str, answers: Answers) -> Ids:
    """Return the answer if a red flag depends on it, otherwise an empty one."""
    answer = answers[question]
    if not answer:
        return NO_IDS
    without = {**answers, question: NO_IDS}
    flags_lost = flags_of(answers) - flags_of(without)
    return answer if flags_lost else NO_IDS


def flags_of(answers: Answers) -> frozenset[RedFlag]:
    """Return the red flags of these answers."""
    found = triage(state().ruleset, answers)
    return frozenset(found.flags)
