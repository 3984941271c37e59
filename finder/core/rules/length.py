"""How long the questions take: pages, and minutes of reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Page, Questionnaire

SILENTLY, ALOUD = 238, 183
"""Words that adults read in a minute (M. Brysbaert, 2019, doi 10.1016/j.jml.2019.104047)."""
AGE, PLACE = "age", "where"


@dataclass(frozen=True, slots=True)
class Length:
    """Pages up to the check page, and the words on them."""

    pages: int
    words: int

    def put_into(self, text: str) -> str:
        """Return the text with its numbers: `{pages}`, `{minutes}` and `{minutes_aloud}`."""
        return text.format(pages=self.pages, minutes=self.minutes, minutes_aloud=self.minutes_aloud)

    @property
    def minutes(self) -> int:
        """The minutes that reading takes, at least 1."""
        return max(1, round(self.words / SILENTLY))

    @property
    def minutes_aloud(self) -> int:
        """The same where somebody reads it aloud."""
        return max(1, round(self.words / ALOUD))


def length(questionnaire: Questionnaire) -> Length:
    """Return the mean length for an adult with pain in one place, over all places."""
    ages = questionnaire.question(AGE).options
    adult = {AGE: frozenset({ages[len(ages) // 2].id})}
    places = (frozenset({option.id}) for option in questionnaire.question(PLACE).options)
    all_read = [length_of(questionnaire, {**adult, PLACE: place}) for place in places]
    return Length(round(mean(each.pages for each in all_read)), round(mean(each.words for each in all_read)))


def length_of(questionnaire: Questionnaire, answers: Answers) -> Length:
    """Return how much one person reads up to the check page."""
    pages = list(questionnaire.path(answers))
    words = sum(len(text.split()) for page in pages for text in texts(questionnaire, page, answers))
    return Length(len(pages), words)


def texts(questionnaire: Questionnaire, page: Page, answers: Answers) -> Iterator[str]:
    """Yield all that a page shows of its questions, but not what is folded away."""
    yield from (page.title, page.intro)
    for question in questionnaire.asked(page, answers):
        yield from (question.words, question.hint, question.low, question.high)
        shown = questionnaire.shown(question, answers)
        used = {option.section for option in shown}
        yield from (heading for section, heading in (question.sections or {}).items() if section in used)
        for option in shown:
            yield from (option.words, option.hint)
