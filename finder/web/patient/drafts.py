"""Drafts: what was entered on a page that is unfinished or has errors. The visit stores
it, and the page shows it again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import NO_IDS, Ids
from finder.core.rules.page import SCALE_OPTIONS, Kind, Page, Question
from finder.core.visiting.drafts import Draft
from finder.web.app.choosing_language import language_of_page
from finder.web.app.forms import Asked, PageForm


@dataclass(slots=True)
class Found:
    """The entries of a page, collected question by question."""

    chosen: dict[str, Ids] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def add(self, question: Question, ids: Ids, text: str) -> None:
        """Add the choices of a question that exist, or its text."""
        existing = ids & known(question)
        self.chosen[question.id] = existing
        if question.kind is Kind.TEXT:
            self.words.append(text)

    def typed(self) -> Draft:
        words = "\n".join(self.words)
        return Draft(
            chosen=self.chosen,
            words=words,
            language=language_of_page(),
        )


def typed_in(form: PageForm) -> Draft:
    """Return what was posted, without its errors."""
    found = Found()
    for question, _ in form.shown:
        posted = form.field(question)
        found.add(question, posted.data, posted.typed)
    return found.typed()


def from_fields(page: Page, fields: Mapping[str, str]) -> Draft:
    """Return what was held of a page. A field with several choices holds their ids
    separated by spaces."""
    found = Found()
    for question in page.questions:
        text = fields.get(question.id)
        if text is not None:
            ids = frozenset(text.split())
            words = clean(text)
            found.add(question, ids, words)
    return found.typed()


def with_mistakes(form: PageForm, above: str = "") -> Draft:
    """Return what was posted with its errors. If there is an error `above` the form, it
    is the only one."""
    typed = typed_in(form)
    if above:
        return replace(typed, above=above)
    mistakes = {}
    for question, _ in form.shown:
        errors = form.field(question).errors
        if errors:
            sentences = " ".join(errors)
            mistakes[question.id] = sentences
    return replace(typed, mistakes=mistakes)


def known(question: Question) -> Ids:
    """Return the ids of all choices of a question."""
    if question.kind is Kind.SCALE:
        return SCALE_OPTIONS
    return question.option_ids


def on_page(asked: Iterable[Asked], typed: Draft) -> Iterator[Asked]:
    """Yield the questions of a page as they were when it was posted."""
    language = typed.language if typed.words else ""
    for each in asked:
        question = each.question
        chosen = typed.chosen.get(question.id, NO_IDS)
        text = typed.words if question.kind is Kind.TEXT else ""
        error = typed.mistakes.get(question.id, "")
        yield replace(
            each,
            chosen=chosen,
            text=text,
            error=error,
            language=language,
        )
