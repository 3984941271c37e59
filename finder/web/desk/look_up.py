"""Look up an intake by its reference: typed, scanned, or opened from the patient's sheet."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.sharing.reference import Typo, read_code
from finder.store import intakes
from finder.web.app.languages import translated
from finder.web.app.state import state
from finder.web.desk import attempts, sessions
from finder.web.desk.signin import asked_to_wait

bp = Blueprint("look_up", __name__, url_prefix="/desk/find")

NOT_HERE = lazy_gettext("Nothing with this code is here. It was never shared, or its time is over.")
LONGEST = 200
LOOKED_UP = "looked_up"
"""In the address of the page in another language: a code was looked up there. What came of it is for the store to
say."""


@bp.route("/")
def find() -> ResponseReturnValue:
    """Look up a typed code; a mistyped one is reported before anything is looked up. What was typed when the language
    was changed is shown again, and not looked up yet."""
    if half := request.args.get("typed", "")[:LONGEST]:
        return typed_before(half) if LOOKED_UP in request.args else find_page(half)
    typed = request.args.get("code", "")[:LONGEST]
    return open_intake_of(typed) if typed.strip() else find_page("")


@bp.route("/<reference>")
def scanned(reference: str) -> ResponseReturnValue:
    """Open the address that a camera reads. Someone who is not signed in signs in first and comes back."""
    return open_intake_of(reference)


def open_intake_of(typed: str) -> ResponseReturnValue:
    try:
        code = read_code(last_part(typed))
    except Typo as typo:
        return find_page(typed, translated(typo.sentence)), 422
    with state().writing() as transaction:
        if seconds := attempts.count_look_up(transaction, sessions.member()):
            return find_page(typed, asked_to_wait(seconds)), 429
        key = intakes.key_of(transaction, code)
        attempts.looked_up(transaction, sessions.member(), code, found=key is not None)
    if key is None:
        return find_page(typed, NOT_HERE), 404
    return redirect(url_for("intakes.show", key=key), 303)


def last_part(typed: str) -> str:
    """The code alone, where a scanner typed the whole address."""
    return typed.strip().rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def typed_before(typed: str) -> ResponseReturnValue:
    """Show a code again as it stood when the language of the page was changed, and what is wrong with it still: it is
    mistyped, the member looked it up and it is not here, or the member has to wait. Nothing is looked up for that."""
    try:
        code = read_code(last_part(typed))
    except Typo as typo:
        return find_page(typed, translated(typo.sentence)), 422
    with state().writing() as transaction:
        was_missing = attempts.was_missing(transaction, sessions.member(), code)
        if was_missing and intakes.key_of(transaction, code) is None:
            return find_page(typed, NOT_HERE), 404
        if seconds := attempts.wait_for_look_up(transaction, sessions.member()):
            return find_page(typed, asked_to_wait(seconds)), 429
    return find_page(typed)


def find_page(typed: str, error: object = "") -> str:
    """Return the page with a code, and with what is wrong with it."""
    return render_template("desk/find.html", typed=typed, errors={"code": error} if error else {})
