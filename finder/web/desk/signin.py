"""Sign-in, sign-out, the first sign-in, and changing the password."""

import base64
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    current_app,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, lazy_ngettext
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from finder.paper.qr import qr_svg
from finder.store import audit, codes, memberships, passwords, staff, staff_signin
from finder.store.acts import Act
from finder.store.seal import Tampered
from finder.store.staff import Member
from finder.store.staff_signin import Factor
from finder.web.app import (
    form_messages,
    known_browsers,
    reloadable_pages,
    single_buttons,
)
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinics import path_of
from finder.web.app.cookies import Cookie
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import attempts, held_for_staff, sessions

bp = Blueprint("signin", __name__, url_prefix="/desk")
log = logging.getLogger("finder.web")

NOT_RIGHT = lazy_gettext(
    "That name, password, or code is not right. Check all three and try again."
)
NOT_YOURS = lazy_gettext("This is not your password.")
NOT_THE_SAME = lazy_gettext("The two passwords do not match. Type it again.")
WRONG_CODE = lazy_gettext(
    "This code is not right. Type the 6 digits that the app shows now."
)
UNREADABLE = lazy_gettext("Your account cannot be read")
NEW_START = lazy_gettext(
    "Ask an admin to reset your account, then sign in with the starting password."
)
STALE = lazy_gettext("This page was open for a long time. Please try again.")
BY_FACTOR = {
    Factor.NOTHING_YET: Act.SIGNED_IN,
    Factor.CODE: Act.SIGNED_IN,
    Factor.RECOVERY_CODE: Act.SIGNED_IN_WITH_RECOVERY_CODE,
}
REFUSED, NAME = "sign_in_refused", "sign_in_name"
LONGEST_NAME = 100
CLEARED = '"cache", "storage"'
"""The site data that browsers clear at sign-out. Cookies stay, because the remaining
ones belong to a patient or to the device."""
RECOVERY_SHOWN = timedelta(minutes=15)
GROUP = 4
"""How many characters of the key for the app stand together on the page. Apps ignore
the spaces."""
CHANGED = lazy_gettext("Your password is changed.")
Errors = dict[str, object]


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for name, password and code together, so that no reply reveals which one was
    wrong."""
    wanted = page_of_desk(request.values.get("next", ""))
    if request.method == "GET":
        return sign_in_page(wanted)
    if is_chosen_here():
        before = form_messages.before()
        return sign_in_refused(wanted, before.get(REFUSED, {}))
    if not ButtonForm().validate_on_submit():
        return sign_in_refused(wanted, STALE)
    typed = request.form.get("name", "")
    error = try_to_sign_in(staff.plain_name(typed))
    if error:
        return sign_in_refused(wanted, error)
    return redirect(wanted, 303)


@bp.errorhandler(Tampered)
def unreadable(error: Tampered) -> ResponseReturnValue:
    """Show an error, because the secret of the member's codes cannot be decrypted."""
    log.error("%s", error)
    return render_template("error.html", heading_words=UNREADABLE, text=NEW_START), 503


def sign_in_page(wanted: str) -> str:
    """Return the sign-in page, with the error of the last attempt."""
    refused = form_messages.flashed([REFUSED])
    names = get_flashed_messages(category_filter=[NAME])
    name = "".join(map(str, names))
    errors = {"name": refused[REFUSED]} if refused else {}
    _, _, query = wanted.partition("?")
    holds = "held=" in query
    return render_template(
        "desk/sign_in.html", wanted=wanted, name=name, errors=errors, holds=holds
    )


def sign_in_refused(wanted: str, error: object) -> ResponseReturnValue:
    """Redirect to the sign-in page, so that it can be reloaded. The typed name
    stays."""
    form_messages.flash_each({REFUSED: error})
    typed = request.form.get("name", "")
    flash(typed[:LONGEST_NAME], NAME)
    return redirect(url_for("signin.sign_in", next=wanted), 303)


def try_to_sign_in(name: str) -> object:
    """Begin a session, or return an error message. The slow password check runs outside
    a transaction."""
    with state().writing() as transaction:
        counted = transaction.now
        seconds = attempts.count_sign_in(transaction, name)
        if seconds:
            return wait_message(seconds)
        member = staff.find(transaction, name)
    typed = request.form.get("password", "")
    is_right = staff_signin.knows_password(member, typed, counted)
    if member is None or not is_right or not begin_session(member, counted):
        attempts.sign_in_failed(member)
        return NOT_RIGHT
    reloadable_pages.end()
    known_browsers.remember(Cookie.KNOWN)
    return ""


def begin_session(member: Member, counted: datetime) -> bool:
    """Begin a session if the code is right, and return whether it is. `counted` is when
    the attempt was counted."""
    code = request.form.get("code", "")
    with state().writing() as transaction:
        factor = staff_signin.second_factor(transaction, member, code)
        if factor is None:
            return False
        attempts.sign_in_worked(transaction, member.name, counted)
        sessions.begin(transaction, member)
        memberships.record_by(transaction, member, BY_FACTOR[factor])
    return True


def page_of_desk(wanted: str) -> str:
    """Return the page to open after signing in: a page of the desk, never a foreign
    address."""
    address, _, _ = wanted.partition("?")
    path = path_of(address)
    is_of_desk = path.startswith("/desk/") and wanted.isprintable()
    if is_of_desk and is_after_sign_in(path):
        return wanted
    return url_for("desk.home")


def is_after_sign_in(path: str) -> bool:
    """Return whether this is the path of a page that is not part of signing in."""
    urls = current_app.url_map.bind("")
    try:
        endpoint, _ = urls.match(path, method="GET")
    except HTTPException:
        return False
    return endpoint == "signin.password" or not endpoint.startswith("signin.")


