"""Delete the answers: at the end, to start over, or to leave quickly."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from finder.store.engine import DatabaseAway
from finder.web.app import single_buttons, visits
from finder.web.app.state import state
from finder.web.patient.pages import bp
from finder.web.patient.steps import next_step


@bp.route("/finish", methods=["GET", "POST"])
def finish() -> ResponseReturnValue:
    """Delete the answers."""
    return over("patient.finished", gettext("Finish and clear"))


@bp.route("/start-over", methods=["GET", "POST"])
def start_over() -> ResponseReturnValue:
    """Delete the answers and go back to the first question."""
    return over("patient.start", gettext("Delete and start over"))


def over(done: str, button: str) -> ResponseReturnValue:
    """Delete the answers. Ask first if the button may be on a page of another
    person."""
    progress = visits.current()
    if request.method == "GET" and progress:
        return single_buttons.button_page(button, DELETES, button, next_step(progress))
    if request.method == "POST" and not single_buttons.may_delete():
        return redirect(url_for(str(request.endpoint)), 303)
    visits.end()
    return redirect(url_for(done), 303)


@bp.route("/leave", methods=["POST"])
def leave() -> ResponseReturnValue:
    """Delete the answers and go to a neutral site immediately, even if the token has
    expired or the database is away."""
    try:
        visits.end()
    except DatabaseAway:
        visits.forget()
    return render_template("patient/leave.html", leave_to=state().settings.leave_to)


@bp.route("/finished")
def finished() -> str:
    """Confirm that the answers are deleted."""
    return render_template("patient/finished.html")


DELETES = lazy_gettext(
    "This deletes the answers on this device. They cannot be brought back."
)
