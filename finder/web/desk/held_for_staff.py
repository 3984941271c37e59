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
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.store import held_for_staff
from finder.store.held_for_staff import LASTS
from finder.store.seal import Tampered
from finder.web.app import form_messages
from finder.web.app.clinics import path_here
from finder.web.app.state import state
from finder.web.desk import sessions
from finder.web.desk.posted_form import (
    is_typed,
    page_of_form,
    typed_fields,
    writer_field,
)

bp = Blueprint("held", __name__, url_prefix="/desk/held")

log = logging.getLogger("finder.web")

KEY_BYTES = 18
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
        key = request.args.get("held")
        g.held = load(key) if key else Held()
    found: Held = g.held
    return found


def load(key: str) -> Held:
    """Return what is held under this key for this member and this page, or else a
    message that it is gone."""
    member = sessions.member()
    try:
        with state().reading() as transaction:
            payload = held_for_staff.find(transaction, key, member.id)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback could hold typed text
        payload = None
    found = from_json(payload) if payload else Held()
    if found.path != path_here():
        return Held(why=GONE)
    return in_words(found)


def in_words(found: Held) -> Held:
    """Return what is held, with its messages in the language of this request."""
    messages = {**found.errors, WHY: found.why}
    words = form_messages.on_this_page(messages)  # type: ignore[arg-type]
    why = words.pop(WHY)
    return replace(found, why=why, errors=words)


def to_json(page: Held) -> bytes:
    """Return the stored form, with its messages in each language. Its keys stay the
    same, so that newer versions can read it."""
    whole = replace(
        page,
        errors=form_messages.each_in_each(page.errors),
        why=form_messages.in_each_language(page.why),
    )
    stored = {}
    for name, part in asdict(whole).items():
        stored_name = STORED.get(name, name)
        stored[stored_name] = part
    return json.dumps(stored).encode()


def from_json(payload: bytes) -> Held:
    names = {stored: name for name, stored in STORED.items()}
    fields: dict[str, Any] = {}
    for stored, part in json.loads(payload).items():
        name = names.get(stored, stored)
        fields[name] = part
    return Held(**fields)


def hold(member_id: int, page: Held, lasts: timedelta = LASTS) -> str:
    """Hold a page for this member, and return its address."""
    key = secrets.token_urlsafe(KEY_BYTES)
    payload = to_json(page)
    until = state().now() + lasts
    with state().writing() as transaction:
        held_for_staff.save(transaction, key, member_id, payload, until)
    return f"{page.path}?held={key}"


def show_once(
    endpoint: str, fields: dict[str, str], lasts: timedelta
) -> ResponseReturnValue:
    """Redirect to a page that shows these fields for a while, only to this member."""
    page = Held(path=url_for(endpoint), fields=fields)
    return redirect_to(page, lasts)


def refuse(errors: Mapping[str, object], status: int = 422) -> ResponseReturnValue:
    """Redirect to the page of the posted form, with the typed text and its errors."""
    page = Held(page_of_form(), typed_fields(), errors, status=status)
    return redirect_to(page)


def redirect_to(page: Held, lasts: timedelta = LASTS) -> ResponseReturnValue:
    """Hold a page for the member of this request, and redirect to it."""
    member = sessions.member()
    address = hold(member.id, page, lasts)
    return redirect(address, 303)


def show_separately(why: object, status: int) -> ResponseReturnValue | None:
    """Redirect to a separate page for the typed text, if its form cannot be shown.
    Return None if nothing was typed."""
    if not is_typed():
        return None
    page = Held(url_for("held.show"), typed_fields(), why=why, status=status)
    return redirect_to(page)


@bp.route("/")
def show() -> ResponseReturnValue:
    """Show typed text whose form cannot be shown, so that it can be copied, and say
    why."""
    found = current()
    if not found.why:
        abort(404)
    typed: list[tuple[object, str]] = [*found.labeled.items()]
    for name, label in LABELS.items():
        if text := found.fields.get(name):
            typed.append((label, text))
    return render_template("desk/held.html", held=found, typed=typed), found.status


bp.add_app_template_global(writer_field)
