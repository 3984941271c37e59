"""All pages of the questionnaire, and what follows from them before anyone answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from finder.core.rules.conditions import Condition, Ids
from finder.core.rules.derived import set_derived
from finder.core.rules.findings import Findings
from finder.core.rules.page import Choice, Page, Question, questions_of
from finder.core.rules.second_pain import SecondPain
from finder.core.rules.steering_answers import steering_options

Pages = tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class AllPages:
    """All pages in order, and what follows from them."""

    pages: Pages
    findings: Findings
    helper: Condition
    helper_words: str
    replaced: Mapping[Choice, tuple[Choice, ...]] = field(default_factory=dict)
    """Options of older rules, each with the options that replace it."""
    second: SecondPain | None = None
    second_pages: Pages = ()
    """The pages of a second pain: first the page that names it, then the pages that are
    asked again."""
    all_pages: Pages = field(init=False)
    by_id: Mapping[str, Page] = field(init=False, repr=False)
    """All pages by id."""
    questions: Mapping[str, Question] = field(init=False, repr=False)
    """The questions of all pages by id."""
    steering: Ids = field(init=False)
    """The questions whose answers decide what else is asked."""
    steering_options: frozenset[Choice] = field(init=False)
    """The options that decide what else is asked, including every place that a second
    pain can have."""
    certain: frozenset[Page] = field(init=False, repr=False)
    """The pages that everyone is asked, up to a stop."""
    stop_conditions: tuple[Condition, ...] = field(init=False, repr=False)
    """The answers lead to a page of their own, not to a suggestion, if any of these
    holds."""
    private: tuple[tuple[Page, Question], ...] = field(init=False, repr=False)
    """Each question with something private, and its page."""

    def __post_init__(self) -> None:
        pages = self.pages + self.second_pages
        choices = steering_options(self.pages, self.findings)
        set_derived(
            self,
            all_pages=pages,
            by_id={page.id: page for page in pages},
            questions={question.id: question for question in questions_of(pages)},
            steering=frozenset(question for question, _ in choices),
            steering_options=frozenset(choices | self._choices_of_second),
            certain=frozenset(filter(attrgetter("unconditional"), self.pages)),
            stop_conditions=tuple(stop_conditions(self.pages)),
            private=tuple(private_questions(pages)),
        )

    @property
    def _choices_of_second(self) -> frozenset[Choice]:
        """The options that decide whether there is a second pain, and which one."""
        return self.second.choices if self.second else frozenset()

    def page(self, page_id: str) -> Page | None:
        """Return the page with this id, or None if there is none."""
        return self.by_id.get(page_id)

    def question(self, question_id: str) -> Question:
        """Return the question with this id. Raises KeyError if there is none."""
        return self.questions[question_id]

    def names_pain(self, page: Page) -> bool:
        """Return whether the page asks which pain the other pages are about."""
        if self.second is None:
            return False
        naming = {self.second.which, self.second.choice}
        return not page.question_ids.isdisjoint(naming)


def stop_conditions(pages: Pages) -> Iterator[Condition]:
    """Yield the conditions of all stops."""
    for page in pages:
        yield from page.stop_conditions


def private_questions(pages: Pages) -> Iterator[tuple[Page, Question]]:
    """Yield each question with something private, and its page."""
    for page in pages:
        for question in page.questions:
            if question.is_private:
                yield page, question
