"""What the desk does with an intake: move it, save a note, and write down what was
done."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound

from finder.core.rules.clean_text import turns_writing
from finder.store import intake_changes
from finder.store.acts import Act
from finder.store.intake_changes import Changed
from finder.store.intakes import Handled, Intake, IntakeState
from finder.store.transaction import Transaction
from finder.web.app import form_messages
from finder.web.app.forms import LEFT_OUT, ButtonForm
from finder.web.app.state import state
from finder.web.desk import held_for_staff
from finder.web.desk.intake import (
    APPOINTMENT,
    booked_as,
    bp,
    found_or_404,
    note_of,
    record_in_audit,
    typed,
)
from finder.web.desk.signin import STALE
from finder.web.desk.words import MOVES

LONGEST_NOTE, LONGEST_DONE, LONGEST_INITIALS = 500, 300, 5
FIRST = lazy_gettext(
    "Someone else changed this just now. Look at it as it is now, then try again."
)
NO_INITIALS = lazy_gettext(
    "Type your initials, %(most)s letters or fewer.", most=LONGEST_INITIALS
)
NOTHING_DONE = lazy_gettext(
    "Say what was done, in %(most)s characters or fewer.", most=LONGEST_DONE
)
LOOK_AFTER = lazy_gettext("First write down what was done about the urgent advice.")
NOT_DONE = lazy_gettext(
    "What was done is not written down yet. Press “Write it down” to keep it."
)
NOT_BOOKED = lazy_gettext("The appointment is not booked yet. Press “Book” to keep it.")
GONE = lazy_gettext(
    "This intake is no longer here. It was deleted when its time was over. This is what you typed:"
)
AuditDetail = tuple[Act, str]
"""What was done, and a detail for the audit trail."""


class Refused(Exception):
    """An action that is not possible for this intake. `errors` has a message for each
    field."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = errors
        super().__init__(*map(str, errors.values()))


@bp.route("/<key>/state", methods=["POST"])
def move(key: str) -> ResponseReturnValue:
    """Move an intake to its next state."""

    def set_state(transaction: Transaction, found: Intake) -> AuditDetail:
        wanted = wanted_state() or found.line.state
        if wanted is IntakeState.CLOSED and found.line.pinned:
            raise Refused({"initials": LOOK_AFTER})
        lifetime = timedelta(days=state().settings.intake_days)
        intake_changes.set_state(transaction, found, wanted, lifetime)
        return Act.MOVED, f"from {found.line.state} to {wanted}"

    return act(key, set_state)


def wanted_state() -> IntakeState | None:
    """Return the posted state, or None if an intake cannot be moved to it."""
    for each in MOVES:
        if each.value == request.form.get("state"):
            return each
    return None


@bp.route("/<key>/note", methods=["POST"])
def note(key: str) -> ResponseReturnValue:
    """Save the note of the desk."""
    return act(key)


@bp.route("/<key>/handled", methods=["POST"])
def handle(key: str) -> ResponseReturnValue:
    """Record initials and what was done for an urgent intake."""

    def record(transaction: Transaction, found: Intake) -> AuditDetail:
        initials = typed("initials", request.form)
        done = typed("done", request.form)
        errors: dict[str, object] = {}
        if not done or len(done) > LONGEST_DONE:
            errors["done"] = NOTHING_DONE
        if not initials or len(initials) > LONGEST_INITIALS:
            errors["initials"] = NO_INITIALS
        if errors:
            raise Refused(errors)
        intake_changes.handle(transaction, found, Handled(initials, done))
        return Act.HANDLED, ""

    return act(key, record)


def act(
    key: str, change: Callable[[Transaction, Intake], AuditDetail] | None = None
) -> ResponseReturnValue:
    """Change an intake that no one else has changed since it was shown, and record it.
    Every button also saves the note, and text typed for another button stays in the
    form."""
    try:
        with state().writing() as transaction:
            found = find_unchanged(transaction, key)
            found = save_note(transaction, found)
            if change:
                what, about = change(transaction, found)
                record_in_audit(transaction, found, what, about)
            now = found_or_404(transaction, key)
    except Refused as refused:
        return held_for_staff.refuse(refused.errors)
    except Changed:
        return held_for_staff.refuse({"moves": FIRST}, 409)
    except NotFound:
        return held_for_staff.show_separately(GONE, 404) or abort(404)
    if any(turns_writing(each) for each in request.form.values()):
        flash(str(LEFT_OUT))
    page = url_for("intakes.show", key=key)
    unsaved = unsaved_text(now)
    if not unsaved.fields:
        return redirect(page, 303)
    return held_for_staff.redirect_to(replace(unsaved, path=page))


def unsaved_text(now: Intake) -> held_for_staff.Held:
    """Return text that was typed for another button than the pressed one, with a
    message."""
    done = unsaved_done() if now.line.pinned else {}
    appointment = unsaved_appointment(now)
    why = []
    if done:
        why.append(NOT_DONE)
    if appointment:
        why.append(NOT_BOOKED)
    message = form_messages.together(why)
    return held_for_staff.Held(fields={**done, **appointment}, why=message)


def unsaved_done() -> dict[str, str]:
    """Return what was typed about the urgent advice, without empty fields."""
    fields = {name: typed(name, request.form) for name in ("initials", "done")}
    return {name: text for name, text in fields.items() if text}


def unsaved_appointment(now: Intake) -> dict[str, str]:
    """Return the typed appointment if it was changed and is not booked, or else {}."""
    fields = {name: typed(name, request.form) for name in APPOINTMENT}
    before = {name: typed(f"{name}_before", request.form) for name in APPOINTMENT}
    is_unsaved = fields not in (before, booked_as(now))
    return fields if is_unsaved else {}


def find_unchanged(transaction: Transaction, key: str) -> Intake:
    """Return the intake if it is still as the page showed it. Raises Refused and
    Changed."""
    found = found_or_404(transaction, key)
    if not ButtonForm().validate_on_submit():
        raise Refused({"note": STALE})
    if request.form.get("changes") != str(found.changes):
        raise Changed
    return found


def save_note(transaction: Transaction, found: Intake) -> Intake:
    """Return the intake after saving its note as typed. Raises Refused and Changed."""
    text = note_of(found, request.form)
    if text == found.note:
        return found
    if len(text) > LONGEST_NOTE:
        reason = lazy_gettext(
            "Use %(most)s characters or fewer. You used %(used)s.",
            most=LONGEST_NOTE,
            used=len(text),
        )
        raise Refused({"note": reason})
    intake_changes.write_note(transaction, found, text)
    record_in_audit(transaction, found, Act.NOTED)
    return found_or_404(transaction, found.line.key)
