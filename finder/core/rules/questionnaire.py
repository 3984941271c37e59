"""The questionnaire: which pages are asked, and what they show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from finder.core.rules.conditions import NO_IDS, Answers, Condition, Ids
from finder.core.rules.findings import Findings
from finder.core.rules.page import Choice, Option, Page, Question, ids_of, questions_of
from finder.core.rules.second_pain import SecondPain
from finder.core.rules.steering import steering_options
from finder.core.rules.way import Way


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All pages in order. `lines` below are the options last shown of questions that are asked again (`ask_again`)."""

    pages: tuple[Page, ...]
    findings: Findings
    helper: Condition
    helper_words: str
    replaced: Mapping[Choice, tuple[Choice, ...]] = field(default_factory=dict)
    """Options of older rules, and what each of them is asked as now."""
    second: SecondPain | None = None
    second_pages: tuple[Page, ...] = ()
    """The pages of a second pain: the one that names it, and after it those that are asked again."""
    all_pages: tuple[Page, ...] = field(init=False)
    by_id: Mapping[str, Page] = field(init=False, repr=False)
    """All pages by their ids."""
    questions: Mapping[str, Question] = field(init=False, repr=False)
    """The questions of all pages by their ids."""
    steering: Ids = field(init=False)
    """The questions whose answers decide what else is asked."""
    steering_options: frozenset[Choice] = field(init=False)
    """Their options that do so; of the question where it hurts, all that belong to a pain of its own."""
    certain: frozenset[Page] = field(init=False, repr=False)
    """The pages that are asked whatever the answers are, up to a stop."""
    stop_conditions: tuple[Condition, ...] = field(init=False, repr=False)
    """The answers end at a page of their own where one of them holds."""
    private: tuple[tuple[Page, Question], ...] = field(init=False, repr=False)
    """The questions of which something leaves the visit only by the person's wish, each with its page."""

    def __post_init__(self) -> None:
        all_pages = self.pages + self.second_pages
        questions = {question.id: question for question in questions_of(all_pages)}
        choices = steering_options(self.pages, self.findings)
        steering = {question for question, _ in choices}
        if self.second:
            choices |= self.second.choices
        certain = [page for page in self.pages if page.unconditional]
        stops = [condition for page in self.pages for condition in page.stop_conditions]
        private = [(page, question) for page in all_pages for question in page.questions if question.held_back]
        # Why set on a frozen object: they follow from the other fields, and every request asks for them.
        object.__setattr__(self, "all_pages", all_pages)
        object.__setattr__(self, "by_id", {page.id: page for page in all_pages})
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "steering", frozenset(steering))
        object.__setattr__(self, "steering_options", frozenset(choices))
        object.__setattr__(self, "certain", frozenset(certain))
        object.__setattr__(self, "stop_conditions", tuple(stops))
        object.__setattr__(self, "private", tuple(private))

    def page(self, page_id: str) -> Page | None:
        return self.by_id.get(page_id)

    def question(self, question_id: str) -> Question:
        """Raises KeyError where there is no such question."""
        return self.questions[question_id]

    def pains(self, answers: Answers) -> tuple[Answers, ...]:
        """Return the answers, and where a second pain was named, the answers as if that were the only one."""
        if self.second is None or not self.second.named(answers):
            return (answers,)
        return answers, self.second.view(answers)

    def names_pain(self, page: Page) -> bool:
        """Return whether the page asks which pain the others are about."""
        if self.second is None:
            return False
        naming = {self.second.which, self.second.choice}
        return not page.question_ids.isdisjoint(naming)

    def is_asked(self, page: Page, answers: Answers) -> bool:
        """Return whether these answers lead to the page; to the one that names a second pain, whether it is offered."""
        if page in self.certain:
            return True
        if self.second and page in self.second_pages:
            names_second = page is self.second_pages[0]
            leads_here = self.second.others if names_second else self.second.named
            if not leads_here(answers):
                return False
        any_question = next(iter(page.question_ids), "")
        return self._holds(page.ask_if, any_question, answers)

    def asked(self, page: Page, answers: Answers) -> Sequence[Question]:
        """Return the questions of a page that these answers lead to."""
        if not page.conditional:
            return page.questions
        return [question for question in page.questions if self._holds(question.ask_if, question.id, answers)]

    def in_turn(self, answers: Answers) -> Iterator[tuple[Page, Question]]:
        """Yield each question that is asked, also because of answers that are added meanwhile, with its page."""
        for page in self.path(answers):
            for question in self.asked(page, answers):
                yield page, question

    def shown(self, question: Question, answers: Answers) -> tuple[Option, ...]:
        """Return the options that these answers show."""
        if not question.conditional:
            return question.options
        views = self.views_for(question.id, answers)
        shown = [option for option in question.options if self.is_shown(option, views)]
        return tuple(shown)

    def is_shown(self, option: Option, views: tuple[Answers, ...]) -> bool:
        """Return whether one of these views of the answers shows the option."""
        return not option.ask_if.terms or self._holds_in(option.ask_if, views)

    def path(self, answers: Answers) -> Iterator[Page]:
        """Yield the pages that these answers lead through, up to a stop."""
        for page in self._pages_for(answers):
            if page in self.certain or self._asks_anything(page, answers):
                yield page
                if page.stop_conditions and self.stops_at(page, answers):
                    return

    def _pages_for(self, answers: Answers) -> tuple[Page, ...]:
        """Return all pages; those of a second pain only where one may have been named."""
        if self.second and self.second.choice in answers:
            return self.all_pages
        return self.pages

    def _asks_anything(self, page: Page, answers: Answers) -> bool:
        return self.is_asked(page, answers) and any(self.asked(page, answers))

    def views_for(self, question: str, answers: Answers) -> tuple[Answers, ...]:
        """Return the answers on which it depends what a question shows: one for each pain that it is about."""
        if self.second is None:
            return (answers,)
        return self.second.answers_for(question, answers)

    def _holds(self, condition: Condition, question: str, answers: Answers) -> bool:
        if not condition.terms:
            return True
        views = self.views_for(question, answers)
        return self._holds_in(condition, views)

    def _holds_in(self, condition: Condition, views: tuple[Answers, ...]) -> bool:
        """Return whether a condition holds in one of these views of the answers."""
        for view in views:  # noqa: SIM110 - asked for every option of every page, and faster than any()
            if condition.holds(view, self.findings):
                return True
        return False

    def is_answered(self, page: Page, answers: Answers, lines: Ids = NO_IDS) -> bool:
        """Return whether every question was answered or skipped, and no line has appeared that was never shown."""
        if page.plain:
            return answers.keys() >= page.question_ids
        asked = self.asked(page, answers)
        all_answered = all(question.id in answers for question in asked)
        return all_answered and lines >= self.shown_lines(page, answers)

    def shown_lines(self, page: Page, answers: Answers) -> Ids:
        """Return the options that a page shows of its questions that are asked again."""
        lines: set[str] = set()
        for question in self.asked(page, answers):
            if question.ask_again:
                shown = self.shown(question, answers)
                lines.update(ids_of(shown))
        return frozenset(lines)

    def next_page(self, answers: Answers, lines: Ids = NO_IDS) -> Page | None:
        """Return the first page that is not answered yet, None when all are."""
        pages = self.path(answers)
        unanswered = self._unanswered(pages, answers, lines)
        return next(unanswered, None)

    def _unanswered(self, pages: Iterable[Page], answers: Answers, lines: Ids) -> Iterator[Page]:
        for page in pages:
            if not self.is_answered(page, answers, lines):
                yield page

    def way(self, answers: Answers, lines: Ids = NO_IDS) -> Way:
        """Return the way of these answers through all pages, for callers that need more than one part of it."""
        pages = tuple(self.path(answers))
        unanswered = self._unanswered(pages, answers, lines)
        offered = self._offered(pages, answers)
        after_offered = len(self.second_pages) - 1
        return Way(pages, tuple(unanswered), tuple(offered), more=after_offered)

    def _offered(self, pages: tuple[Page, ...], answers: Answers) -> Iterator[Page]:
        """Yield the page that names a second pain, where it may be answered and was not."""
        for page in self.second_pages[:1]:
            is_open = page not in pages and self.is_asked(page, answers)
            if is_open and not self.stops(answers):
                yield page

    def without_private(self, answers: Answers) -> dict[str, Ids]:
        """Return the answers that may leave the visit without the person's wish. Where a page cannot be skipped, having
        ticked nothing but a private line reads like having ticked nothing: neither is told."""
        public = {question: answers[question] for question in self.questions if question in answers}
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
        """Return whether something was told that leaves the visit only by the person's wish."""
        for _, question in self.private:
            chosen = answers.get(question.id, NO_IDS)
            if not chosen.isdisjoint(question.held_back):
                return True
        return False

    def up_to_stop(self, answers: Answers) -> Answers:
        """Return what may be told of these answers but red flags: where they stop, nothing from beyond."""
        if not self.stops(answers):
            return answers
        asked: set[str] = set()
        for page in self.path(answers):
            asked |= page.question_ids
        return {question: chosen for question, chosen in answers.items() if question in asked}

    def stops(self, answers: Answers) -> bool:
        """Return whether the answers end at a page of their own instead of a suggestion."""
        return any(condition.holds(answers, self.findings) for condition in self.stop_conditions)

    def stops_at(self, page: Page, answers: Answers) -> bool:
        """Return whether the answers end at this page."""
        return any(condition.holds(answers, self.findings) for condition in page.stop_conditions)
