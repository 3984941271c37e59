"""The call-back number: the person types it when sharing and may change it later."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.rules.clean_text import clean
from finder.core.rules.phone import is_phone
from finder.store import audit, intake_sharing
from finder.store.acts import Act
from finder.store.audit import PATIENT
from finder.web.app import form_messages, reloadable_pages, single_buttons, visits
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.state import state

bp = Blueprint("call_back", __name__)

LONGEST_TYPED = 60
WRONG_NUMBER = "call_back"
"""The key of a refused number among the stored pages, so that it is shown again."""
NO_NUMBER = lazy_gettext(
    "This is not a phone number. Write one such as 555-555-0100, or leave it empty."
)
CHANGED = lazy_gettext("The clinic has your new number.")
REMOVED = lazy_gettext("Your number is deleted. The clinic no longer has it.")
GONE = lazy_gettext(
    "The clinic no longer has what you shared, so it has no number either."
)


def typed_number() -> str:
    """Return the call-back number as typed, or "" if the clinic does not ask for
    one."""
    asks = state().settings.clinic_call_back
    return clean(request.form.get("call_back", ""))[:LONGEST_TYPED] if asks else ""


def mistake_in(number: str) -> object:
    """Return what is wrong with a number, or "" if it is valid or empty."""
    return NO_NUMBER if number and not is_phone(number) else ""


@bp.route("/shared/call-back", methods=["POST"])
def change() -> ResponseReturnValue:
    """Replace the call-back number, or delete it."""
    if not state().settings.clinic_call_back:
        abort(404)
    visit = visits.current_or_new().visit
    if not visit.reference:
        return redirect(url_for("sharing.share"), 303)
    number = typed_number()
    if not visits.is_named():
        return single_buttons.press_again(
            url_for("sharing.shared"), single_buttons.why_not()
        )
    if is_chosen_here():
        return typed_again(number, form_messages.before().get(WRONG_NUMBER, {}))
    if why := single_buttons.why_not() or mistake_in(number):
        return typed_again(number, why)
    reloadable_pages.end()
    flash(str(leave(visit.reference, number)))
    return redirect(url_for("sharing.shared"), 303)


def typed_again(number: str, why: object) -> ResponseReturnValue:
    """Show the typed number again with its error."""
    reloadable_pages.keep(
        WRONG_NUMBER, {"number": number, "error": form_messages.in_each_language(why)}
    )
    return redirect(url_for("sharing.shared"), 303)


def leave(reference: str, number: str) -> object:
    """Store the number with the intake, and return the message about it. If the intake
    is gone, remove the number from the visit too."""
    with state().writing() as transaction:
        reference_hash = intake_sharing.change_call_back(transaction, reference, number)
        left = number if reference_hash else ""
        visits.change_in(
            transaction,
            lambda progress: progress.with_visit(
                replace(progress.visit, call_back=left)
            ),
        )
        if reference_hash is None:
            return GONE
        audit.record(transaction, PATIENT, Act.NUMBER_CHANGED, intake=reference_hash)
    return CHANGED if number else REMOVED
