"""Hold a staff member's text until it can be stored, and codes that are shown once.

If a form of the desk is refused, or arrives after the session ended, the response
redirects to its page with a random key in the address. The page then shows the typed
text again. The text itself is in no address and no cookie.
"""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from markupsafe import Markup

from finder.core.loading.reading import WORKBOOK
from finder.store import held_for_staff
from finder.store.held_for_staff import LASTS
from finder.store.seal import Tampered
from finder.web.app import form_messages
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinics import path_here
from finder.web.app.state import state
from finder.web.desk import sessions

bp = Blueprint("held", __name__, url_prefix="/desk/held")

log = logging.getLogger("finder.web")

KEY_BYTES = 18
WRITER = "writer"
LONGEST_ADDRESS = 500
QUERY = (
    "state",
    "level",
    "language",
    "taken",
    "sort",
    "before",
    "day",
    "weeks",
    "code",
    "rules",
    "held",
)
"""The query parameters that the address of a desk page may have: filters, paging, and
the key of held text."""

SIGNED_OUT = lazy_gettext(
    "You were signed out. What you typed is here, but it is not saved yet."
)
STILL_OPEN = lazy_gettext(
    "You were signed out. Nothing was shared, and the call is still open."
)
GONE = lazy_gettext(
    "Something that was typed here is not shown. Someone else typed it, or it was typed more than 8 hours ago."
)
NOT_YOURS = lazy_gettext(
    "Your account can no longer do this. Ask an admin of the clinic. This is what you typed:"
)
LABELS = {
    "note": lazy_gettext("Desk note"),
    "done": lazy_gettext("What was done"),
    "initials": lazy_gettext("Your initials"),
    "doctor": lazy_gettext("Doctor"),
    "day": lazy_gettext("Day of the appointment"),
    "at": lazy_gettext("Time of the appointment"),
    "reason": lazy_gettext("Reason"),
    "text": lazy_gettext("Text of the file"),
    "name": lazy_gettext("Name"),
    "tablet": lazy_gettext("Number of the tablet"),
}


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


@dataclass(frozen=True, slots=True)
class Held:
    """What a page shows again. Each text in `labeled` is shown under its label."""

    path: str = ""
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    errors: Mapping[str, object] = field(default_factory=dict)
    why: object = ""
    status: int = 200
    labeled: dict[str, str] = field(default_factory=dict, repr=False)


WHY = "why"
STORED = {"labeled": "told"}
"""Fields that are stored under an older name."""


def current() -> Held:
    """Return what is held for the page of this request, empty if its address has no
    key."""
    if "held" not in g:
        key = request.args.get("held", "")
        g.held = opened(key) if key else Held()
    found: Held = g.held
    return found


def opened(key: str) -> Held:
    try:
        with state().reading() as transaction:
            payload = held_for_staff.find(transaction, key, sessions.member().id)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback could hold typed text
        payload = None
    found = from_json(payload) if payload else Held()
    return in_words(found) if found.path == path_here() else Held(why=GONE)


def in_words(found: Held) -> Held:
    """Return what is held, with its messages in the language of this request."""
    words = form_messages.on_this_page({**found.errors, WHY: found.why})  # type: ignore[dict-item]
    return replace(found, why=words.pop(WHY), errors=words)


def to_json(page: Held) -> bytes:
    """Return the stored form, with its messages in each language. Its keys stay the
    same, so that newer versions can read it."""
    whole = replace(
        page,
        errors=form_messages.each_in_each(page.errors),
        why=form_messages.in_each(page.why),
    )
    return json.dumps(
        {STORED.get(name, name): value for name, value in asdict(whole).items()}
    ).encode()


def from_json(payload: bytes) -> Held:
    fields = {stored: name for name, stored in STORED.items()}
    return Held(
        **{fields.get(name, name): value for name, value in json.loads(payload).items()}
    )


def hold(member_id: int, page: Held, lasts: timedelta = LASTS) -> str:
    """Hold a page for this member, and return its address."""
    key = secrets.token_urlsafe(KEY_BYTES)
    payload = to_json(page)
    with state().writing() as transaction:
        held_for_staff.hold(transaction, key, member_id, payload, state().now() + lasts)
    return f"{page.path}?held={key}"


def show_once(
    endpoint: str, fields: dict[str, str], lasts: timedelta
) -> ResponseReturnValue:
    """Redirect to a page that shows these fields for a while, only to this member."""
    page = Held(path=url_for(endpoint), fields=fields)
    return redirect(hold(sessions.member().id, page, lasts), 303)


def refuse(errors: Mapping[str, object], status: int = 422) -> ResponseReturnValue:
    """Redirect to the page of the posted form, with the typed text and its errors."""
    return back(Held(page_of_form(), typed_fields(), errors, status=status))


def back(page: Held) -> ResponseReturnValue:
    return redirect(hold(sessions.member().id, page), 303)


def apart(why: object, status: int) -> ResponseReturnValue | None:
    """Redirect to a separate page for the typed text, if its form cannot be shown.
    Return None if nothing was typed."""
    if not is_typed():
        return None
    return back(Held(url_for("held.show"), typed_fields(), why=why, status=status))


