"""One page with every component in every state, served where `FINDER_STYLEGUIDE` is on."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, abort, render_template

from finder.core.deciding.answers import PatientAnswers, answers_from
from finder.core.deciding.assess import assess
from finder.core.rules.advice import Level
from finder.core.rules.page import Kind, Question
from finder.core.telling.summarize import summarize
from finder.core.telling.summary import AdviceBlock, Summary
from finder.web.app.forms import BODY, Asked
from finder.web.app.state import state

bp = Blueprint("styleguide", __name__)

COLOURS = (
    "paper", "card", "ink", "soft", "line", "faint", "accent", "on-accent", "tint", "chosen", "mark", "alarm",
    "alarm-ground", "amber", "amber-ground",
)  # fmt: skip
STATES = ("empty", "filled", "wrong")


@bp.route("/styleguide")
def styleguide() -> str:
    """Show every component in every state, where `FINDER_STYLEGUIDE` is on."""
    if not state().settings.styleguide:
        abort(404)
    return render_template(
        "styleguide.html",
        colours=COLOURS,
        questions=list(every_question()),
        blocks=list(every_level()),
        summary=example(),
        word=state().ruleset.glossary.words[0].name,
    )


def every_question() -> Iterator[tuple[str, Asked]]:
    """The first question of each kind, and the one with the picture, in every state."""
    pages = state().ruleset.questionnaire.pages
    questions = [question for page in pages for question in page.questions]
    kinds = {kind: next(question for question in questions if question.kind is kind) for kind in Kind}
    for question in (*kinds.values(), state().ruleset.questionnaire.question(BODY)):
        for name in STATES if question.id != BODY else ("filled",):
            yield f"{question.kind}, {name}", in_state(question, name)


def in_state(question: Question, name: str) -> Asked:
    """The question under an id of its own, so that all of them can stand on one page; the picture keeps its name."""
    own = question if question.id == BODY else replace(question, id=f"{question.id}-{name}")
    ids = [option.id for option in question.options] or ["7"]
    chosen = frozenset(ids[:2] if question.kind is Kind.MANY else ids[:1]) if name == "filled" else frozenset()
    error = "Choose one." if name == "wrong" else ""
    text = "It is worst after driving." if name == "filled" else ""
    return Asked(own, question.options, chosen, text, error)


def every_level() -> Iterator[AdviceBlock]:
    for level, words in sorted(state().ruleset.advice.level.items(), reverse=True):
        checked = level >= Level.EMERGENCY_ROOM
        yield AdviceBlock(level, words.heading, words.text, ("A line that was ticked",), (), checked)


def example() -> Summary:
    """The summary of the questionnaire's first answers, so that its parts can be shown."""
    ruleset = state().ruleset
    questions = [question for page in ruleset.questionnaire.pages for question in page.questions]
    needed = {each.id: each.options[2].id for each in questions if each.id in REQUIRED}
    patient: PatientAnswers = answers_from(needed, ruleset.questionnaire)
    return summarize(ruleset, patient.answers, assess(ruleset, patient.answers))


REQUIRED = ("age", BODY)
