"""The questionnaire on the clinic's tablets, for one person after another. Nothing is
left for the next person."""

import re
import secrets
from contextlib import suppress
from datetime import timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, lazy_ngettext

from finder.core.visiting.progress import Progress
from finder.store import tablets, throttle
from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.store.tablets import TabletSession
from finder.store.throttle import FOR_ALL, Attempt, AttemptKind
from finder.web.app import (
    cookies,
    form_messages,
    known_browsers,
    reloadable_pages,
    single_buttons,
    visits,
)
from finder.web.app.access import ACCESS, Open
from finder.web.app.channel import ANSWER_WITHIN, HOME, channel, session_lasts, use
from finder.web.app.choosing_channel import BETWEEN_PEOPLE, tablet_token
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.cookies import Cookie
from finder.web.app.forms import ButtonForm
from finder.web.app.security import from_where
from finder.web.app.state import state
from finder.web.patient import urgent

bp = Blueprint("tablet", __name__, url_prefix="/kiosk")

TOKEN_BYTES = 32
DIGITS = 6
NOT_A_DIGIT = re.compile("[^0-9]")
SERVER_FAILS = 500
NO_CODE = lazy_gettext("Type the %(digits)s digits of the code.", digits=DIGITS)
WRONG = lazy_gettext(
    "This code is not right, was already used, or has expired. Ask the front desk for a new one."
)
STALE = lazy_gettext("This page was open for a long time. Please try again.")
MISTAKE = "mistake"
HALF_TYPED, LONGEST = "tablet_code", 9
CLEARED = lazy_gettext(
    "Thank you. Your answers are cleared from this tablet. Please give it back to the front desk."
)


def register_hooks(app: Flask) -> None:
    """Handle requests from tablets: end sessions that are over, and let no page be
    cached."""
    app.before_request(on_tablet)
    app.after_request(change_cookie)
    app.after_request(extend_while_reading)


def session_lifetime() -> timedelta:
    """Return how long an idle session lasts."""
    return session_lasts(state().settings)


def on_tablet() -> ResponseReturnValue | None:
    """Show the questionnaire only within a session. Ending the visit ends the
    session."""
    if not channel().in_session:
        return None
    if not is_of_visit():
        instead = channel().left_out.get(request.endpoint or "")
        return redirect(url_for(instead)) if instead else None
    try:
        return require_open_session(tablet_token())
    except DatabaseAway:
        return None  # An urgent page needs no database, and every other page reports that it is away.


def is_of_visit() -> bool:
    """Return whether this is a page of the questionnaire or one that acts on its
    answers."""
    endpoint = request.endpoint or ""
    if request.blueprint == "tablet" or endpoint == "patient.privacy":
        return False
    return request.blueprint == "patient" or ACCESS.get(endpoint) is Open.PATIENT


def require_open_session(token: str) -> ResponseReturnValue | None:
    """End the session, redirect, show urgent advice, or else extend the session."""
    with state().reading() as transaction:
        found = tablets.find(transaction, token)
    if found is None or request.endpoint == "patient.leave":
        return end_session(token)
    if request.endpoint == "patient.finish" and single_buttons.may_delete():
        return end_session(token, CLEARED)
    if instead := channel().left_out.get(request.endpoint or ""):
        return redirect(url_for(instead))
    progress = visits.current()
    if progress is None and found.advice and request.endpoint == "patient.urgent":
        return urgent.advice_alone(found.advice)
    extend(found, progress or visits.new())
    if progress and request.method == "GET":
        visits.change(lambda progress: progress)
    return None


def extend(found: TabletSession, progress: Progress) -> None:
    """Extend the session, and store the levels of the urgent page if the tablet shows
    one."""
    levels: list[str] = []
    if request.endpoint == "patient.urgent" or progress.mistaken or progress.waiting:
        levels = [flag.key[1] for flag in progress.unsettled]
    with state().writing() as transaction:
        tablets.record_activity(
            transaction, found, tuple(dict.fromkeys(levels)), session_lifetime()
        )


def end_session(token: str, message: str = "") -> ResponseReturnValue:
    """Delete the answers and end the session. The tablet then shows its start page."""
    try:
        visits.end()
        with state().writing() as transaction:
            tablets.end(transaction, token)
    except DatabaseAway:
        visits.forget()  # the visit can no longer be found, and the session expires later
    session.clear()
    cookies.remove(Cookie.LANGUAGE)
    use(HOME)
    if message:
        flash(str(message))
    return redirect(url_for("tablet.start"), 303)


