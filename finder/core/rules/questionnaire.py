"""The questionnaire: which pages are asked, and what they show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from finder.core.rules.conditions import NO_IDS, Answers, Condition, Ids
from finder.core.rules.decision_table import Table
from finder.core.rules.findings import Findings
from finder.core.rules.page import Choice, Option, Page, Question, ids_of, questions_of
from finder.core.rules.second_pain import SecondPain
from finder.core.rules.steering_answers import steering_options
from finder.core.rules.way import Way

Pages = tuple[Page, ...]
Views = tuple[Answers, ...]
"""The answers as each pain that counts sees them."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All pages in order. `lines` are the options last shown of questions that are
    asked again (`ask_again`)."""

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
    tables: dict[str, Table[Option]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The options of a question whose options have conditions, compiled when they are
    first asked for."""

    def __post_init__(self) -> None:
        all_pages = self.pages + self.second_pages
        questions = {question.id: question for question in questions_of(all_pages)}
        choices = steering_options(self.pages, self.findings)
        steering = {question for question, _ in choices}
        if self.second:
            choices |= self.second.choices
        certain = [page for page in self.pages if page.unconditional]
        stops = [condition for page in self.pages for condition in page.stop_conditions]
        private = [
            (page, question)
            for page in all_pages
            for question in page.questions
            if question.is_private
        ]
        # These follow from the other fields. They are computed once because every
        # request reads them.
        object.__setattr__(self, "all_pages", all_pages)
        object.__setattr__(self, "by_id", {page.id: page for page in all_pages})
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "steering", frozenset(steering))
        object.__setattr__(self, "steering_options", frozenset(choices))
        object.__setattr__(self, "certain", frozenset(certain))
        object.__setattr__(self, "stop_conditions", tuple(stops))
        object.__setattr__(self, "private", tuple(private))

    def page(self, page_id: str) -> Page | None:
        """Return the page with this id, or None if there is none."""
        return self.by_id.get(page_id)

    def question(self, question_id: str) -> Question:
        """Return the question with this id. Raises KeyError if there is none."""
        return self.questions[question_id]

    def pains(self, answers: Answers) -> Views:
        """Return the answers of each pain: all answers, then those of the second pain
        if one is named."""
        if self.second is None or not self.second.named(answers):
            return (answers,)
        return answers, self.second.view(answers)

    def names_pain(self, page: Page) -> bool:
        """Return whether the page asks which pain the other pages are about."""
        if self.second is None:
            return False
        naming = {self.second.which, self.second.choice}
        return not page.question_ids.isdisjoint(naming)

    def is_asked(self, page: Page, answers: Answers) -> bool:
        """Return whether these answers lead to the page. The page that names a second
        pain is only offered."""
        if page in self.certain:
            return True
        if self.second and page in self.second_pages:
            names_second = page is self.second_pages[0]
            leads_here = self.second.others if names_second else self.second.named
            if not leads_here(answers):
                return False
        if not page.ask_if.terms:
            return True
        any_question = next(iter(page.question_ids), "")
        return self._holds(page.ask_if, any_question, answers)

    def asked(self, page: Page, answers: Answers) -> Sequence[Question]:
        """Return the questions of a page that these answers lead to."""
        if not page.conditional:
            return page.questions
        return [
            question for question in page.questions if self._asks(question, answers)
        ]

    def _asks(self, question: Question, answers: Answers) -> bool:
        """Return whether a question of a page that is asked is asked, too."""
        return not question.ask_if.terms or self._holds(
            question.ask_if, question.id, answers
        )

    def in_turn(self, answers: Answers) -> Iterator[tuple[Page, Question]]:
        """Yield each question that is asked, with its page. Answers added in between
        count."""
        for page in self.path(answers):
            for question in self.asked(page, answers):
                yield page, question

    def shown(self, question: Question, answers: Answers) -> tuple[Option, ...]:
        """Return the options that these answers show."""
        if not question.conditional:
            return question.options
        table = self.tables.get(question.id)
        if table is None:
            table = self.tables[question.id] = Table(question.options, self.findings)
        fired = 0
        for view in self._views_for(question.id, answers):
            fired |= table.fired(view)
        shown = table.rows_of(fired)
        return tuple(shown)

    def path(self, answers: Answers) -> Iterator[Page]:
        """Yield the pages that these answers lead through, up to a stop."""
        for page in self._pages_for(answers):
            if page in self.certain or self._asks_anything(page, answers):
                yield page
                if page.stop_conditions and self.stops_at(page, answers):
                    return

    def _pages_for(self, answers: Answers) -> Pages:
        """Return all pages, with those of a second pain only if that question was
        answered."""
        if self.second and self.second.choice in answers:
            return self.all_pages
        return self.pages

    def _asks_anything(self, page: Page, answers: Answers) -> bool:
        return self.is_asked(page, answers) and any(self.asked(page, answers))

    def _views_for(self, question: str, answers: Answers) -> Views:
        """Return the answers that decide what a question shows, one set for each pain
        that it is about."""
        if self.second is None:
            return (answers,)
        return self.second.answers_for(question, answers)

    def _holds(self, condition: Condition, question: str, answers: Answers) -> bool:
        """Return whether a condition holds in one of the views of the answers that this
        question depends on."""
        views = self._views_for(question, answers)
        return any(condition.holds(view, self.findings) for view in views)

    def is_answered(self, page: Page, answers: Answers, lines: Ids = NO_IDS) -> bool:
        """Return whether every question was answered or skipped, and every line of the
        page was shown before."""
        if page.plain:
            return answers.keys() >= page.question_ids
        asked = self.asked(page, answers)
        all_answered = all(question.id in answers for question in asked)
        return all_answered and lines >= self.shown_lines(page, answers)

    def shown_lines(self, page: Page, answers: Answers) -> Ids:
        """Return the options that a page shows of its questions that are asked
        again."""
        lines: set[str] = set()
        for question in self.asked(page, answers):
            if question.ask_again:
                shown = self.shown(question, answers)
                lines.update(ids_of(shown))
        return frozenset(lines)

    def next_page(self, answers: Answers, lines: Ids = NO_IDS) -> Page | None:
        """Return the first page that is not answered yet, or None if all are
        answered."""
        pages = self.path(answers)
        unanswered = self._unanswered(pages, answers, lines)
        return next(unanswered, None)

    def _unanswered(
        self, pages: Iterable[Page], answers: Answers, lines: Ids
    ) -> Iterator[Page]:
        for page in pages:
            if not self.is_answered(page, answers, lines):
                yield page

    def way(self, answers: Answers, lines: Ids = NO_IDS) -> Way:
        """Return the way of these answers through all pages, for callers that need
        several parts of it."""
        pages = tuple(self.path(answers))
        unanswered = self._unanswered(pages, answers, lines)
        offered = self._offered(pages, answers)
        after_offered = len(self.second_pages) - 1
        return Way(pages, tuple(unanswered), tuple(offered), more=after_offered)

    def _offered(self, pages: Pages, answers: Answers) -> Iterator[Page]:
        """Yield the page that names a second pain, if it may be answered but was
        not."""
        for page in self.second_pages[:1]:
            is_open = page not in pages and self.is_asked(page, answers)
            if is_open and not self.stops(answers):
                yield page

    def without_private(self, answers: Answers) -> dict[str, Ids]:
        """Return the answers that may leave the visit without the person's consent.

        On a page that cannot be skipped, having chosen only a private option looks like
        having chosen nothing. Both are left out.
        """
        public = {
            question: answers[question]
            for question in self.questions
            if question in answers
        }
        for page, question in self.private:
            if question.id not in public:
                continue
            left = public[question.id] - question.held_back
            tells_nothing = page.required and left <= question.alone_options
            if question.private or tells_nothing:
                del public[question.id]
            else:
                public[question.id] = left
        return public

    def holds_private(self, answers: Answers) -> bool:
        """Return whether an answer is private: it may leave the visit only with the
        person's consent."""
        for _, question in self.private:
            chosen = answers.get(question.id, NO_IDS)
            if not chosen.isdisjoint(question.held_back):
                return True
        return False

    def up_to_stop(self, answers: Answers) -> Answers:
        """Return the answers up to the stop if there is one. Only red flags may use
        answers beyond a stop."""
        if not self.stops(answers):
            return answers
        asked: set[str] = set()
        for page in self.path(answers):
            asked |= page.question_ids
        return {
            question: chosen
            for question, chosen in answers.items()
            if question in asked
        }

    def stops(self, answers: Answers) -> bool:
        """Return whether the answers end at a stop page instead of a suggestion."""
        return any(
            condition.holds(answers, self.findings)
            for condition in self.stop_conditions
        )

    def stops_at(self, page: Page, answers: Answers) -> bool:
        """Return whether the answers end at this page."""
        return any(
            condition.holds(answers, self.findings)
            for condition in page.stop_conditions
        )
