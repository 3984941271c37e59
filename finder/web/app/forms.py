"""The forms of the question pages, built from the questionnaire, and the form of a
single button."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, Form

from finder.core.deciding.mistakes import mistake_in
from finder.core.rules.clean_text import clean, turns_writing
from finder.core.rules.conditions import Answers
from finder.core.rules.page import Kind, Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire
from finder.core.visiting.visit import Visit
from finder.web.app.languages import translated
from finder.web.app.tokens import is_form_token

NONE: frozenset[str] = frozenset()
LEFT_OUT = lazy_gettext(
    "We removed hidden marks that change the direction of writing. All the words are still here."
)


class CheckedToken(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    """A CSRF field that only checks a posted token. Templates render the token
    themselves."""

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        return ""

    def validate_csrf_token(self, form: Form, field: Field) -> None:
        """Check the token of the form. Raises ValidationError with Flask-WTF's reason
        if it is invalid."""
        if not is_form_token(field.data):
            super().validate_csrf_token(form, field)


class PostedForm(FlaskForm):  # type: ignore[misc]
    """The base of all forms: it reads what a page posted."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf_class = CheckedToken


class ButtonForm(PostedForm):
    """A form with one button and only the CSRF token."""


class QuestionField(Field):
    """The answer to one question: option ids, or typed text."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(default=NONE, **kwargs)
        self.question = question
        self.data: frozenset[str] = NONE
        self.typed = ""
        self.left_out = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        values = [value for value in valuelist if isinstance(value, str)]
        if self.question.kind is Kind.TEXT:
            whole = "\n".join(values)
            self.typed = clean(whole)
            self.data = NONE
            self.left_out = turns_writing(whole)
        else:
            self.data = frozenset(values)


class PageForm(PostedForm):
    """The form of one page, with the questions that the given answers show."""

    def __init__(
        self, page: Page, questionnaire: Questionnaire, answers: Answers
    ) -> None:
        super().__init__()
        self.page = page
        self.shown = [
            (each, questionnaire.shown(each, answers))
            for each in questionnaire.asked(page, answers)
        ]
        self.skipped = "skip" in request.form and not page.required

    def field(self, question: Question) -> QuestionField:
        found: QuestionField = self[question.id]
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.skipped:
            return valid
        for question, options in self.shown:
            field = self.field(question)
            mistake = mistake_in(question, options, field.data, len(field.typed))
            if mistake:
                field.errors = [translated(mistake)]
        has_errors = any(field.errors for field in self)
        if has_errors:
            return False
        if self.is_empty():
            first_question, _ = self.shown[0]
            self.field(first_question).errors = [self.missing()]
            return False
        return valid

    def is_empty(self) -> bool:
        """Return whether nothing was answered. A page with a free text field is never
        empty, because free text is optional."""
        for question, _ in self.shown:
            field = self.field(question)
            if field.data or field.typed or question.kind is Kind.TEXT:
                return False
        return True

    def missing(self) -> str:
        several = self.shown[0][0].kind is Kind.MANY
        wanted = gettext("Tick at least one.") if several else gettext("Choose one.")
        if self.page.required:
            return str(wanted)
        if len(self.shown) == 1:
            return f"{wanted} {gettext('Or press “Skip this question”.')}"
        return f"{wanted} {gettext('Or press “Skip this page”.')}"

    def posted_answers(self) -> dict[str, frozenset[str]]:
        """Return the answers to store. A skipped page stores empty sets, so that its
        questions count as asked."""
        return {
            question.id: NONE if self.skipped else self.field(question).data
            for question, _ in self.shown
        }

    def lines_seen(self) -> frozenset[str] | None:
        """Return the ids of the options that the page showed for a question that is
        asked again, or None if the page did not send them."""
        return frozenset(request.form.get("lines", "").split()) or None

    def leaves_out(self) -> bool:
        """Return whether the typed text contained direction marks, which are
        removed."""
        return not self.skipped and any(
            self.field(question).left_out for question, _ in self.shown
        )

    def posted_words(self) -> str | None:
        """Return the typed text, or None if this page has no text field."""
        for question, _ in self.shown:
            if question.kind is Kind.TEXT:
                return "" if self.skipped else self.field(question).typed
        return None


def page_forms(questionnaire: Questionnaire) -> dict[str, type[PageForm]]:
    """Return a form class for each page."""
    return {
        page.id: type(
            "PageForm",
            (PageForm,),
            {each.id: QuestionField(each) for each in page.questions},
        )
        for page in questionnaire.all_pages
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a page shows it."""

    question: Question
    options: tuple[Option, ...]
    chosen: frozenset[str] = NONE
    text: str = ""
    error: str = ""
    language: str = ""
    """The language of the page when the text was typed, or "" if unknown."""

    @property
    def picture(self) -> bool:
        """Whether the picture of the body is shown with the options."""
        return self.question.id == BODY

    @property
    def anchor(self) -> str:
        """The HTML id of the whole question, so that a link to it shows the
        question."""
        return f"question-{self.question.id}"


def answered_before(
    page: Page, questionnaire: Questionnaire, visit: Visit
) -> Iterator[Asked]:
    """Yield the questions of a page with the stored answers."""
    for question in questionnaire.asked(page, visit.answers):
        options = questionnaire.shown(question, visit.answers)
        chosen = visit.answers.get(question.id, NONE)
        is_text = question.kind is Kind.TEXT
        yield Asked(
            question,
            options,
            chosen,
            text=visit.own_words if is_text else "",
            language=visit.own_words_language if is_text else "",
        )


def just_answered(form: PageForm) -> Iterator[Asked]:
    """Yield the questions of a page with the posted answers and their errors."""
    for question, options in form.shown:
        field = form.field(question)
        error = " ".join(field.errors)
        yield Asked(question, options, field.data, field.typed, error)


BODY = "where"


def posted_answers(page: Page) -> dict[str, frozenset[str]]:
    """Return the posted answers of a page that name existing options. This works when
    nothing else can be read."""
    found = {}
    for question in page.questions:
        posted = request.form.getlist(question.id)
        found[question.id] = question.option_ids.intersection(posted)
    return found
