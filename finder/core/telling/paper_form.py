"""The questionnaire for the paper form: every page, question and option with a number."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Chosen
from finder.core.rules.knowledge import RedFlagRow, Ruleset
from finder.core.rules.page import SCALE, Kind, Option, Page, Question
from finder.core.telling.summarize import BODY


@dataclass(frozen=True, slots=True)
class PaperOption:
    """A box to tick. `advice` is what to do at once where it is ticked; `section` is the heading it stands under."""

    number: str
    words: str
    hint: str
    section: str
    advice: str


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with its boxes; a scale has numbers to circle, a text has lines to write on."""

    kind: Kind
    words: str
    hint: str
    low: str
    high: str
    scale: tuple[str, ...]
    options: tuple[PaperOption, ...]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The first page, who fills it in, is number 0."""

    number: int
    title: str
    questions: tuple[PaperQuestion, ...]


def on_paper(ruleset: Ruleset) -> tuple[PaperPage, ...]:
    """All pages, with every option that anybody may be shown."""
    numbered = enumerate(ruleset.questionnaire.pages)
    return tuple(paper_page(ruleset, page, number) for number, page in numbered)


def paper_page(ruleset: Ruleset, page: Page, number: int) -> PaperPage:
    return PaperPage(number, page.title if number else "", tuple(questions(ruleset, page, number)))


def questions(ruleset: Ruleset, page: Page, number: int) -> Iterator[PaperQuestion]:
    """Boxes are numbered through the page, so that one number is one box."""
    before = 0
    for question in page.questions:
        boxes = tuple(
            box(ruleset, question, option, f"{number}.{place}")
            for place, option in enumerate(in_sections(question), start=before + 1)
        )
        before += len(boxes)
        is_scale = question.kind is Kind.SCALE
        hint = "" if is_scale or question.id == BODY else question.hint  # there is no picture to tap
        scale = SCALE if is_scale else ()
        yield PaperQuestion(question.kind, question.words, hint, question.low, question.high, scale, boxes)


def box(ruleset: Ruleset, question: Question, option: Option, number: str) -> PaperOption:
    return PaperOption(
        number, option.words, option.hint, section_of(question, option), advice(ruleset, question, option)
    )


def in_sections(question: Question) -> tuple[Option, ...]:
    """As a page shows them: section by section, and those of no section last."""
    order = [*(question.sections or {}), ""]
    return tuple(sorted(question.options, key=lambda option: order.index(option.section)))


def section_of(question: Question, option: Option) -> str:
    return (question.sections or {}).get(option.section, "")


def advice(ruleset: Ruleset, question: Question, option: Option) -> str:
    """What the red flags say of this box, where it cannot wait: each level it may reach, the least urgent first."""
    rows = [row for row in ruleset.red_flags.rows if is_of(row, question, option)]
    levels = sorted({row.level for row in rows if row.level is not None and row.level >= Level.TODAY})
    said = [ruleset.advice.level[level].heading for level in levels]
    said += [ruleset.advice.crisis.ways[0] for row in rows if row.level is None]
    return " / ".join(dict.fromkeys(text.rstrip(".") for text in said))


def is_of(row: RedFlagRow, question: Question, option: Option) -> bool:
    """The row's flag is this box, or this box alone makes it hold."""
    chosen = [term for term in row.when.terms if isinstance(term, Chosen) and term.question == question.id]
    named = any(option.id in term.options for term in chosen)
    return named and (row.flag == option.id or len(row.when.terms) == 1)
