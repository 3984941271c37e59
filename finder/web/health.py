"""For those who run the app: is it up, and can it serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from finder.store.engine import DatabaseAway, reading
from finder.web.state import state

bp = Blueprint("health", __name__)


@bp.route("/healthz")
def alive() -> ResponseReturnValue:
    return "up\n", {"Content-Type": "text/plain"}


@bp.route("/readyz")
def ready() -> ResponseReturnValue:
    """Whether patients can be served: the rules are loaded, and the database answers."""
    try:
        with reading(state().engine) as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseAway as error:
        return f"not ready: {error}\n", 503, {"Content-Type": "text/plain"}
    told = f"ready, rules version {state().ruleset.version}\n"
    if trouble := state().shelf.trouble:
        told += f"the rules in the folder are not taken, since they are broken:\n{trouble}\n"
    return told, {"Content-Type": "text/plain"}
