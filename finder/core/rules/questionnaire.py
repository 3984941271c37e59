"""The questionnaire: which pages are asked, and which answers still count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import Answers, Condition
from finder.core.rules.decision_table import Table
from finder.core.rules.findings import Findings, options_read
from finder.core.rules.page import SCALE_OPTIONS, Choice, Kind, Option, Page, Question, questions_of
from finder.core.rules.second_pain import PREFIX, SecondPain
from finder.core.rules.way import Way

NO_LINES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All pages in order. `lines` are the options last shown of questions that are asked again (`ask_again`)."""

    pages: tuple[Page, ...]
    findings: Findings
    helper: Condition
    helper_words: str
    replaced: Mapping[Choice, tuple[Choice, ...]] = field(default_factory=dict)
    """Options of older rules, each with the options that replace it."""
    second: SecondPain | None = None
    second_pages: tuple[Page, ...] = ()
    """The pages of a second pain: first the page that names it, then the pages that are asked again."""
    all_pages: tuple[Page, ...] = field(init=False)
    by_id: Mapping[str, Page] = field(init=False, repr=False)
    """All pages by id."""
    questions: Mapping[str, Question] = field(init=False, repr=False)
    """The questions of all pages by id."""
    steering: frozenset[str] = field(init=False)
    """The questions whose answers decide what else is asked."""
    steering_options: frozenset[Choice] = field(init=False)
    """The options that decide what else is asked, including every place that a second pain can have."""
    for_everybody: frozenset[Page] = field(init=False, repr=False)
    """The pages that are asked whatever was answered."""
    tables: dict[str, Table[Option]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The options of a question whose options have conditions, compiled when they are first asked for."""

    def __post_init__(self) -> None:
        all_pages = self.pages + self.second_pages
        steering: set[Choice] = set()
        for condition in self._asking_conditions():
            for term in condition.terms:
                steering |= options_read(term, self.findings)
        # These follow from the other fields. They are computed once because every request reads them.
        object.__setattr__(self, "all_pages", all_pages)
        object.__setattr__(self, "by_id", {page.id: page for page in all_pages})
        object.__setattr__(self, "questions", {question.id: question for question in questions_of(all_pages)})
        object.__setattr__(self, "steering", frozenset(question for question, _ in steering))
        if self.second:
            steering |= self.second.choices
        object.__setattr__(self, "steering_options", frozenset(steering))
        for_everybody = (page for page in self.pages if page.plain and not page.ask_if.terms)
        object.__setattr__(self, "for_everybody", frozenset(for_everybody))

    def _asking_conditions(self) -> Iterator[Condition]:
        """Yield the conditions that decide whether each page, question and option is asked."""
        for page in self.pages:
            yield page.ask_if
        for question in questions_of(self.pages):
            yield question.ask_if
            yield from (option.ask_if for option in question.options)

    def page(self, page_id: str) -> Page | None:
        """Return the page with this id, or None if there is none."""
        return self.by_id.get(page_id)

    def question(self, question_id: str) -> Question:
        """Return the question with this id. Raises KeyError if there is none."""
        return self.questions[question_id]

    def pains(self, answers: Answers) -> tuple[Answers, ...]:
        """Return the answers of each pain: all answers, then those of the second pain if one is named."""
        if self.second is None or not self.second.named(answers):
            return (answers,)
        return answers, self.second.view(answers)

    def as_asked_now(self, answers: Answers) -> Answers:
        """Return answers given under older rules, with each replaced option translated to today's options."""
        found = dict(answers)
        prefixes = ("", PREFIX) if self.second else ("",)
        for (question, option), now in self.replaced.items():
            for prefix in prefixes:
                older = prefix + question
                if option in answers.get(older, NO_LINES):
                    found[older] -= {option}
                    self._choose(found, now, prefix)
        return found

    def _choose(
        self,
        answers: dict[str, frozenset[str]],
        options: Iterable[Choice],
        prefix: str,
    ) -> None:
        """Add these options to the answers. A prefix sends each to the second pain, if that is asked the question."""
        of_second = self.second.first if self.second else {}
        for question, option in options:
            prefixed = prefix + question
            asked = prefixed if prefixed in of_second else question
            chosen = answers.get(asked, NO_LINES)
            answers[asked] = chosen | {option}

    def lines_now(self, line: str) -> tuple[str, ...]:
        """Return the lines that replace an older line, or the line itself if it was not replaced."""
        found: dict[str, None] = {}
        for (_, older), now in self.replaced.items():
            if older == line:
                found |= dict.fromkeys(option for _, option in now)
        return tuple(found) or (line,)

    def names_pain(self, page: Page) -> bool:
        """Return whether the page asks which pain the other pages are about."""
        if self.second is None:
            return False
        naming = {self.second.which, self.second.choice}
        return not page.question_ids.isdisjoint(naming)

    def is_asked(self, page: Page, answers: Answers) -> bool:
        """Return whether these answers lead to the page. The page that names a second pain is only offered."""
        if page in self.for_everybody:
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

    def asked(self, page: Page, answers: Answers) -> tuple[Question, ...]:
        """Return the questions of a page that these answers lead to."""
        if page.plain:
            return page.questions
        found = [
            question
            for question in page.questions
            if not question.ask_if.terms or self._holds(question.ask_if, question.id, answers)
        ]
        return tuple(found)

    def shown(self, question: Question, answers: Answers) -> tuple[Option, ...]:
        """Return the options that these answers show."""
        if not question.conditional:
            return question.options
        table = self.tables.get(question.id)
        if table is None:
            table = self.tables[question.id] = Table(question.options, self.findings)
        fired = 0
        for view in self._answers_for(question.id, answers):
            fired |= table.fired(view)
        return tuple(table.rows_of(fired))

    def path(self, answers: Answers) -> Iterator[Page]:
        """Yield the pages that these answers lead through, up to a stop."""
        has_second = self.second is not None and self.second.choice in answers
        pages = self.all_pages if has_second else self.pages
        for page in pages:
            if self.is_asked(page, answers) and self.asked(page, answers):
                yield page
                if page.may_stop and self._stops(page, answers):
                    return

    def _answers_for(self, question: str, answers: Answers) -> tuple[Answers, ...]:
        if self.second is None:
            return (answers,)
        return self.second.answers_for(question, answers)

    def _holds(self, condition: Condition, question: str, answers: Answers) -> bool:
        """Return whether a condition holds in one of the views of the answers that this question depends on."""
        views = self._answers_for(question, answers)
        return any(condition.holds(view, self.findings) for view in views)

    def is_answered(self, page: Page, answers: Answers, lines: frozenset[str] = NO_LINES) -> bool:
        """Return whether every question was answered or skipped, and every line of the page was shown before."""
        if page.plain:
            return answers.keys() >= page.question_ids
        for question in self.asked(page, answers):
            if question.id not in answers:
                return False
            shown = self.shown(question, answers) if question.ask_again else ()
            if not lines.issuperset(option.id for option in shown):
                return False
        return True

    def next_page(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> Page | None:
        """Return the first page that is not answered yet, or None if all are answered."""
        for page in self.path(answers):
            if not self.is_answered(page, answers, lines):
                return page
        return None

    def way(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> Way:
        """Return the way of these answers through all pages, for callers that need several parts of it."""
        pages = tuple(self.path(answers))
        unanswered = [page for page in pages if not self.is_answered(page, answers, lines)]
        offered = self._offered(pages, answers)
        return Way(
            pages,
            tuple(unanswered),
            tuple(offered),
            more=len(self.second_pages) - 1,
        )

    def _offered(self, pages: tuple[Page, ...], answers: Answers) -> Iterator[Page]:
        """Yield the page that names a second pain, if it may be answered but was not."""
        for page in self.second_pages[:1]:
            is_open = page not in pages and self.is_asked(page, answers)
            if is_open and not self.stops(answers):
                yield page

    def prune(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> dict[str, frozenset[str]]:
        """Return the answers that still count: options that are shown, of questions that are asked.

        A line that was shown stays when its condition no longer holds, so that no ticked warning sign is dropped before
        its page is seen again. An answer that loses all its options is open again; only a skipped question has an empty
        answer. Answers beyond a stop do not change: the stop may be a mistake, and an emergency reported earlier still
        counts. `up_to_stop` leaves them out.
        """
        found: dict[str, frozenset[str]] = {}
        stopped = False
        for page in self.all_pages:
            if stopped:
                beyond = page.question_ids & answers.keys()
                found |= {question: answers[question] for question in beyond}
            elif self.is_asked(page, found):
                self._prune_page(page, answers, found, lines)
                stopped = page.may_stop and self._stops(page, found)
        return found

    def _prune_page(
        self,
        page: Page,
        answers: Answers,
        found: dict[str, frozenset[str]],
        lines: frozenset[str],
    ) -> None:
        """Add the answers of one page that still count to those `found` on the pages before."""
        for question in self.asked(page, found):
            if question.id not in answers:
                continue
            chosen = answers[question.id]
            left = self._remaining(question, chosen, found, lines)
            if left or not chosen:
                found[question.id] = left

    def _remaining(
        self,
        question: Question,
        chosen: frozenset[str],
        answers: Answers,
        lines: frozenset[str],
    ) -> frozenset[str]:
        """Return the chosen options that these answers still show, and the chosen lines that were shown once."""
        if not chosen:
            return chosen
        if question.kind is Kind.SCALE:
            return chosen & SCALE_OPTIONS
        if chosen.isdisjoint(question.conditional):
            return chosen & question.option_ids
        left = chosen & lines if question.ask_again else NO_LINES
        shown = (option.id for option in self.shown(question, answers))
        return left | chosen.intersection(shown)

    def up_to_stop(self, answers: Answers) -> Answers:
        """Return the answers up to the stop if there is one. Only red flags may use answers beyond a stop."""
        if not self.stops(answers):
            return answers
        asked: set[str] = set()
        for page in self.path(answers):
            asked |= page.question_ids
        return {question: chosen for question, chosen in answers.items() if question in asked}

    def shown_lines(self, page: Page, answers: Answers) -> frozenset[str]:
        """Return the options that a page shows of its questions that are asked again."""
        again = (question for question in self.asked(page, answers) if question.ask_again)
        lines: set[str] = set()
        for question in again:
            shown = self.shown(question, answers)
            lines.update(option.id for option in shown)
        return frozenset(lines)

    def without_private(self, answers: Answers) -> dict[str, frozenset[str]]:
        """Return the answers that may leave the visit without the person's consent.

        On a page that cannot be skipped, having chosen only a private option looks like having chosen nothing. Both are
        left out.
        """
        public: dict[str, frozenset[str]] = {}
        for page in self.all_pages:
            for question in page.questions:
                if question.id not in answers or question.private:
                    continue
                chosen = answers[question.id] - question.private_options
                must_stay_out = page.required and bool(question.private_options)
                if not must_stay_out or not chosen <= question.alone_options:
                    public[question.id] = chosen
        return public

    def holds_private(self, answers: Answers) -> bool:
        """Return whether an answer is private: it may leave the visit only with the person's consent."""
        for question in questions_of(self.all_pages):
            private = question.option_ids if question.private else question.private_options
            chosen = answers.get(question.id, NO_LINES)
            if not chosen.isdisjoint(private):
                return True
        return False

    def stops(self, answers: Answers) -> bool:
        """Return whether the answers end at a stop page instead of a suggestion."""
        return any(page.may_stop and self._stops(page, answers) for page in self.pages)

    def _stops(self, page: Page, answers: Answers) -> bool:
        conditions = [question.stop_if for question in page.questions if question.stop_if]
        return any(condition.holds(answers, self.findings) for condition in conditions)
