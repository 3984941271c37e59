"""The questionnaire: which pages are asked, and which answers still count.

Options, questions and pages are compared and hashed as the very ones they are: each stands once in its questionnaire,
and every request asks for some of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from finder.core.rules.conditions import ALWAYS, Answers, Condition
from finder.core.rules.findings import Findings, reads
from finder.core.rules.second_pain import PREFIX, SecondPain
from finder.core.rules.words import Words, takes

NO_LINES: frozenset[str] = frozenset()
PERSON, PAIN = "person", "pain"
"""What a page is about."""

Choice = tuple[str, str]
"""A question and one of its options."""


class Kind(StrEnum):
    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One choice. `alone` options stand by themselves; `hint` is small text under it; `after` is shown on the page that
    follows. `pain` is what a pain in the place that it names is called: "knee pain"."""

    id: str
    words: Words
    ask_if: Condition = ALWAYS
    alone: bool = False
    private: bool = False
    section: str = ""
    hint: Words = ""
    after: Words = ""
    pain: Words = ""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question. `most` caps the choices of `many` and the characters of `text`; 0 is no cap. `assumed` is what a
    file of answers means that leaves the question out. `said` tells an answer in a sentence: "pain in {answer}".
    `beneath` are its words beneath a title that says which pain is asked about."""

    id: str
    kind: Kind
    words: Words
    options: tuple[Option, ...] = ()
    ask_if: Condition = ALWAYS
    hint: Words = ""
    most: int = 0
    low: Words = ""
    high: Words = ""
    sections: Mapping[str, str] | None = None
    ask_again: bool = False
    stop_if: Condition | None = None
    private: bool = False
    assumed: str = ""
    by_phone: str = ""
    by_phone_helping: str = ""
    said: Words = field(default="", metadata=takes("answer"))
    beneath: Words = ""
    conditional: bool = field(init=False, default=False)
    option_ids: frozenset[str] = field(init=False, default=frozenset())
    private_options: frozenset[str] = field(init=False, default=frozenset())
    alone_options: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        private = (option.id for option in self.options if option.private)
        alone = (option.id for option in self.options if option.alone)
        # Why set on a frozen object: these follow from the other fields, and every request asks for them.
        object.__setattr__(self, "conditional", any(option.ask_if.terms for option in self.options))
        object.__setattr__(self, "option_ids", frozenset(option.id for option in self.options))
        object.__setattr__(self, "private_options", frozenset(private))
        object.__setattr__(self, "alone_options", frozenset(alone))

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is asked at once. `title` is empty where the only question is the title; `tab` is what the browser calls the
    page where its question should not stand in a history that others may see. The intro may say `{pages}` and
    `{minutes}` of the whole questionnaire. `about` is "pain" where a second pain has answers of its own."""

    id: str
    questions: tuple[Question, ...]
    why: Words
    title: Words = ""
    tab: Words = ""
    intro: Words = field(default="", metadata=takes("pages", "minutes"))
    required: bool = False
    ask_if: Condition = ALWAYS
    source: tuple[str, ...] = ()
    about: str = PERSON
    question_ids: frozenset[str] = field(init=False, default=frozenset())
    plain: bool = field(init=False, default=False)
    """Everybody is asked all of its questions, and only once."""
    may_stop: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        asked_of_all = not any(question.ask_if.terms or question.ask_again for question in self.questions)
        # Why set on a frozen object: it follows from the other fields, and every request asks for it.
        object.__setattr__(self, "question_ids", frozenset(question.id for question in self.questions))
        object.__setattr__(self, "plain", asked_of_all)
        object.__setattr__(self, "may_stop", any(question.stop_if is not None for question in self.questions))

    @property
    def heading(self) -> str:
        return self.title or self.questions[0].words

    @property
    def asks_for_words(self) -> bool:
        """Whether a question of it is answered in own words."""
        return any(question.kind is Kind.TEXT for question in self.questions)


