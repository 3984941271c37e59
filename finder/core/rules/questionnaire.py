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
    steering: frozenset[str] = field(init=False)
    """The questions whose answers decide what else is asked."""
    steering_options: frozenset[Choice] = field(init=False)
    """Their options that do so; of the question where it hurts, all that belong to a pain of its own."""
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
        # Why set on a frozen object: they follow from the other fields, and every request asks for them.
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
        """Yield the conditions under which each page, question and option is asked."""
        for page in self.pages:
            yield page.ask_if
        for question in questions_of(self.pages):
            yield question.ask_if
            yield from (option.ask_if for option in question.options)

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

    def as_asked_now(self, answers: Answers) -> Answers:
        """Return answers given under older rules, with each option that was replaced as what it is asked as now."""
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
        """Add these options, for the second pain where the prefix says so and the question is asked of it."""
        of_second = self.second.first if self.second else {}
        for question, option in options:
            prefixed = prefix + question
            asked = prefixed if prefixed in of_second else question
            chosen = answers.get(asked, NO_LINES)
            answers[asked] = chosen | {option}

    def lines_now(self, line: str) -> tuple[str, ...]:
        """Return the lines that ask for an older line now; the line itself where it was not replaced."""
        found: dict[str, None] = {}
        for (_, older), now in self.replaced.items():
            if older == line:
                found |= dict.fromkeys(option for _, option in now)
        return tuple(found) or (line,)

    def names_pain(self, page: Page) -> bool:
        """Whether the page asks which pain the others are about."""
        if self.second is None:
            return False
        naming = {self.second.which, self.second.choice}
        return not page.question_ids.isdisjoint(naming)

    def is_asked(self, page: Page, answers: Answers) -> bool:
        """Whether these answers lead to the page; to the one that names a second pain, whether it is offered."""
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
        """The questions of a page that these answers lead to."""
        if page.plain:
            return page.questions
        found = [
            question
            for question in page.questions
            if not question.ask_if.terms or self._holds(question.ask_if, question.id, answers)
        ]
        return tuple(found)

    def shown(self, question: Question, answers: Answers) -> tuple[Option, ...]:
        """The options that these answers show."""
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
        """The pages that these answers lead through, up to a stop."""
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
        """Every question was answered or skipped, and no line has appeared that was never shown."""
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
        """The first page that is not answered yet; None when all are."""
        for page in self.path(answers):
            if not self.is_answered(page, answers, lines):
                return page
        return None

    def way(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> Way:
        """Return the way of these answers through all pages, for callers that need more than one part of it."""
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
        """The page that names a second pain, where it may be answered and was not."""
        for page in self.second_pages[:1]:
            is_open = page not in pages and self.is_asked(page, answers)
            if is_open and not self.stops(answers):
                yield page

    def prune(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> dict[str, frozenset[str]]:
        """Only what still counts: what is asked, of what is shown. Lines once shown outlive their condition, so that no
        ticked warning sign is dropped before its page was seen again. An answer of which nothing is left is open again;
        only a skipped one is empty. What was told beyond a stop stays as it is: a stop may be chosen by mistake, and an
        emergency told before it is still one; `up_to_stop` leaves it out."""
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
        """Add what still counts of one page to what was `found` on the pages before."""
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
        """Return what these answers still show of what was chosen, and the lines that were shown once."""
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
        """What may be told of these answers but red flags: where they stop, nothing from beyond."""
        if not self.stops(answers):
            return answers
        asked: set[str] = set()
        for page in self.path(answers):
            asked |= page.question_ids
        return {question: chosen for question, chosen in answers.items() if question in asked}

    def shown_lines(self, page: Page, answers: Answers) -> frozenset[str]:
        """The options that a page shows of its questions that are asked again."""
        again = (question for question in self.asked(page, answers) if question.ask_again)
        lines: set[str] = set()
        for question in again:
            shown = self.shown(question, answers)
            lines.update(option.id for option in shown)
        return frozenset(lines)

    def without_private(self, answers: Answers) -> dict[str, frozenset[str]]:
        """The answers that may leave the visit without the person's wish. Where a page cannot be skipped, having
        ticked nothing but a private line reads like having ticked nothing: neither is told."""
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
        """Something was told that may leave the visit only by the person's wish."""
        for question in questions_of(self.all_pages):
            private = question.option_ids if question.private else question.private_options
            chosen = answers.get(question.id, NO_LINES)
            if not chosen.isdisjoint(private):
                return True
        return False

    def stops(self, answers: Answers) -> bool:
        """The answers end at a page of their own instead of a suggestion."""
        return any(page.may_stop and self._stops(page, answers) for page in self.pages)

    def _stops(self, page: Page, answers: Answers) -> bool:
        conditions = [question.stop_if for question in page.questions if question.stop_if]
        return any(condition.holds(answers, self.findings) for condition in conditions)
