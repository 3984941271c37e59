"""The patient's pages that need no visit: the start address, help for more than pain,
and the privacy page."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from finder.core.sharing.audiences import Fact
from finder.core.sharing.disclosure_columns import disclosure_columns
from finder.web.app.state import state
from finder.web.patient.steps import questionnaire

bp = Blueprint("patient", __name__)


@bp.route("/", methods=["GET"])
def start() -> ResponseReturnValue:
    """Redirect to the first question."""
    return redirect(url_for("patient.question", page_id=questionnaire().pages[0].id))


@bp.route("/other-help")
def other_help() -> str:
    """Show help lines for more than pain. Nothing is asked, stored or counted here, and
    the page can be left quickly."""
    return render_template("patient/other_help.html", leave_at_hand=True)


@bp.route("/privacy")
def privacy() -> str:
    """Show what is stored, for how long, and who can read it."""
    return render_template(
        "patient/privacy.html",
        facts=list(Fact),
        columns=disclosure_columns(),
        asks_call_back=state().settings.clinic_call_back,
    )
