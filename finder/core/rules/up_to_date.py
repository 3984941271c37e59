"""Bring answers up to date: translate options of older rules, and drop what no longer
counts."""

from collections.abc import Iterable

from finder.core.rules.conditions import NO_IDS, Answers, Ids
from finder.core.rules.page import SCALE_OPTIONS, Choice, Kind, Page, Question, ids_of
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.second_pain import PREFIX


def translate_replaced(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """Return answers given under older rules, with each replaced option translated to
    today's options."""
    found = dict(answers)
    prefixes = ("", PREFIX) if questionnaire.second else ("",)
    for (question, option), now in questionnaire.replaced.items():
        for prefix in prefixes:
            older = prefix + question
            if option in answers.get(older, NO_IDS):
                found[older] -= {option}
                choose(questionnaire, found, now, prefix)
    return found


def choose(
    questionnaire: Questionnaire,
    answers: dict[str, Ids],
    options: Iterable[Choice],
    prefix: str,
) -> None:
    """Add these options to the answers. A prefix sends each to the second pain, if that
    is asked the question."""
    for question, option in options:
        asked = prefix + question
        if asked not in questionnaire.questions:
            asked = question
        chosen = answers.get(asked, NO_IDS)
        answers[asked] = chosen | {option}


def lines_now(questionnaire: Questionnaire, line: str) -> tuple[str, ...]:
    """Return the lines that replace an older line, or the line itself if it was not
    replaced."""
    found: list[str] = []
    for (_, older), choices in questionnaire.replaced.items():
        if older == line:
            found += [option for _, option in choices]
    each_once = tuple(dict.fromkeys(found))
    return each_once or (line,)


def prune(
    questionnaire: Questionnaire, answers: Answers, lines: Ids = NO_IDS
) -> dict[str, Ids]:
    """Return the answers that still count: options that are shown, of questions that
    are asked.

    A line that was shown stays when its condition no longer holds, so that no ticked
    warning sign is dropped before its page is seen again. An answer that loses all its
    options is open again; only a skipped question has an empty answer. Answers beyond a
    stop do not change: the stop may be a mistake, and an emergency reported earlier
    still counts. `up_to_stop` leaves them out.
    """
    found: dict[str, Ids] = {}
    stopped = False
    for page in questionnaire.all_pages:
        if stopped:
            beyond = page.question_ids & answers.keys()
            found |= {question: answers[question] for question in beyond}
        elif questionnaire.is_asked(page, found):
            prune_page(questionnaire, page, answers, found, lines)
            stopped = bool(page.stop_conditions) and questionnaire.stops_at(page, found)
    return found


def prune_page(
    questionnaire: Questionnaire,
    page: Page,
    answers: Answers,
    found: dict[str, Ids],
    lines: Ids,
) -> None:
    """Add the answers of one page that still count to those `found` on the pages
    before."""
    for question in questionnaire.asked(page, found):
        chosen = answers.get(question.id)
        if chosen is None:
            continue
        left = remaining(questionnaire, question, chosen, found, lines)
        if left or not chosen:
            found[question.id] = left


def remaining(
    questionnaire: Questionnaire,
    question: Question,
    chosen: Ids,
    answers: Answers,
    lines: Ids,
) -> Ids:
    """Return the chosen options that these answers still show, and the chosen lines
    that were shown once."""
    if not chosen:
        return chosen
    if question.kind is Kind.SCALE:
        return chosen & SCALE_OPTIONS
    left = chosen & lines if question.ask_again else NO_IDS
    if chosen.isdisjoint(question.conditional):
        return left | (chosen & question.option_ids)
    shown = ids_of(questionnaire.shown(question, answers))
    return left | (chosen & shown)
