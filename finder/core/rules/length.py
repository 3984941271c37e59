"""How long the questions take: pages, and minutes of reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finder.core.rules.conditions import Answers
from finder.core.rules.page import Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire

SILENTLY, ALOUD = 238, 183
"""Words that adults read in a minute (M. Brysbaert, 2019, doi
10.1016/j.jml.2019.104047)."""
AGE, PLACE = "age", "where"


@dataclass(frozen=True, slots=True)
class Length:
    """The number of pages up to the check page, and of the words on them."""

    pages: int
    words: int

    def put_into(self, text: str) -> str:
        """Return the text with `{pages}`, `{minutes}` and `{minutes_aloud}` filled
        in."""
        return text.format(
            pages=self.pages, minutes=self.minutes, minutes_aloud=self.minutes_aloud
        )

    @property
    def minutes(self) -> int:
        """The minutes that silent reading takes, at least 1."""
        return max(1, round(self.words / SILENTLY))

    @property
    def minutes_aloud(self) -> int:
        """The minutes that reading aloud takes, at least 1."""
        return max(1, round(self.words / ALOUD))


def length(questionnaire: Questionnaire) -> Length:
    """Return the mean length for an adult with pain in one place, over all places."""
    ages = questionnaire.question(AGE).options
    adult = ages[len(ages) // 2]
    lengths = []
    for place in questionnaire.question(PLACE).options:
        answers = {
            AGE: frozenset({adult.id}),
            PLACE: frozenset({place.id}),
        }
        lengths.append(length_of(questionnaire, answers))
    pages = sum(each.pages for each in lengths)
    words = sum(each.words for each in lengths)
    return Length(round(pages / len(lengths)), round(words / len(lengths)))


def length_of(questionnaire: Questionnaire, answers: Answers) -> Length:
    """Return how many pages and words a person with these answers reads up to the check
    page."""
    pages = list(questionnaire.path(answers))
    words = 0
    for page in pages:
        for text in texts(questionnaire, page, answers):
            words += len(text.split())
    return Length(len(pages), words)


def texts(
    questionnaire: Questionnaire,
    page: Page,
    answers: Answers,
) -> Iterator[str]:
    """Yield each text that a page shows for its questions, except texts that are folded
    away."""
    yield page.title
    yield page.intro
    for question in questionnaire.asked(page, answers):
        yield question.words
        yield question.hint
        yield question.low
        yield question.high
        options = questionnaire.shown(question, answers)
        yield from headings(question, options)
        for option in options:
            yield option.words
            yield option.hint


def headings(
    question: Question,
    options: Iterable[Option],
) -> Iterator[str]:
    """Yield the headings of the sections to which these options belong."""
    sections = question.sections or {}
    used = {option.section for option in options}
    for section, heading in sections.items():
        if section in used:
            yield heading
