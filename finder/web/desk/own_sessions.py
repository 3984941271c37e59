"""The member's own sessions: where they are signed in, and a way to sign out there."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from finder.store import audit
from finder.store import sessions as stored
from finder.store.acts import Act
from finder.store.sessions import Session
from finder.web.app import single_buttons
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import sessions
from finder.web.desk.words import since

bp = Blueprint("own_sessions", __name__, url_prefix="/desk/sessions")

LONGEST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the member: how long ago it began and was last used."""

    id: int
    began: str
    used: str
    here: bool


@bp.route("/")
def show() -> ResponseReturnValue:
    """Show where the member is signed in."""
    here = sessions.here()
    with state().reading() as transaction:
        found = stored.of_member(transaction, here.member)
    lines = [line(each, here) for each in found]
    return render_template(
        "desk/sessions.html", own=lines, notes=get_flashed_messages()
    )


def line(session: Session, here: Session) -> SessionLine:
    now = state().now()
    return SessionLine(
        session.id,
        since(session.started, now),
        since(session.seen, now),
        session.id == here.id,
    )


@bp.route("/end", methods=["POST"])
def end() -> ResponseReturnValue:
    """End one of the member's other sessions, or all of them. The session of this
    browser continues."""
    if not ButtonForm().validate_on_submit():
        return single_buttons.press_again(url_for("own_sessions.show"))
    number = request.form.get("session", "")
    one = (
        int(number)
        if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER
        else None
    )
    here, is_all = sessions.here(), number == "others"
    with state().writing() as transaction:
        many = stored.end_others(transaction, here, None if is_all else one or 0)
        if many:
            audit.record(transaction, here.member.name, Act.SESSIONS_ENDED, str(many))
    flash(what_ended(many, is_all=is_all))
    return redirect(url_for("own_sessions.show"), 303)


def what_ended(many: int, *, is_all: bool) -> str:
    """Return the message after ending sessions: all others, or the chosen one."""
    if is_all:
        return str(
            gettext("Signed out everywhere else.")
            if many
            else gettext("You were not signed in anywhere else.")
        )
    return str(
        gettext("Signed out there.") if many else gettext("That one has ended already.")
    )
