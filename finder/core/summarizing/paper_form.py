"""The questionnaire for the paper form: every page, question and option with a
number."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from finder.core.rules.advice import Level
from finder.core.rules.conditions import Chosen, Term
from finder.core.rules.knowledge import RedFlagRow, Ruleset
from finder.core.rules.page import SCALE, Kind, Option, Page, Question
from finder.core.summarizing.summarize import BODY


@dataclass(frozen=True, slots=True)
class PaperOption:
    """A box to tick. `advice` says what to do at once if it is ticked, and `section` is
    its heading."""

    number: str
    words: str
    hint: str
    section: str
    advice: str


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with its boxes. A scale has numbers to circle, and a text has lines to
    write on."""

    kind: Kind
    words: str
    hint: str
    low: str
    high: str
    scale: tuple[str, ...]
    options: tuple[PaperOption, ...]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of the paper form. Number 0 is the first page: who fills it in."""

    number: int
    title: str
    questions: tuple[PaperQuestion, ...]


def on_paper(ruleset: Ruleset) -> tuple[PaperPage, ...]:
    """Return all pages, with every option that anyone may be shown."""
    numbered = enumerate(ruleset.questionnaire.pages)
    pages = [paper_page(ruleset, page, number) for number, page in numbered]
    return tuple(pages)


def paper_page(ruleset: Ruleset, page: Page, number: int) -> PaperPage:
    """Return a page of the questionnaire for the paper form."""
    return PaperPage(
        number=number,
        title=page.title if number else "",
        questions=tuple(questions(ruleset, page, number)),
    )


def questions(ruleset: Ruleset, page: Page, number: int) -> Iterator[PaperQuestion]:
    """Yield the questions of a page. Boxes are numbered across the page, so that one
    number is one box."""
    places = count(1)
    for question in page.questions:
        ordered = in_sections(question)
        boxes = [
            box(ruleset, question, option, f"{number}.{next(places)}")
            for option in ordered
        ]
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
    """Return the hint, or "" if it is about a scale to press or a picture to tap, which
    paper does not have."""
    if question.kind is Kind.SCALE or question.id == BODY:
        return ""
    return question.hint


def box(
    ruleset: Ruleset, question: Question, option: Option, number: str
) -> PaperOption:
    """Return an option as a box to tick."""
    return PaperOption(
        number=number,
        words=option.words,
        hint=option.hint,
        section=section_of(question, option),
        advice=advice(ruleset, question, option),
    )


def in_sections(question: Question) -> list[Option]:
    """Return the options as a page shows them: section by section, then those without a
    section."""
    sections = question.sections or {}
    order = [*sections, ""]
    return sorted(question.options, key=lambda option: order.index(option.section))


def section_of(question: Question, option: Option) -> str:
    sections = question.sections or {}
    return sections.get(option.section, "")


def advice(ruleset: Ruleset, question: Question, option: Option) -> str:
    """Return the urgent advice for this box: each level that it may reach, the least
    urgent first."""
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
    """Return whether the row's flag is this box, or this box alone makes the row
    hold."""
    terms = row.when.terms
    is_its_flag = row.flag == option.id
    if not is_its_flag and len(terms) > 1:
        return False
    return any(names(term, question, option) for term in terms)


def names(term: Term, question: Question, option: Option) -> bool:
    """Return whether a term holds if this option is chosen."""
    if not isinstance(term, Chosen) or term.question != question.id:
        return False
    return option.id in term.options
