"""The questionnaire for the paper form: every page, question and option with a number."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Chosen, Term
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
    pages = [paper_page(ruleset, page, number) for number, page in numbered]
    return tuple(pages)


def paper_page(ruleset: Ruleset, page: Page, number: int) -> PaperPage:
    return PaperPage(
        number=number,
        title=page.title if number else "",
        questions=tuple(questions(ruleset, page, number)),
    )


def questions(ruleset: Ruleset, page: Page, number: int) -> Iterator[PaperQuestion]:
    """Boxes are numbered through the page, so that one number is one box."""
    places = count(1)
    for question in page.questions:
        ordered = in_sections(question)
        boxes = [box(ruleset, question, option, f"{number}.{next(places)}") for option in ordered]
        yield PaperQuestion(
            kind=question.kind,
            words=question.words,
            hint=hint_of(question),
            low=question.low,
            high=question.high,
            scale=SCALE if question.kind is Kind.SCALE else (),
            options=tuple(boxes),
        )


def hint_of(question: Question) -> str:
    """Return the hint, empty where it speaks of what paper does not have: a scale to press, a picture to tap."""
    if question.kind is Kind.SCALE or question.id == BODY:
        return ""
    return question.hint


def box(ruleset: Ruleset, question: Question, option: Option, number: str) -> PaperOption:
    return PaperOption(
        number=number,
        words=option.words,
        hint=option.hint,
        section=section_of(question, option),
        advice=advice(ruleset, question, option),
    )


def in_sections(question: Question) -> list[Option]:
    """As a page shows them: section by section, and those of no section last."""
    sections = question.sections or {}
    order = [*sections, ""]
    return sorted(question.options, key=lambda option: order.index(option.section))


def section_of(question: Question, option: Option) -> str:
    sections = question.sections or {}
    return sections.get(option.section, "")


def advice(ruleset: Ruleset, question: Question, option: Option) -> str:
    """What the red flags say of this box, where it cannot wait: each level it may reach, the least urgent first."""
    rows = [row for row in ruleset.red_flags.rows if is_of(row, question, option)]
    levels = {row.level for row in rows if row.level is not None}
    urgent = sorted(level for level in levels if level >= Level.TODAY)
    said = [ruleset.advice.level[level].heading for level in urgent]
    if any(row.level is None for row in rows):
        crisis = ruleset.advice.crisis
        said.append(crisis.ways[0])
    without_dots = [text.rstrip(".") for text in said]
    return " / ".join(dict.fromkeys(without_dots))


def is_of(row: RedFlagRow, question: Question, option: Option) -> bool:
    """The row's flag is this box, or this box alone makes it hold."""
    terms = row.when.terms
    is_its_flag = row.flag == option.id
    if not is_its_flag and len(terms) > 1:
        return False
    return any(names(term, question, option) for term in terms)


def names(term: Term, question: Question, option: Option) -> bool:
    """Return whether a term holds where this option is chosen."""
    if not isinstance(term, Chosen) or term.question != question.id:
        return False
    return option.id in term.options
