"""Skipping a page: its answers are cleared, but never a warning sign."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext

from finder.core.deciding.triage import triage
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Kind, Page
from finder.core.visiting.visit import Visit
from finder.web.app.forms import NONE, PageForm
from finder.web.app.state import state

CLEARED = lazy_gettext("You skipped a page. The answers on it are cleared.")
KEPT = lazy_gettext(
    "Skipping does not clear a warning sign. What you ticked stays. To take it back, open the page and change it."
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a skipped page leaves, and what to say about it."""

    answers: Mapping[str, frozenset[str]]
    sentences: tuple[str, ...]


def skipped(page: Page, form: PageForm, visit: Visit) -> Skipped:
    """The answers of the page after it was skipped: empty, but for those that raise a red flag."""
    given = {question.id: form.field(question) for question, _ in form.shown}
    stood = {question: field.data or visit.answers.get(question, NONE) for question, field in given.items()}
    answers = {question: remaining(question, {**visit.answers, **stood}) for question in stood}
    asks_for_words = any(question.kind is Kind.TEXT for question in page.questions)
    words = asks_for_words and (visit.own_words or any(field.typed for field in given.values()))
    clears = bool(words) or answers != stood
    keeps = any(answers.values())
    return Skipped(answers, (str(CLEARED),) * clears + (str(KEPT),) * keeps)


def remaining(question: str, answers: Answers) -> frozenset[str]:
    """The answer, where a red flag rests on it."""
    if not answers[question]:
        return NONE
    ruleset = state().ruleset
    without = triage(ruleset, {**answers, question: NONE}).flags
    raises = set(triage(ruleset, answers).flags) - set(without)
    return answers[question] if raises else NONE
