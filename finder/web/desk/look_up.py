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

NOT_HERE = lazy_gettext(
    "Nothing is here under this code. It was never shared, or it was deleted when its time was over."
)
TYPO, MISSING = "typo", "missing"
LONGEST, LONGEST_WAIT = 200, 5


@bp.route("/")
def find() -> ResponseReturnValue:
    """Look up a typed code. A typo is reported before any look-up. Text that was typed before a change of language is
    shown again, but not looked up."""
    if half := request.args.get("typed", "")[:LONGEST]:
        return half_typed(half, request.args.get("wrong", ""))
    typed = request.args.get("code", "")[:LONGEST]
    return open_intake_of(typed) if typed.strip() else find_page("")


@bp.route("/<reference>")
def scanned(reference: str) -> ResponseReturnValue:
    """Open the address that a camera reads from a sheet. A member who is not signed in signs in first and comes
    back."""
    return open_intake_of(reference)


def open_intake_of(typed: str) -> ResponseReturnValue:
    try:
        code = read_code(last_part(typed))
    except Typo as typo:
        return find_page(typed, translated(typo.sentence), TYPO), 422
    with state().writing() as transaction:
        if seconds := attempts.count_look_up(transaction, sessions.member()):
            return find_page(typed, asked_to_wait(seconds), f"{seconds}"), 429
        key = intakes.key_of(transaction, code)
        attempts.looked_up(transaction, sessions.member(), found=key is not None)
    if key is None:
        return find_page(typed, NOT_HERE, MISSING), 404
    return redirect(url_for("intakes.show", key=key), 303)


def last_part(typed: str) -> str:
    """Return the code without the address, if a scanner typed the whole address."""
    return typed.strip().rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def half_typed(typed: str, wrong: str) -> ResponseReturnValue:
    """Show a code and its error again after the language of the page has changed."""
    if wrong == TYPO and (error := typo_in(typed)):
        return find_page(typed, error, TYPO), 422
    if wrong == MISSING:
        return find_page(typed, NOT_HERE, MISSING), 404
    if wrong.isascii() and wrong.isdecimal():
        return find_page(typed, asked_to_wait(int(wrong[:LONGEST_WAIT])), wrong), 429
    return find_page(typed)


def typo_in(typed: str) -> str:
    """Return what is mistyped in a code, or "" if nothing is."""
    try:
        read_code(last_part(typed))
    except Typo as typo:
        return translated(typo.sentence)
    return ""


def find_page(typed: str, error: object = "", wrong: str = "") -> str:
    """Return the page with a code and its error. `wrong` is a short name of the error for a change of language."""
    return render_template("desk/find.html", typed=typed, errors={"code": error} if error else {}, wrong=wrong)