@dataclass(frozen=True, slots=True)
class Way:
    """The pages that some answers lead through, and those of them that are not answered yet. `offered` may be opened,
    but need not be answered; about so many `more` pages would follow."""

    pages: tuple[Page, ...]
    unanswered: tuple[Page, ...]
    offered: tuple[Page, ...] = ()
    more: int = 0

    @property
    def next_page(self) -> Page | None:
        return self.unanswered[0] if self.unanswered else None

    @property
    def reachable(self) -> tuple[Page, ...]:
        """The pages that may be opened: all answered ones and the first that is not; after all of them those that are
        offered."""
        if self.unanswered:
            return self.pages[: self.pages.index(self.unanswered[0]) + 1]
        return (*self.pages, *self.offered)

    def before(self, page: Page) -> Page | None:
        """The page that leads to this one; none for the first."""
        earlier = tuple(takewhile(lambda each: each is not page, self.pages))
        return earlier[-1] if earlier else None

    def left(self, page: Page) -> int:
        """How many unanswered pages follow besides this one; of those that one on offer would lead to, all."""
        if page in self.offered:
            return self.more
        return len(self.unanswered) - (page in self.unanswered)


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
    steering: frozenset[str] = field(init=False)
    """The questions whose answers decide what else is asked."""

    def __post_init__(self) -> None:
        questions = [question for page in self.pages for question in page.questions]
        options = [option for question in questions for option in question.options]
        asked = [page.ask_if for page in self.pages]
        asked += [question.ask_if for question in questions] + [option.ask_if for option in options]
        read = (reads(term, self.findings) for condition in asked for term in condition.terms)
        # Why set on a frozen object: it follows from the other fields, and every request asks for it.
        object.__setattr__(self, "steering", frozenset().union(*read))
        object.__setattr__(self, "all_pages", self.pages + self.second_pages)

    def page(self, page_id: str) -> Page | None:
        return next((page for page in self.all_pages if page.id == page_id), None)

    def question(self, question_id: str) -> Question:
        """Raises StopIteration where there is no such question."""
        return next(question for page in self.all_pages for question in page.questions if question.id == question_id)

    def pains(self, answers: Answers) -> tuple[Answers, ...]:
        """Return the answers, and where a second pain was named, the answers as if that were the only one."""
        if self.second is None or not self.second.named(answers):
            return (answers,)
        return answers, self.second.view(answers)

    def as_asked_now(self, answers: Answers) -> Answers:
        """Return answers given under older rules, with each option that was replaced as what it is asked as now."""
        found = dict(answers)
        second = self.second.first if self.second else {}
        prefixes = ("", PREFIX) if second else ("",)
        for (question, option), now in self.replaced.items():
            for prefix in prefixes:
                if option not in answers.get(prefix + question, NO_LINES):
                    continue
                found[prefix + question] -= {option}
                for name, chosen in now:
                    again = prefix + name
                    asked = again if again in second else name
                    found[asked] = found.get(asked, NO_LINES) | {chosen}
        return found

    def lines_now(self, line: str) -> tuple[str, ...]:
        """Return the lines that ask for an older line now; the line itself where it was not replaced."""
        found = [option for (_, old), now in self.replaced.items() if old == line for _, option in now]
        return tuple(dict.fromkeys(found)) or (line,)

    def by_phone(self, *, helping: bool = False) -> Answers:
        """What needs no asking where staff take the answers over the phone. `helping`: the caller helps the person."""
        questions = (question for page in self.pages for question in page.questions if question.by_phone)
        known = {each.id: (each.by_phone_helping if helping else "") or each.by_phone for each in questions}
        return {question: frozenset({option}) for question, option in known.items()}

    def names_pain(self, page: Page) -> bool:
        """Whether the page asks which pain the others are about."""
        return self.second is not None and not page.question_ids.isdisjoint({self.second.which, self.second.choice})

    def is_asked(self, page: Page, answers: Answers) -> bool:
        """Whether these answers lead to the page; to the one that names a second pain, whether it is offered."""
        if self.second and page in self.second_pages:
            leads_here = self.second.others if page is self.second_pages[0] else self.second.named
            if not leads_here(answers):
                return False
        return not page.ask_if.terms or self._holds(page.ask_if, next(iter(page.question_ids), ""), answers)

    def asked(self, page: Page, answers: Answers) -> Iterator[Question]:
        """The questions of a page that these answers lead to."""
        return (each for each in page.questions if not each.ask_if.terms or self._holds(each.ask_if, each.id, answers))

    def shown(self, question: Question, answers: Answers) -> tuple[Option, ...]:
        """The options that these answers show."""
        if not question.conditional:
            return question.options
        views = self._answers_for(question.id, answers)
        return tuple([option for option in question.options if self._is_shown(option, views)])

    def _is_shown(self, option: Option, views: tuple[Answers, ...]) -> bool:
        return not option.ask_if.terms or self._holds_in(option.ask_if, views)

    def path(self, answers: Answers) -> Iterator[Page]:
        """The pages that these answers lead through, up to a stop."""
        for page in self.pages if self.second is None or self.second.choice not in answers else self.all_pages:
            if self.is_asked(page, answers) and (page.plain or any(self.asked(page, answers))):
                yield page
                if page.may_stop and self._stops(page, answers):
                    return

    def _answers_for(self, question: str, answers: Answers) -> tuple[Answers, ...]:
        return (answers,) if self.second is None else self.second.answers_for(question, answers)

    def _holds(self, condition: Condition, question: str, answers: Answers) -> bool:
        return self._holds_in(condition, self._answers_for(question, answers))

    def _holds_in(self, condition: Condition, views: tuple[Answers, ...]) -> bool:
        """Return whether a condition holds in one of these views of the answers."""
        for view in views:  # noqa: SIM110 - asked for every option of every page, and faster than any()
            if condition.holds(view, self.findings):
                return True
        return False

    def is_answered(self, page: Page, answers: Answers, lines: frozenset[str] = NO_LINES) -> bool:
        """Every question was answered or skipped, and no line has appeared that was never shown."""
        if page.plain:
            return answers.keys() >= page.question_ids
        for question in self.asked(page, answers):
            if question.id not in answers:
                return False
            if question.ask_again and not lines.issuperset(option.id for option in self.shown(question, answers)):
                return False
        return True

    def next_page(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> Page | None:
        """The first page that is not answered yet; None when all are."""
        return next((page for page in self.path(answers) if not self.is_answered(page, answers, lines)), None)

    def way(self, answers: Answers, lines: frozenset[str] = NO_LINES) -> Way:
        """Return the way of these answers through all pages, for callers that need more than one part of it."""
        pages = tuple(self.path(answers))
        unanswered = tuple(page for page in pages if not self.is_answered(page, answers, lines))
        return Way(pages, unanswered, tuple(self._offered(pages, answers)), len(self.second_pages) - 1)

    def _offered(self, pages: tuple[Page, ...], answers: Answers) -> Iterator[Page]:
        """The page that names a second pain, where it may be answered and was not."""
        for page in self.second_pages[:1]:
            if page not in pages and self.is_asked(page, answers) and not self.stops(answers):
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
        views = self._answers_for(question.id, answers)
        shown = {option.id for option in question.options if option.id in chosen and self._is_shown(option, views)}
        if question.ask_again:
            shown |= chosen & lines
        return frozenset(shown)

    def up_to_stop(self, answers: Answers) -> Answers:
        """What may be told of these answers but red flags: where they stop, nothing from beyond."""
        if not self.stops(answers):
            return answers
        asked = frozenset[str]().union(*(page.question_ids for page in self.path(answers)))
        return {question: chosen for question, chosen in answers.items() if question in asked}

    def shown_lines(self, page: Page, answers: Answers) -> frozenset[str]:
        """The options that a page shows of its questions that are asked again."""
        again = (question for question in self.asked(page, answers) if question.ask_again)
        return frozenset(option.id for question in again for option in self.shown(question, answers))

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
        for page in self.all_pages:
            for question in page.questions:
                chosen = answers.get(question.id, NO_LINES)
                if question.private and not chosen.isdisjoint(question.option_ids):
                    return True
                if not chosen.isdisjoint(question.private_options):
                    return True
        return False

    def stops(self, answers: Answers) -> bool:
        """The answers end at a page of their own instead of a suggestion."""
        return any(page.may_stop and self._stops(page, answers) for page in self.pages)

    def _stops(self, page: Page, answers: Answers) -> bool:
        return any(each.stop_if is not None and each.stop_if.holds(answers, self.findings) for each in page.questions)


SCALE = tuple(str(number) for number in range(11))
SCALE_OPTIONS = frozenset(SCALE)
