"""Look up an intake by its reference: typed, scanned, or opened from the patient's
sheet."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.sharing.reference import Typo, read_code
from finder.store import references
from finder.web.app.languages import translated
from finder.web.app.state import state
from finder.web.desk import attempts, sessions
from finder.web.desk.signin import wait_message

bp = Blueprint("look_up", __name__, url_prefix="/desk/find")

NOT_HERE = lazy_gettext(
    "Nothing is here under this code. It was never shared, or it was deleted when its time was over."
)
LONGEST = 200
LOOKED_UP = "looked_up"
"""The name in the address that says that the code on the page was looked up before the
language changed. The result comes from the store."""


@bp.route("/")
def find() -> ResponseReturnValue:
    """Look up a typed code. A typo is reported before any look-up. Text that was typed
    before a change of language is shown again, but not looked up."""
    unfinished = request.args.get("typed", "")[:LONGEST]
    typed = request.args.get("code", "")[:LONGEST]
    if unfinished and LOOKED_UP in request.args:
        return typed_before(unfinished)
    if unfinished or not typed.strip():
        return find_page(unfinished)
    return open_intake_of(typed)


@bp.route("/<reference>")
def scanned(reference: str) -> ResponseReturnValue:
    """Open the address that a camera reads from a sheet. A member who is not signed in
    signs in first and comes back."""
    return open_intake_of(reference)


def open_intake_of(typed: str) -> ResponseReturnValue:
    """Redirect to the intake with this code, or show the page with an error."""
    try:
        code = read_code(last_part(typed))
    except Typo as typo:
        return find_page(typed, translated(typo.sentence)), 422
    member = sessions.member()
    with state().writing() as transaction:
        seconds = attempts.count_look_up(transaction, member)
        if seconds:
            return find_page(typed, wait_message(seconds)), 429
        key = references.key_of(transaction, code)
        attempts.looked_up(transaction, member, code, found=key is not None)
    if key is None:
        return find_page(typed, NOT_HERE), 404
    return redirect(url_for("intakes.show", key=key), 303)


def last_part(typed: str) -> str:
    """Return the code without the address, if a scanner typed the whole address."""
    address = typed.strip().rstrip("/")
    parts = re.split("[/#]", address)
    return parts[-1]


def typed_before(typed: str) -> ResponseReturnValue:
    """Show a code and its error again after the language of the page has changed. The
    code has a typo, or the member looked it up in vain, or the member has to wait. This
    looks up nothing."""
    try:
        code = read_code(last_part(typed))
    except Typo as typo:
        return find_page(typed, translated(typo.sentence)), 422
    member = sessions.member()
    with state().writing() as transaction:
        was_missing = attempts.was_missing(transaction, member, code)
        if was_missing and references.key_of(transaction, code) is None:
            return find_page(typed, NOT_HERE), 404
        seconds = attempts.wait_for_look_up(transaction, member)
        if seconds:
            return find_page(typed, wait_message(seconds)), 429
    return find_page(typed)


def find_page(typed: str, error: object = "") -> str:
    """Return the page with a code and its error."""
    errors = {"code": error} if error else {}
    return render_template("desk/find.html", typed=typed, errors=errors)
