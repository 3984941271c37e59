"""Whom the texts speak to: the person, or somebody who helps them."""

from enum import StrEnum

from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Questionnaire


class Voice(StrEnum):
    """`PERSON`: "you" is the person in pain. `HELPER`: "you" is a relative, a friend or a member of staff who answers
    for the person, and the person is "they"."""

    PERSON = "person"
    HELPER = "helper"


def voice_of(questionnaire: Questionnaire, answers: Answers, *, by_phone: bool = False) -> Voice:
    """Return whom pages, result and sheet speak to. On the phone, staff read them aloud, so what is known of every call
    makes nobody a helper."""
    known = questionnaire.by_phone() if by_phone else {}
    own = {question: chosen for question, chosen in answers.items() if chosen != known.get(question)}
    return Voice.HELPER if questionnaire.helper.holds(own, questionnaire.findings) else Voice.PERSON
