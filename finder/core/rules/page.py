"""The pages of the questionnaire, their questions and options.

Options, questions and pages are compared and hashed as the very ones they are: each stands once in its questionnaire,
and every request asks for some of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finder.core.rules.conditions import ALWAYS, NO_IDS, Condition, Ids
from finder.core.rules.words import Words, takes

PERSON, PAIN = "person", "pain"
"""What a page is about."""
SCALE = tuple(str(number) for number in range(11))
SCALE_OPTIONS = frozenset(SCALE)

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
    """Whether it depends on the answers which options are shown."""
    option_ids: Ids = field(init=False, default=NO_IDS)
    private_options: Ids = field(init=False, default=NO_IDS)
    held_back: Ids = field(init=False, default=NO_IDS)
    """The options that leave the visit only by the person's wish: all of a private question."""
    alone_options: Ids = field(init=False, default=NO_IDS)

    def __post_init__(self) -> None:
        conditional = [option for option in self.options if option.ask_if.terms]
        private = [option for option in self.options if option.private]
        alone = [option for option in self.options if option.alone]
        held_back = self.options if self.private else private
        # Why set on a frozen object: these follow from the other fields, and every request asks for them.
        object.__setattr__(self, "conditional", bool(conditional))
        object.__setattr__(self, "option_ids", ids_of(self.options))
        object.__setattr__(self, "private_options", ids_of(private))
        object.__setattr__(self, "held_back", ids_of(held_back))
        object.__setattr__(self, "alone_options", ids_of(alone))

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
    question_ids: Ids = field(init=False, default=NO_IDS)
    conditional: bool = field(init=False, default=False)
    """Whether it depends on the answers which of its questions are asked."""
    plain: bool = field(init=False, default=False)
    """Whether everybody who is asked the page is asked all of its questions, and only once."""
    unconditional: bool = field(init=False, default=False)
    """Whether the page asks something under no condition of its own or of its questions."""
    stop_conditions: tuple[Condition, ...] = field(init=False, default=())
    """The page is the last where one of them holds."""

    def __post_init__(self) -> None:
        conditional = [question for question in self.questions if question.ask_if.terms]
        again = [question for question in self.questions if question.ask_again]
        stops = [question.stop_if for question in self.questions if question.stop_if]
        asks_always = len(conditional) < len(self.questions)
        # Why set on a frozen object: they follow from the other fields, and every request asks for them.
        object.__setattr__(self, "question_ids", ids_of(self.questions))
        object.__setattr__(self, "conditional", bool(conditional))
        object.__setattr__(self, "plain", not conditional and not again)
        object.__setattr__(self, "unconditional", asks_always and not self.ask_if.terms)
        object.__setattr__(self, "stop_conditions", tuple(stops))

    @property
    def heading(self) -> str:
        return self.title or self.questions[0].words

    @property
    def asks_for_words(self) -> bool:
        """Whether a question of it is answered in own words."""
        return any(question.kind is Kind.TEXT for question in self.questions)


def ids_of(parts: Iterable[Option | Question]) -> Ids:
    return frozenset(part.id for part in parts)


def questions_of(pages: Iterable[Page]) -> Iterator[Question]:
    for page in pages:
        yield from page.questions
