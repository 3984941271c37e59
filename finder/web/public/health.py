"""`/healthz` and `/readyz`: whether the app is up, and whether it can serve. They give strangers no cause."""

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from finder.store.engine import DatabaseAway
from finder.web.app.state import state

bp = Blueprint("health", __name__)
log = logging.getLogger("finder.web")


@bp.route("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process is up."""
    return "up\n", {"Content-Type": "text/plain"}


@bp.route("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether patients can be served: the rules are loaded, and the database answers. Whatever else is wrong gets a
    line of its own, since patients are served all the same."""
    try:
        with state().reading() as transaction:
            transaction.execute(text("SELECT 1"))
    except DatabaseAway as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return "not ready: the database does not answer; the log says why\n", 503, {"Content-Type": "text/plain"}
    body = f"ready, rules version {state().ruleset.version}\n"
    if state().rules_in_use.trouble:
        body += "newer rules are not taken, since they are broken; the log says where\n"
    if state().housekeeping.overdue:
        body += "what is past its date was not deleted for more than two hours; the log says why\n"
    return body, {"Content-Type": "text/plain"}
