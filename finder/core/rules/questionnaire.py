"""The questionnaire: which pages are asked, and what they show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from finder.core.rules.all_pages import AllPages, Pages
from finder.core.rules.conditions import NO_IDS, Answers, Condition, Ids
from finder.core.rules.decision_table import Table
from finder.core.rules.page import Option, Page, Question, ids_of
from finder.core.rules.way import PagePath

Views = tuple[Answers, ...]
"""The answers as each pain that counts sees them."""


@dataclass(frozen=True, slots=True)
class Questionnaire(AllPages):
    """All pages in order. `lines` are the options last shown of questions that are
    asked again (`ask_again`)."""

    tables: dict[str, Table[Option]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The options of a question whose options have conditions, compiled when they are
    first asked for."""

    def pains(self, answers: Answers) -> Views:
        """Return the answers of each pain: all answers, then those of the second pain
        if one is named."""
        if self.second is None or not self.second.named(answers):
            return (answers,)
        return answers, self.second.view(answers)

    def is_asked(
        self,
        page: Page,
        answers: Answers,
    ) -> bool:
        """Return whether these answers lead to the page. The page that names a second
        pain is only offered."""
        if page in self.certain:
            return True
        if self.second and page in self.second_pages:
            names_second = page is self.second_pages[0]
            leads_here = self.second.others if names_second else self.second.named
            if not leads_here(answers):
                return False
        any_question = next(iter(page.question_ids), "")
        return self._holds(page.ask_if, any_question, answers)

    def asked(
        self,
        page: Page,
        answers: Answers,
    ) -> Sequence[Question]:
        """Return the questions of a page that these answers lead to."""
        if not page.conditional:
            return page.questions
        return [
            question
            for question in page.questions
            if self._holds(question.ask_if, question.id, answers)
        ]

    def _holds(
        self,
        condition: Condition,
        question: str,
        answers: Answers,
    ) -> bool:
        """Return whether a condition holds in one of the views of the answers that this
        question depends on."""
        if not condition.terms:
            return True
        views = self._views_for(question, answers)
        return any(condition.holds(view, self.findings) for view in views)

    def _views_for(
        self,
        question: str,
        answers: Answers,
    ) -> Views:
        """Return the answers that decide what a question shows, one set for each pain
        that it is about."""
        if self.second is None:
            return (answers,)
        return self.second.answers_for(question, answers)

    def in_turn(self, answers: Answers) -> Iterator[tuple[Page, Question]]:
        """Yield each question that is asked, with its page. Answers added in between
        count."""
        for page in self.path(answers):
            for question in self.asked(page, answers):
                yield page, question

    def shown(
        self,
        question: Question,
        answers: Answers,
    ) -> tuple[Option, ...]:
        """Return the options that these answers show."""
        if not question.conditional:
            return question.options
        table = self._table_of(question)
        fired = 0
        for view in self._views_for(question.id, answers):
            fired |= table.fired(view)
        shown = table.rows_of(fired)
        return tuple(shown)

    def _table_of(self, question: Question) -> Table[Option]:
        """Return the compiled options of a question."""
        table = self.tables.get(question.id)
        if table is None:
            table = Table(question.options, self.findings)
            self.tables[question.id] = table
        return table

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

    def _asks_anything(
        self,
        page: Page,
        answers: Answers,
    ) -> bool:
        return self.is_asked(page, answers) and any(self.asked(page, answers))

    def is_answered(
        self,
        page: Page,
        answers: Answers,
        lines: Ids = NO_IDS,
    ) -> bool:
        """Return whether every question was answered or skipped, and every line of the
        page was shown before."""
        if page.plain:
            return answers.keys() >= page.question_ids
        asked = ids_of(self.asked(page, answers))
        if not answers.keys() >= asked:
            return False
        return lines >= self.shown_lines(page, answers)

    def shown_lines(
        self,
        page: Page,
        answers: Answers,
    ) -> Ids:
        """Return the options that a page shows of its questions that are asked
        again."""
        lines = NO_IDS
        for question in self.asked(page, answers):
            if question.ask_again:
                lines |= ids_of(self.shown(question, answers))
        return lines

    def next_page(
        self,
        answers: Answers,
        lines: Ids = NO_IDS,
    ) -> Page | None:
        """Return the first page that is not answered yet, or None if all are
        answered."""
        return self.way(answers, lines).next_page

    def way(
        self,
        answers: Answers,
        lines: Ids = NO_IDS,
    ) -> PagePath:
        """Return the way of these answers through all pages."""
        pages = tuple(self.path(answers))
        unanswered = [
            page for page in pages if not self.is_answered(page, answers, lines)
        ]
        offered = self._offered(pages, answers)
        after_offered = len(self.second_pages) - 1
        return PagePath(pages, tuple(unanswered), offered, more=after_offered)

    def _offered(
        self,
        pages: Pages,
        answers: Answers,
    ) -> Pages:
        """Return the page that names a second pain, if it may be answered but was
        not."""
        naming = self.second_pages[:1]
        if not naming or naming[0] in pages:
            return ()
        is_open = self.is_asked(naming[0], answers) and not self.stops(answers)
        return naming if is_open else ()

    def without_private(self, answers: Answers) -> dict[str, Ids]:
        """Return the answers that may leave the visit without the person's consent.

        On a page that cannot be skipped, having chosen only a private option looks like
        having chosen nothing. Both are left out.
        """
        in_order = filter(answers.__contains__, self.questions)
        public = {question: answers[question] for question in in_order}
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
        asked = NO_IDS.union(*[page.question_ids for page in self.path(answers)])
        counted = filter(asked.__contains__, answers)
        return {question: answers[question] for question in counted}

    def stops(self, answers: Answers) -> bool:
        """Return whether the answers end at a stop page instead of a suggestion."""
        return self._any_holds(self.stop_conditions, answers)

    def stops_at(
        self,
        page: Page,
        answers: Answers,
    ) -> bool:
        """Return whether the answers end at this page."""
        return self._any_holds(page.stop_conditions, answers)

    def _any_holds(
        self,
        conditions: Iterable[Condition],
        answers: Answers,
    ) -> bool:
        return any(condition.holds(answers, self.findings) for condition in conditions)
