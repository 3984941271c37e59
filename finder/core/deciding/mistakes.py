"""What is wrong with the answer to one question."""

from collections.abc import Iterable, Sequence

from finder.core.rules.conditions import Ids
from finder.core.rules.page import SCALE, Kind, Option, Question
from finder.core.rules.sentence import Sentence


def mistake_in(
    question: Question, options: Sequence[Option], chosen: Ids, typed: int
) -> Sentence:
    """Return what is wrong with an answer, or an empty sentence. `typed` is the number
    of characters."""
    known = known_ids(question, options)
    if not chosen.issubset(known):
        return Sentence("Choose from the list.")
    if question.kind is Kind.TEXT:
        return mistake_in_length(question.most, typed)
    if len(chosen) <= 1:
        return Sentence()
    if question.kind is not Kind.MANY:
        return Sentence("Choose one answer.")
    alone = words_of_alone(options, chosen)
    if alone:
        return Sentence(
            "“%(alone)s” does not go with the others. Untick it, or untick the others.",
            {"alone": alone},
        )
    return mistake_in_number(question.most, len(chosen))


def known_ids(question: Question, options: Sequence[Option]) -> Sequence[str]:
    """Return the ids that may be chosen."""
    if question.kind is Kind.SCALE:
        return SCALE
    return [option.id for option in options]


def mistake_in_length(most: int, used: int) -> Sentence:
    if used <= most:
        return Sentence()
    values = {"most": most, "used": used}
    return Sentence("Use %(most)s characters or fewer. You used %(used)s.", values)


def mistake_in_number(most: int, ticked: int) -> Sentence:
    is_capped = most > 0
    if not is_capped or ticked <= most:
        return Sentence()
    values = {"most": most, "ticked": ticked}
    return Sentence("Tick no more than %(most)s. You ticked %(ticked)s.", values)


def words_of_alone(options: Iterable[Option], chosen: Ids) -> str:
    """Return the words of a chosen option that excludes all others, or "" if there is
    none."""
    for option in options:
        if option.alone and option.id in chosen:
            return option.words
    return ""
