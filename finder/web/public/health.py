"""`/healthz` and `/readyz`: whether the app runs, and whether it can serve patients.
They do not reveal why not."""

from collections.abc import Iterator

from flask import Blueprint
from flask.typing import ResponseReturnValue

from finder.web.app.clinics import clinics_here
from finder.web.app.state import state

bp = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain"}
NOT_READY = "not ready: the database does not answer; the log says why\n"
UNUSABLE = "do not work, since what is set there cannot be used; the log says why"


@bp.route("/healthz")
def alive() -> ResponseReturnValue:
    """Report that the process is running."""
    return "up\n", PLAIN


@bp.route("/readyz")
def ready() -> ResponseReturnValue:
    """Report whether patients can be served: the rules are loaded, and the database
    accepts a write in time. Other problems add a line each, because patients can still
    be served."""
    if not state().is_writable():
        return NOT_READY, 503, PLAIN
    first_line = f"ready, rules version {state().ruleset.version}\n"
    body = "".join([first_line, *further_lines()])
    return body, PLAIN


def further_lines() -> Iterator[str]:
    """Yield a line for each problem with which patients can still be served."""
    if state().rules_in_use.trouble:
        yield "newer rules were not loaded because they have mistakes; the log says where\n"
    if state().housekeeping.overdue:
        yield "expired data has not been deleted for more than two hours; the log says why\n"
    many = len(clinics_here().unusable())
    if many:
        clinics = "clinic" if many == 1 else "clinics"
        yield f"the pages of {many} {clinics} {UNUSABLE}\n"
