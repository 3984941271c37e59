"""The pages of the questionnaire, with their questions and options.

Options, questions and pages are compared by identity. Each exists once in its
questionnaire, and every request compares some of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from finder.core.rules.conditions import ALWAYS, NO_IDS, Condition, Ids
from finder.core.rules.derived import set_derived
from finder.core.rules.words import Words, with_placeholders

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

    No other option can be chosen with an `alone` option. `hint` is small text under the
    option, and `after` is shown on the next page. `pain` is the name of a pain in the
    place that the option names: "knee pain".
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

    `most` limits the options of `many` and the characters of `text`; 0 means no limit.
    `assumed` is the option that a file of answers means if it leaves the question out.
    `said` puts an answer into a sentence: "pain in {answer}". `beneath` is the wording
    under a title that says which pain is asked about.
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
    said: Words = field(default="", metadata=with_placeholders("answer"))
    beneath: Words = ""
    conditional: Ids = field(init=False, default=NO_IDS)
    """The options that only some people are shown."""
    option_ids: Ids = field(init=False, default=NO_IDS)
    private_options: Ids = field(init=False, default=NO_IDS)
    held_back: Ids = field(init=False, default=NO_IDS)
    """The private options; of a private question, all options."""
    alone_options: Ids = field(init=False, default=NO_IDS)

    def __post_init__(self) -> None:
        conditional = [option for option in self.options if option.ask_if.terms]
        private = ids_of(filter(attrgetter("private"), self.options))
        alone = filter(attrgetter("alone"), self.options)
        option_ids = ids_of(self.options)
        # A scale has no options of its own.
        every_option = option_ids | SCALE_OPTIONS
        set_derived(
            self,
            conditional=ids_of(conditional),
            option_ids=option_ids,
            private_options=private,
            held_back=every_option if self.private else private,
            alone_options=ids_of(alone),
        )

    @property
    def is_private(self) -> bool:
        """Whether the question, or one of its options, is private."""
        return self.private or bool(self.private_options)

    def option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None if there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The questions that are asked together.

    `title` is empty if the only question is the title. `tab` is the title in the
    browser if the question should not appear in a history that others may see. The
    intro may contain `{pages}` and `{minutes}` of the whole questionnaire. `about` is
    "pain" if a second pain has its own answers.
    """

    id: str
    questions: tuple[Question, ...]
    why: Words
    title: Words = ""
    tab: Words = ""
    intro: Words = field(default="", metadata=with_placeholders("pages", "minutes"))
    required: bool = False
    ask_if: Condition = ALWAYS
    source: tuple[str, ...] = ()
    about: str = PERSON
    question_ids: Ids = field(init=False, default=NO_IDS)
    conditional: bool = field(init=False, default=False)
    """Whether some questions are asked only under a condition."""
    plain: bool = field(init=False, default=False)
    """Whether every person is asked all questions of the page, and only once."""
    unconditional: bool = field(init=False, default=False)
    """Whether the page and at least one of its questions have no condition."""
    stop_conditions: tuple[Condition, ...] = field(init=False, default=())
    """The page is the last one if any of these holds."""

    def __post_init__(self) -> None:
        conditional = [bool(question.ask_if.terms) for question in self.questions]
        again = [question.ask_again for question in self.questions]
        stops = [question.stop_if for question in self.questions]
        asks_always = not all(conditional)
        set_derived(
            self,
            question_ids=ids_of(self.questions),
            conditional=any(conditional),
            plain=not any(conditional + again),
            unconditional=asks_always and not self.ask_if.terms,
            stop_conditions=tuple(filter(None, stops)),
        )

    @property
    def heading(self) -> str:
        """The title, or the words of the only question if there is no title."""
        return self.title or self.questions[0].words

    @property
    def asks_for_words(self) -> bool:
        """Whether a question of the page is answered in own words."""
        return any(question.kind is Kind.TEXT for question in self.questions)


def ids_of(parts: Iterable[Option | Question]) -> Ids:
    """Return the ids of options or questions."""
    return frozenset([part.id for part in parts])


def questions_of(pages: Iterable[Page]) -> Iterator[Question]:
    """Yield the questions of these pages."""
    for page in pages:
        yield from page.questions