@bp.route("/sign-out", methods=["GET", "POST"])
def sign_out() -> ResponseReturnValue:
    """End the session. Ask first if another site may have sent the form."""
    session = sessions.current()
    if session and not single_buttons.may_end():
        if request.method == "POST":
            return redirect(url_for("signin.sign_out"), 303)
        return render_template("desk/sign_out.html")
    if session:
        with state().writing() as transaction:
            sessions.end(transaction)
            memberships.record_by(transaction, session.member, Act.SIGNED_OUT)
    reloadable_pages.end()
    response = redirect(url_for("signin.sign_in"), 303)
    response.headers["Clear-Site-Data"] = CLEARED
    return response


@bp.route("/stay", methods=["GET", "POST"])
def stay() -> ResponseReturnValue:
    """Return the seconds left before the session ends; a POST extends it."""
    session = sessions.current()
    left = session.ends - state().now() if session else timedelta()
    seconds = max(0, int(left.total_seconds()))
    return f"{seconds}\n", {"Content-Type": "text/plain"}


@bp.route("/set-up", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """Show the first sign-in: choose a password, and set up codes on a phone."""
    session = sessions.current()
    if session is None:
        return redirect(url_for("signin.sign_in"), 303)
    member = session.member
    if member.ready or member.role is None:
        return redirect(url_for("desk.home"), 303)
    if request.method == "GET":
        return set_up_page(member, {})
    if is_chosen_here():
        return set_up_again(member, form_messages.before())
    secret = staff_signin.codes_secret(state().keys, member)
    code = request.form.get("code", "")
    step = codes.used_step(secret, code, state().now(), 0)
    errors = password_errors(member.name)
    if not step:
        errors["code"] = WRONG_CODE
    if errors:
        return set_up_again(member, form_messages.each_in_each(errors))
    recovery = codes.recovery_codes(secrets.choice)
    make_ready(member, step, recovery)
    fields = {"codes": " ".join(recovery)}
    return held_for_staff.show_once("signin.recovery_codes", fields, RECOVERY_SHOWN)


@bp.route("/set-up/recovery-codes")
def recovery_codes() -> ResponseReturnValue:
    """Show the recovery codes, for as long as a reload may ask for them."""
    made = held_for_staff.current().fields
    if not made:
        return redirect(url_for("desk.home"), 303)
    recovery = made["codes"].split()
    return render_template("desk/recovery.html", recovery=recovery)


def set_up_again(
    member: Member, errors: Mapping[str, form_messages.InEach]
) -> ResponseReturnValue:
    """Show the page again with its errors. Typed text is secret and is not shown
    again."""
    page = set_up_page(member, form_messages.on_this_page(errors))
    return page, 422 if errors else 200


def set_up_page(member: Member, errors: Mapping[str, str]) -> str:
    secret = staff_signin.codes_secret(state().keys, member)
    address = codes.address_for_app(secret, member.name)
    picture = Markup(qr_svg(address))  # noqa: S704 - drawn by this app
    typed = base64.b32encode(secret).decode()
    groups = [typed[at : at + GROUP] for at in range(0, len(typed), GROUP)]
    return render_template(
        "desk/set_up.html", errors=errors, picture=picture, secret=" ".join(groups)
    )


def make_ready(member: Member, step: int, recovery: tuple[str, ...]) -> None:
    password_hash = passwords.hashed(request.form["password"])
    with state().writing() as transaction:
        staff_signin.make_ready(transaction, member, password_hash, step, recovery)
        sessions.begin(transaction, member)
        audit.record(transaction, member.name, Act.STAFF_READY)


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password. All other sessions of this member end."""
    member = sessions.member()
    if request.method == "GET":
        held = held_for_staff.current()
        return render_template("desk/password.html", held=held), held.status
    errors = password_errors(member.name)
    error = error_of_old(member, state().now())
    if error:
        errors = {"old": error, **errors}
    if errors:
        return held_for_staff.refuse(errors)
    password_hash = passwords.hashed(request.form["password"])
    with state().writing() as transaction:
        staff_signin.change_password(transaction, member, password_hash)
        sessions.begin(transaction, member)
        audit.record(transaction, member.name, Act.PASSWORD_CHANGED)
    flash(str(CHANGED))
    return redirect(url_for("own_sessions.show"), 303)


def error_of_old(member: Member, now: datetime) -> object:
    """Return what is wrong with the typed current password, or "" if it is right."""
    with state().writing() as transaction:
        seconds = attempts.count_own_password(transaction, member)
    if seconds:
        return wait_message(seconds)
    typed = request.form.get("old", "")
    if not staff_signin.knows_password(member, typed, now):
        attempts.own_password_refused(member)
        return NOT_YOURS
    with state().writing() as transaction:
        attempts.own_password_was_right(transaction, member)
    return ""


def wait_message(seconds: int) -> object:
    return lazy_ngettext(
        "Too many tries. Wait %(num)s second, then try again.",
        "Too many tries. Wait %(num)s seconds, then try again.",
        seconds,
    )


def password_errors(name: str) -> Errors:
    """Return what is wrong with the new password, by field."""
    errors: Errors = {}
    if not ButtonForm().validate_on_submit():
        errors["password"] = STALE
    typed = request.form.get("password", "")
    again = request.form.get("again", "")
    weak = passwords.weakness(typed, name)
    if weak:
        errors["password"] = form_messages.lazily(weak)
    elif typed != again:
        errors["again"] = NOT_THE_SAME
    return errors
