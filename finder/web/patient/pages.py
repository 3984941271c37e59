"""The patient's pages that need no visit: the first address, help for more than pain, and what is kept."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from finder.core.sharing import audiences
from finder.core.sharing.audiences import Fact
from finder.web.app.state import state
from finder.web.patient.steps import questionnaire

bp = Blueprint("patient", __name__)


@bp.route("/", methods=["GET"])
def start() -> ResponseReturnValue:
    """Show the first page of the questionnaire, at the plainest address."""
    return redirect(url_for("patient.question", page_id=questionnaire().pages[0].id))


@bp.route("/other-help")
def other_help() -> str:
    """Show help lines for more than pain. Nothing is asked, kept or counted here, and leaving is always at hand."""
    return render_template("patient/other_help.html", leave_at_hand=True)


@bp.route("/privacy")
def privacy() -> str:
    """Show what is kept, for how long, and who can read it."""
    return render_template(
        "patient/privacy.html",
        facts=list(Fact),
        columns=audiences.in_groups(),
        asks_call_back=state().settings.clinic_call_back,
    )
