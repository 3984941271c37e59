"""The pages of the questionnaire, with their questions and options.

Options, questions and pages are compared by identity. Each exists once in its questionnaire, and every request compares
some of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finder.core.rules.conditions import ALWAYS, Condition
from finder.core.rules.words import Words, takes

PERSON, PAIN = "person", "pain"
"""What a page is about."""
SCALE = tuple(str(number) for number in range(11))
SCALE_OPTIONS = frozenset(SCALE)

Choice = tuple[str, str]
"""The id of a question and of one of its options."""


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """An option of a question.

    No other option can be chosen with an `alone` option. `hint` is small text under the option, and `after` is shown on
    the next page. `pain` is the name of a pain in the place that the option names: "knee pain".
    """

    id: str
    words: Words
    ask_if: Condition = ALWAYS
    alone: bool = False
    private: bool = False
    section: str = ""
    hint: Words = ""
    after: Words = ""
    pain: Words = ""

    @property
    def when(self) -> Condition:
        """The condition, by the name that a decision table asks for."""
        return self.ask_if


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question of a page.

    `most` limits the options of `many` and the characters of `text`; 0 means no limit. `assumed` is the option that a
    file of answers means if it leaves the question out. `said` puts an answer into a sentence: "pain in {answer}".
    `beneath` is the wording under a title that says which pain is asked about.
    """

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
    conditional: frozenset[str] = field(init=False, default=frozenset())
    """The options that only some people are shown."""
    option_ids: frozenset[str] = field(init=False, default=frozenset())
    private_options: frozenset[str] = field(init=False, default=frozenset())
    alone_options: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        conditional = [option.id for option in self.options if option.ask_if.terms]
        all_ids = frozenset(option.id for option in self.options)
        private = [option.id for option in self.options if option.private]
        alone = [option.id for option in self.options if option.alone]
        # These follow from the other fields. They are computed once because every request reads them.
        object.__setattr__(self, "conditional", frozenset(conditional))
        object.__setattr__(self, "option_ids", all_ids)
        object.__setattr__(self, "private_options", frozenset(private))
        object.__setattr__(self, "alone_options", frozenset(alone))

    def option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None if there is none."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The questions that are asked together.

    `title` is empty if the only question is the title. `tab` is the title in the browser if the question should not
    appear in a history that others may see. The intro may contain `{pages}` and `{minutes}` of the whole questionnaire.
    `about` is "pain" if a second pain has its own answers.
    """

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
    """Whether every person is asked all questions of the page, and only once."""
    may_stop: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        ids = frozenset(question.id for question in self.questions)
        always_asked = not any(question.ask_if.terms for question in self.questions)
        asked_again = any(question.ask_again for question in self.questions)
        may_stop = any(question.stop_if is not None for question in self.questions)
        # These follow from the other fields. They are computed once because every request reads them.
        object.__setattr__(self, "question_ids", ids)
        object.__setattr__(self, "plain", always_asked and not asked_again)
        object.__setattr__(self, "may_stop", may_stop)

    @property
    def heading(self) -> str:
        """The title, or the words of the only question if there is no title."""
        return self.title or self.questions[0].words

    @property
    def asks_for_words(self) -> bool:
        """Whether a question of the page is answered in own words."""
        return any(question.kind is Kind.TEXT for question in self.questions)


def questions_of(pages: Iterable[Page]) -> Iterator[Question]:
    """Yield the questions of these pages."""
    for page in pages:
        yield from page.questions
