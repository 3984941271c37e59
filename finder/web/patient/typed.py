"""What is on a page that is half done or has a mistake. It waits in the visit and is shown again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from finder.core.rules.clean_text import clean
from finder.core.rules.questionnaire import SCALE_OPTIONS, Kind, Page, Question
from finder.core.visiting.typed import Typed
from finder.web.app.forms import NONE, Asked, PageForm


def typed_in(form: PageForm) -> Typed:
    """Return what was posted, without its mistakes."""
    chosen: dict[str, frozenset[str]] = {}
    words: list[str] = []
    for question, _ in form.shown:
        field = form.field(question)
        chosen[question.id] = field.data & known(question)
        if question.kind is Kind.TEXT:
            words.append(field.typed)
    return Typed(chosen, "\n".join(words))


def from_fields(page: Page, fields: Mapping[str, str]) -> Typed:
    """Return what was held of a page. Several choices stand in one field, with spaces between their ids."""
    chosen: dict[str, frozenset[str]] = {}
    words: list[str] = []
    held = (each for each in page.questions if each.id in fields)
    for question in held:
        text = fields[question.id]
        ids = frozenset(text.split())
        chosen[question.id] = ids & known(question)
        if question.kind is Kind.TEXT:
            words.append(text)
    typed = clean("\n".join(words))
    return Typed(chosen, typed)


def with_mistakes(form: PageForm, above: str = "") -> Typed:
    """Return what was posted and what is wrong with it. If there is a mistake `above`, it is the only one."""
    typed = typed_in(form)
    if above:
        return replace(typed, above=above)
    mistakes: dict[str, str] = {}
    for question, _ in form.shown:
        if errors := form.field(question).errors:
            mistakes[question.id] = " ".join(errors)
    return replace(typed, mistakes=mistakes)


def known(question: Question) -> frozenset[str]:
    """Every choice of a question."""
    if question.kind is Kind.SCALE:
        return SCALE_OPTIONS
    return frozenset(option.id for option in question.options)


def on_page(asked: Iterable[Asked], typed: Typed) -> Iterator[Asked]:
    """The questions of a page as they stood when it was posted."""
    for each in asked:
        question = each.question
        yield replace(
            each,
            chosen=typed.chosen.get(question.id, NONE),
            text=typed.words if question.kind is Kind.TEXT else "",
            error=typed.mistakes.get(question.id, ""),
        )
