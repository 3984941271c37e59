"""Whom the texts speak to: the person, or someone who helps."""

from enum import StrEnum

from finder.core.rules.conditions import Answers
from finder.core.rules.page import Question, questions_of
from finder.core.rules.questionnaire import Questionnaire


class Voice(StrEnum):
    """Whom "you" means: the person in pain (`PERSON`), or someone who answers for them
    (`HELPER`).

    A helper is a relative, a friend or a staff member. Texts for helpers call the
    person "they".
    """

    PERSON = "person"
    HELPER = "helper"


def voice_of(
    questionnaire: Questionnaire, answers: Answers, *, by_phone: bool = False
) -> Voice:
    """Return whom the pages, the result and the sheet speak to.

    On the phone, staff read them aloud. An answer that is the same on every call does
    not make anyone a helper.
    """
    if by_phone:
        known = known_by_phone(questionnaire)
        answers = different_answers(answers, known)
    if questionnaire.helper.holds(answers, questionnaire.findings):
        return Voice.HELPER
    return Voice.PERSON


def different_answers(answers: Answers, known: Answers) -> Answers:
    """Return the answers that differ from those that are known."""
    return {
        question: chosen
        for question, chosen in answers.items()
        if chosen != known.get(question)
    }


def known_by_phone(questionnaire: Questionnaire, *, helping: bool = False) -> Answers:
    """Return the answers that staff need not ask for on the phone. `helping`: the
    caller helps the person."""
    known: dict[str, frozenset[str]] = {}
    for question in questions_of(questionnaire.pages):
        option = option_by_phone(question, helping=helping)
        if option:
            known[question.id] = frozenset({option})
    return known


def option_by_phone(question: Question, *, helping: bool) -> str:
    """Return the option that staff know by phone, or "" if they must ask."""
    option = question.by_phone
    if option and helping:
        return question.by_phone_helping or option
    return option
