"""One page with every component in every state, if `FINDER_STYLEGUIDE` is on."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, abort, render_template

from finder.core.deciding.answers import PatientAnswers, answers_from
from finder.core.deciding.assess import assess
from finder.core.rules.advice import Level
from finder.core.rules.page import Kind, Question, questions_of
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import AdviceBlock, Summary
from finder.web.app.forms import BODY, Asked
from finder.web.app.state import state

bp = Blueprint("styleguide", __name__)

COLORS = (
    "paper",
    "card",
    "ink",
    "soft",
    "line",
    "faint",
    "accent",
    "on-accent",
    "tint",
    "chosen",
    "mark",
    "alarm",
    "alarm-ground",
    "amber",
    "amber-ground",
)
STATES = ("empty", "filled", "wrong")
REQUIRED = ("age", BODY)


@bp.route("/styleguide")
def styleguide() -> str:
    """Show every component in every state, if `FINDER_STYLEGUIDE` is on."""
    if not state().settings.styleguide:
        abort(404)
    return render_template(
        "styleguide.html",
        colors=COLORS,
        questions=list(every_question()),
        blocks=list(every_level()),
        summary=example(),
        word=state().ruleset.glossary.words[0].name,
    )


def every_question() -> Iterator[tuple[str, Asked]]:
    """Yield the first question of each kind in every state, and the question with the
    picture."""
    questionnaire = state().ruleset.questionnaire
    questions = list(questions_of(questionnaire.pages))
    for kind in Kind:
        first = next(question for question in questions if question.kind is kind)
        for name in STATES:
            asked = in_state(first, name)
            yield f"{kind}, {name}", asked
    picture = questionnaire.question(BODY)
    asked = in_state(picture, "filled")
    yield f"{picture.kind}, filled", asked


def in_state(question: Question, name: str) -> Asked:
    """Return the question with an id of its own, so that a page can show it several
    times. The question with the picture keeps its id."""
    own = question
    if question.id != BODY:
        own = replace(question, id=f"{question.id}-{name}")
    is_filled = name == "filled"
    return Asked(
        own,
        question.options,
        chosen=example_of(question) if is_filled else frozenset(),
        text="It is worst after driving." if is_filled else "",
        error="Choose one." if name == "wrong" else "",
    )


def example_of(question: Question) -> frozenset[str]:
    """Return an example answer: the first option, or the first two."""
    ids = [option.id for option in question.options] or ["7"]
    number = 2 if question.kind is Kind.MANY else 1
    return frozenset(ids[:number])


def every_level() -> Iterator[AdviceBlock]:
    levels = state().ruleset.advice.level
    most_urgent_first = sorted(levels, reverse=True)
    for level in most_urgent_first:
        words = levels[level]
        checked = level >= Level.EMERGENCY_ROOM
        yield AdviceBlock(
            level, words.heading, words.text, ("A line that was ticked",), (), checked
        )


def example() -> Summary:
    """Return the summary for example answers, to show its parts."""
    ruleset = state().ruleset
    questionnaire = ruleset.questionnaire
    needed = {}
    for name in REQUIRED:
        question = questionnaire.question(name)
        needed[name] = question.options[2].id
    patient: PatientAnswers = answers_from(needed, questionnaire)
    assessment = assess(ruleset, patient.answers)
    return summarize(ruleset, patient.answers, assessment)
