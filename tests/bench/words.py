"""How much a patient reads on the way to the result. `python -m tests.bench.words [FOLDER]` counts the pages and words
of one long pain in one place, by these rules or by those in a folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

from finder.core.loading.load import load
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Page, Questionnaire
from finder.paths import RULES

ONE_PAIN: Answers = {
    "who": frozenset({"me"}),
    "age": frozenset({"a35_49"}),
    "where": frozenset({"low_back"}),
    "how_long": frozenset({"gt12"}),
    "course": frozenset({"same"}),
    "cause": frozenset({"work_strain"}),
    "low": frozenset({"never"}),
    "worry": frozenset({"never"}),
}


def texts(questionnaire: Questionnaire, page: Page, answers: Answers) -> Iterator[str]:
    """Return all that a page shows of its questions, but not what is folded away."""
    yield from (page.title, page.intro)
    for question in questionnaire.asked(page, answers):
        yield from (question.words, question.hint, question.low, question.high)
        shown = questionnaire.shown(question, answers)
        used = {option.section for option in shown}
        yield from (heading for section, heading in (question.sections or {}).items() if section in used)
        for option in shown:
            yield from (option.words, option.hint)


def read(questionnaire: Questionnaire, answers: Answers) -> tuple[int, int]:
    """Return how many pages and words one person reads up to the check page."""
    pages = list(questionnaire.path(answers))
    words = sum(len(text.split()) for page in pages for text in texts(questionnaire, page, answers))
    return len(pages), words


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RULES
    pages, words = read(load(folder).questionnaire, ONE_PAIN)
    print(f"{pages} pages, {words} words")
