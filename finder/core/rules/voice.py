"""Whom the texts speak to: the person, or somebody who helps them."""

from enum import StrEnum

from finder.core.rules.conditions import Answers
from finder.core.rules.page import questions_of
from finder.core.rules.questionnaire import Questionnaire


class Voice(StrEnum):
    """`PERSON`: "you" is the person in pain. `HELPER`: "you" is a relative, a friend or a member of staff who answers
    for the person, and the person is "they"."""

    PERSON = "person"
    HELPER = "helper"


def voice_of(questionnaire: Questionnaire, answers: Answers, *, by_phone: bool = False) -> Voice:
    """Return whom pages, result and sheet speak to. On the phone, staff read them aloud, so what is known of every call
    makes nobody a helper."""
    known = known_by_phone(questionnaire) if by_phone else {}
    own = {question: chosen for question, chosen in answers.items() if chosen != known.get(question)}
    someone_helps = questionnaire.helper.holds(own, questionnaire.findings)
    return Voice.HELPER if someone_helps else Voice.PERSON


def known_by_phone(questionnaire: Questionnaire, *, helping: bool = False) -> Answers:
    """Return what needs no asking where staff take the answers over the phone. `helping`: the caller helps the
    person."""
    known: dict[str, frozenset[str]] = {}
    for question in questions_of(questionnaire.pages):
        option = question.by_phone
        if option and helping:
            option = question.by_phone_helping or option
        if option:
            known[question.id] = frozenset({option})
    return known
