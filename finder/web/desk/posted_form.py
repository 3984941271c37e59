"""The form of the desk that a request posted: its page, its text, and who typed it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext
from markupsafe import Markup

from finder.core.loading.reading import WORKBOOK
from finder.web.app import form_messages
from finder.web.app.state import state
from finder.web.desk import sessions

WRITER = "writer"
BEFORE = "_before"
"""The end of the name of a hidden field that has the first value of another field."""
SIGNED_OUT = lazy_gettext(
    "You were signed out. What you typed is here, but it is not saved yet."
)
STILL_OPEN = lazy_gettext(
    "You were signed out. Nothing was shared, and the call is still open."
)


@dataclass(frozen=True, slots=True)
class HeldForm:
    """How to hold a form: the page that shows it, the fields to hold, and the message
    after signing in. Passwords are never held. With `of_call`, the answers on a
    question page are held too; with `takes_file`, the text of an uploaded file."""

    page: str
    fields: tuple[str, ...] = ()
    why: object = SIGNED_OUT
    of_call: bool = False
    takes_file: bool = False


APPOINTMENT = ("doctor", "doctor_before", "day", "day_before", "at", "at_before")
INTAKE = HeldForm(
    "intakes.show", ("note", "note_before", "initials", "done", *APPOINTMENT)
)
FORMS: Mapping[str, HeldForm] = {
    "intakes.move": INTAKE,
    "intakes.note": INTAKE,
    "intakes.handle": INTAKE,
    "booking.book": INTAKE,
    "accounts.add": HeldForm("accounts.everyone", ("name", "role")),
    "accounts.reset": HeldForm("accounts.everyone"),
    "accounts.disable": HeldForm("accounts.everyone"),
    "tablets.start": HeldForm("tablets.everyone", ("tablet",)),
    "tablets.end": HeldForm("tablets.everyone"),
    "roster.read": HeldForm("roster.show", ("text",), takes_file=True),
    "roster.replace": HeldForm("roster.show", ("text",)),
    "intake_export.export": HeldForm("intake_export.export", ("reason", "format")),
    "signin.password": HeldForm("signin.password"),
    "own_sessions.end": HeldForm("own_sessions.show"),
    "phone.question": HeldForm("phone.question", of_call=True),
    "phone.share": HeldForm("phone.result", ("agree",), why=STILL_OPEN, of_call=True),
}


def posted_form() -> HeldForm | None:
    """Return how to hold the posted form, or None if none was posted or it is not
    held."""
    if request.method != "POST":
        return None
    return FORMS.get(endpoint())


def form_of_request() -> HeldForm:
    """Return how to hold the form of this request. Raises KeyError if it is not
    held."""
    return FORMS[endpoint()]


def endpoint() -> str:
    """Return the endpoint of this request, or "" if its address has none."""
    return request.endpoint or ""


def values_in_address() -> dict[str, Any]:
    """Return the values that the address of this request has in its path."""
    return request.view_args or {}


def page_of_form() -> str:
    """Return the address of the page that shows the posted form."""
    page = form_of_request().page
    return url_for(page, **values_in_address())


def typed_fields() -> dict[str, str]:
    """Return the posted fields that may be held, and the text of an uploaded file."""
    form = posted_form() or HeldForm("")
    fields = {}
    for name in (*form.fields, *question_ids()):
        if name in request.form:
            values = request.form.getlist(name)
            fields[name] = " ".join(values)
    if form.takes_file and (text := uploaded_text()):
        fields["text"] = text
    return fields


def question_ids() -> list[str]:
    """Return the questions of the question page of this request, if it is one."""
    page_id = values_in_address().get("page_id", "")
    page = state().ruleset.questionnaire.page(page_id)
    if page is None:
        return []
    return [question.id for question in page.questions]


def uploaded_text() -> str:
    """Return the text of an uploaded file, or "" if there is no file or it is not
    text."""
    file = request.files.get("file")
    if not file:
        return ""
    content = file.read()
    file.seek(0)
    return text_of(content)


def text_of(content: bytes) -> str:
    """Return the text in the content of a file, or "" if it is not text."""
    if content.startswith(WORKBOOK):
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return text.replace("\0", "")


def is_typed() -> bool:
    """Return whether the posted form holds text that was not there before."""
    fields = typed_fields()
    first_values = {f"{name}{BEFORE}" for name in fields}
    typed = fields.keys() - first_values
    filled = [name for name in typed if fields[name].strip()]
    return any(differs(name, fields) for name in filled)


def is_changed(fields: Mapping[str, str]) -> bool:
    """Return whether a field differs from its first value on the page."""
    typed = [name for name in fields if not name.endswith(BEFORE)]
    return any(differs(name, fields) for name in typed)


def differs(name: str, fields: Mapping[str, str]) -> bool:
    """Return whether this field differs from its first value on the page."""
    first_value = fields.get(f"{name}{BEFORE}", "")
    return fields[name].strip() != first_value.strip()


def writer_of_form() -> int | None:
    """Return the id of the member that the form was rendered for. A page of another
    site cannot know this mark."""
    number, _, proof = request.form.get(WRITER, "").partition(".")
    for fingerprint in state().keys.fingerprints(number, WRITER):
        expected = fingerprint.hex()
        if secrets.compare_digest(proof.encode(), expected.encode()):
            return int(number)
    return None


def writer_field() -> Markup:
    """Return the hidden inputs with the member that a form was rendered for and the
    messages of its page."""
    number = str(sessions.member().id)
    proof = state().keys.fingerprint(number, WRITER).hex()
    field = Markup('<input type="hidden" name="writer" value="{}">')
    return field.format(f"{number}.{proof}") + form_messages.messages_field()
