"""What is on a page that is half done or has a mistake. It waits in the visit and is shown again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from finder.core.rules.clean_text import clean
from finder.core.rules.questionnaire import SCALE_OPTIONS, Kind, Page, Question
from finder.core.visiting.typed import Typed
from finder.web.app.forms import NONE, Asked, PageForm


def typed_in(form: PageForm) -> Typed:
    """What was posted, without its mistakes."""
    fields = [(question, form.field(question)) for question, _ in form.shown]
    chosen = {question.id: field.data & known(question) for question, field in fields}
    words = [field.typed for question, field in fields if question.kind is Kind.TEXT]
    return Typed(chosen, "\n".join(words))


def from_fields(page: Page, fields: Mapping[str, str]) -> Typed:
    """What was held of a page: the ids of several choices stand in one field, with spaces between them."""
    held = [(question, fields[question.id]) for question in page.questions if question.id in fields]
    chosen = {question.id: frozenset(text.split()) & known(question) for question, text in held}
    words = [text for question, text in held if question.kind is Kind.TEXT]
    return Typed(chosen, clean("\n".join(words)))


def with_mistakes(form: PageForm, above: str = "") -> Typed:
    """What was posted and what is wrong with it. Where the token has ended, that alone is wrong."""
    mistakes = {question.id: " ".join(form.field(question).errors) for question, _ in form.shown}
    told = {} if above else {question: text for question, text in mistakes.items() if text}
    return replace(typed_in(form), mistakes=told, above=above)


def known(question: Question) -> frozenset[str]:
    """Every choice of a question."""
    if question.kind is Kind.SCALE:
        return SCALE_OPTIONS
    return frozenset(option.id for option in question.options)


def on_page(asked: Iterable[Asked], typed: Typed) -> Iterator[Asked]:
    """The questions of a page as they stood when it was posted."""
    for each in asked:
        words = typed.words if each.question.kind is Kind.TEXT else ""
        chosen = typed.chosen.get(each.question.id, NONE)
        yield replace(each, chosen=chosen, text=words, error=typed.mistakes.get(each.question.id, ""))
