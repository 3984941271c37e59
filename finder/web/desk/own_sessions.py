"""The member's own sessions: where they are signed in, and a way to sign out there."""

import re
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

NUMBER = re.compile("[0-9]{1,9}")


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
    notes = get_flashed_messages()
    return render_template("desk/sessions.html", own=lines, notes=notes)


def line(session: Session, here: Session) -> SessionLine:
    now = state().now()
    return SessionLine(
        id=session.id,
        began=since(session.started, now),
        used=since(session.seen, now),
        here=session.id == here.id,
    )


@bp.route("/end", methods=["POST"])
def end() -> ResponseReturnValue:
    """End one of the member's other sessions, or all of them. The session of this
    browser continues."""
    if not ButtonForm().validate_on_submit():
        return single_buttons.press_again(url_for("own_sessions.show"))
    here = sessions.here()
    wanted = request.form.get("session", "")
    is_all = wanted == "others"
    one = int(wanted) if NUMBER.fullmatch(wanted) else 0
    with state().writing() as transaction:
        many = stored.end_others(transaction, here, None if is_all else one)
        if many:
            audit.record(transaction, here.member.name, Act.SESSIONS_ENDED, str(many))
    flash(what_ended(many, is_all=is_all))
    return redirect(url_for("own_sessions.show"), 303)


def what_ended(many: int, *, is_all: bool) -> str:
    """Return the message after ending sessions: all others, or the chosen one."""
    if is_all and many:
        return str(gettext("Signed out everywhere else."))
    if is_all:
        return str(gettext("You were not signed in anywhere else."))
    if many:
        return str(gettext("Signed out there."))
    return str(gettext("That one has ended already."))