@bp.route("/", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Show the start page between two people, which asks for a code."""
    if request.method == "GET":
        return start_page()
    if is_chosen_here():
        typed = {"code": request.form.get("code", "")[:LONGEST]}
        reloadable_pages.keep(HALF_TYPED, typed)
        return start_again(form_messages.before().get(MISTAKE, {}))
    if not ButtonForm().validate_on_submit():
        return start_again(STALE)
    code = NOT_A_DIGIT.sub("", request.form.get("code", ""))
    if len(code) != DIGITS:
        return start_again(NO_CODE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    error = try_code(code, token)
    return start_again(error) if error else begin(token)


def attempt_at_any_tablet() -> Attempt:
    """Return the attempt to type a code at any tablet of this clinic."""
    return Attempt(AttemptKind.TABLET_CODE_ANYWHERE, state().clinic_mark)


def try_code(code: str, token: str) -> object:
    """Begin the session of this code, or return an error message. Wrong codes delay the
    next attempt from the same address, and briefly from anywhere at this clinic. A
    tablet that ran a session before has its own count and is never delayed by
    others."""
    tablet = known_browsers.known(Cookie.KNOWN_TABLET)
    here = Attempt(AttemptKind.TABLET_CODE, where=tablet or from_where())
    with state().writing() as transaction:
        seconds = 0
        if not tablet:
            anywhere = attempt_at_any_tablet()
            seconds = throttle.seconds_left(transaction, anywhere, FOR_ALL)
        seconds = seconds or throttle.count_attempt(transaction, here)
        if seconds:
            return lazy_ngettext(
                "Too many codes were tried. Please wait %(num)s second, then press “Start” again.",
                "Too many codes were tried. Please wait %(num)s seconds, then press “Start” again.",
                seconds,
            )
        if tablets.claim(transaction, code, token, session_lifetime()):
            throttle.forget(transaction, here)
            return ""
    # In a second transaction, because the count of all tablets is locked before that of
    # one place, never after it.
    with state().writing() as transaction:
        throttle.fail(transaction, attempt_at_any_tablet())
    return WRONG


def start_again(error: object) -> ResponseReturnValue:
    """Show the start page again with an error."""
    form_messages.flash_each({MISTAKE: error})
    return redirect(url_for("tablet.start"), 303)


def start_page() -> ResponseReturnValue:
    """Return the start page, with the error of the last attempt."""
    error = form_messages.flashed([MISTAKE]).get(MISTAKE, "")
    notes = get_flashed_messages(category_filter=["message"])
    minutes = state().settings.tablet_minutes
    page = render_template(
        "tablet/start.html",
        error=error,
        typed=half_typed(),
        notes=notes,
        minutes=minutes,
        answer=ANSWER_WITHIN.seconds // 60,
    )
    return page, 422 if error else 200


def half_typed() -> str:
    """Return the code that was typed before a change of language. It is shown only
    once, so that the next person does not see it."""
    found = reloadable_pages.find(HALF_TYPED)
    if not found:
        return ""
    reloadable_pages.end()
    code: str = found["code"]
    return code


def begin(token: str) -> ResponseReturnValue:
    """Begin a session with nothing left from the person before."""
    visits.end()
    session.clear()
    known_browsers.remember(Cookie.KNOWN_TABLET)
    cookies.send(Cookie.TABLET, token)
    return redirect(url_for("patient.start"), 303)


@bp.route("/stay", methods=["POST"])
def stay() -> ResponseReturnValue:
    """Extend the session. The page with the question stays as it is (204). Without
    scripts, go back to the answers."""
    if not keep_going(tablet_token()):
        return end_session(tablet_token())
    if "back" in request.form:
        return redirect(url_for("patient.check"), 303)
    return "", 204, {"Content-Type": "text/plain"}


def keep_going(token: str) -> bool:
    """Extend the session and its visit to their full time. Return False if the session
    is over."""
    with state().reading() as transaction:
        found = tablets.find(transaction, token)
    if found is None:
        return False
    if visits.current():
        visits.change(lambda progress: progress)
    with state().writing() as transaction:
        tablets.record_activity(transaction, found, found.advice, session_lifetime())
    return True


@bp.route("/still-there")
def still_there() -> str:
    """Show the question that a tablet without scripts asks after a while."""
    seconds = int(ANSWER_WITHIN.total_seconds())
    return render_template("tablet/still_there.html", seconds=seconds)


@bp.route("/end", methods=["POST"])
def end() -> ResponseReturnValue:
    """End the session of the tablet, and clear its screen."""
    return end_session(tablet_token())


def extend_while_reading(response: Response) -> Response:
    """Extend the session when a page is opened for reading, because that counts as
    activity. The page itself is the same for everyone."""
    if not channel().in_session or response.status_code >= SERVER_FAILS:
        return response
    if not is_of_visit() and request.blueprint != "tablet":
        with suppress(DatabaseAway, Tampered):
            keep_going(tablet_token())
    return response


def change_cookie(response: Response) -> Response:
    """Change a cookie with every response, so that a browser shows no old page on
    Back."""
    if channel().in_session or request.endpoint in BETWEEN_PEOPLE:
        cookies.set_on_response(response, Cookie.TURN, secrets.token_urlsafe(9))
    return response