@bp.route("/")
def show() -> ResponseReturnValue:
    """Show typed text whose form cannot be shown, so that it can be copied, and say
    why."""
    found = current()
    if not found.why:
        abort(404)
    typed = [*found.labeled.items()] + [
        (label, found.fields[name])
        for name, label in LABELS.items()
        if found.fields.get(name)
    ]
    return render_template("desk/held.html", held=found, typed=typed), found.status


def way_back() -> str | None:
    """Return the address to open after signing in. Text typed in a form of the desk is
    held for the member who typed it."""
    if request.method == "GET":
        return page_asked_for()
    if request.endpoint not in FORMS:
        return path_here()
    writer = writer_of_form()
    if writer is None or not is_typed():
        return page_of_form()
    return hold(writer, signed_out(), form_lasts())


def page_asked_for() -> str:
    """Return the address of the page with its filters and paging."""
    query = urlencode(
        [(name, value) for name in QUERY if (value := request.args.get(name))]
    )
    path = path_here()
    whole = f"{path}?{query}" if query else path
    return whole if len(whole) <= LONGEST_ADDRESS else path


def only_holds() -> bool:
    """Return whether the form was sent only to be held: by a page that is about to
    expire or to change its language."""
    form = FORMS.get(request.endpoint or "")
    if request.method != "POST" or form is None:
        return False
    return "hold" in request.form or (is_chosen_here() and not form.of_call)


def hold_only() -> ResponseReturnValue:
    if is_chosen_here():
        return in_other_language()
    return redirect(hold(sessions.member().id, signed_out(), form_lasts()), 303)


def in_other_language() -> ResponseReturnValue:
    """Show the page in the chosen language, with the text in its form and its
    messages."""
    before = form_messages.before()
    why = before.pop(WHY, {})
    page = Held(
        page_of_form(), typed_fields(), before, why, status=422 if before else 200
    )
    shown_again = (
        hold(sessions.member().id, page)
        if is_changed(page.fields) or before or why
        else page.path
    )
    query = urlencode(
        [(name, request.args[name]) for name in QUERY if name in request.args]
    )
    return redirect(
        shown_again + ("&" if "?" in shown_again else "?") * bool(query) + query, 303
    )


def is_changed(fields: Mapping[str, str]) -> bool:
    """Return whether a field differs from its first value on the page."""
    typed = {
        name: text.strip()
        for name, text in fields.items()
        if not name.endswith("_before")
    }
    return any(
        text != fields.get(f"{name}_before", "").strip() for name, text in typed.items()
    )


def signed_out() -> Held:
    """Return the posted form, to be shown again after signing in."""
    return Held(page_of_form(), typed_fields(), why=FORMS[request.endpoint or ""].why)


def form_lasts() -> timedelta:
    """Return how long to hold the posted form. A caller's answers are held no longer
    than the call lasts."""
    if FORMS[request.endpoint or ""].of_call:
        return timedelta(minutes=state().settings.visit_minutes)
    return LASTS


def page_of_form() -> str:
    return url_for(FORMS[request.endpoint or ""].page, **(request.view_args or {}))


def typed_fields() -> dict[str, str]:
    form = FORMS.get(request.endpoint or "", HeldForm(""))
    page = state().ruleset.questionnaire.page(
        (request.view_args or {}).get("page_id", "")
    )
    questions = tuple(question.id for question in page.questions) if page else ()
    names = [name for name in (*form.fields, *questions) if name in request.form]
    fields = {name: " ".join(request.form.getlist(name)) for name in names}
    uploaded = uploaded_text() if form.takes_file else ""
    return {**fields, "text": uploaded} if uploaded else fields


def uploaded_text() -> str:
    """Return the text of an uploaded file, or "" if there is no file or it is not
    text."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if file:
        file.seek(0)
    try:
        return (
            content.decode("utf-8-sig").replace("\0", "")
            if not content.startswith(WORKBOOK)
            else ""
        )
    except UnicodeDecodeError:
        return ""


def is_typed() -> bool:
    """Return whether the posted form holds text that was not there before."""
    fields = typed_fields()
    before = {
        name: fields.pop(f"{name}_before", "")
        for name in [*fields]
        if f"{name}_before" in fields
    }
    return any(
        text.strip() and text.strip() != before.get(name, "").strip()
        for name, text in fields.items()
    )


def writer_of_form() -> int | None:
    """Return the id of the member that the form was rendered for. A page of another
    site cannot know this mark."""
    number, _, proof = request.form.get(WRITER, "").partition(".")
    proofs = (each.hex() for each in state().keys.fingerprints(number, WRITER))
    known = any(
        secrets.compare_digest(proof.encode(), each.encode()) for each in proofs
    )
    return int(number) if known else None


@bp.app_template_global()
def writer_field() -> Markup:
    """Return the hidden inputs with the member that a form was rendered for and the
    messages of its page."""
    number = f"{sessions.member().id}"
    mark = f"{number}.{state().keys.fingerprint(number, WRITER).hex()}"
    return (
        Markup('<input type="hidden" name="writer" value="{}">').format(mark)
        + form_messages.messages_field()
    )
