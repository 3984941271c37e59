"""All pages of the questionnaire, and what follows from them before anyone answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from finder.core.rules.conditions import Condition, Ids
from finder.core.rules.findings import Findings
from finder.core.rules.page import Choice, Page, Question, questions_of
from finder.core.rules.second_pain import SecondPain
from finder.core.rules.steering_answers import steering_options

Pages = tuple[Page, ...]


@dataclass(frozen=True)
class AllPages:
    """All pages in order, and what follows from them, which is computed once."""

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

    @cached_property
    def all_pages(self) -> Pages:
        return self.pages + self.second_pages

    @cached_property
    def by_id(self) -> Mapping[str, Page]:
        """All pages by id."""
        return {page.id: page for page in self.all_pages}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions of all pages by id."""
        questions = questions_of(self.all_pages)
        return {question.id: question for question in questions}

    @cached_property
    def steering(self) -> Ids:
        """The questions whose answers decide what else is asked."""
        options = steering_options(self.pages, self.findings)
        return frozenset(question for question, _ in options)

    @cached_property
    def steering_options(self) -> frozenset[Choice]:
        """The options that decide what else is asked, including every place that a
        second pain can have."""
        options = steering_options(self.pages, self.findings)
        return frozenset(options | self._choices_of_second)

    @cached_property
    def certain(self) -> frozenset[Page]:
        """The pages that everyone is asked, up to a stop."""
        return frozenset(page for page in self.pages if page.unconditional)

    @cached_property
    def stop_conditions(self) -> tuple[Condition, ...]:
        """The answers lead to a page of their own, not to a suggestion, if any of these
        holds."""
        return tuple(stop_conditions(self.pages))

    @cached_property
    def private(self) -> tuple[tuple[Page, Question], ...]:
        """Each question with something private, and its page."""
        return tuple(private_questions(self.all_pages))

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
